/** A scan file whose events are those of a sample. */
import { beforeEach, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import { ConfigError } from '../../src/errors.js';
import { ownSample } from '../samples/ownSample.js';
import { sampleFolder } from '../samples/sampleFolder.js';
import { quickstart, scanOf } from '../scans.js';
import { MINIMAL } from './minimal.js';

const WHY =
  'a sample has the events that it has, and nothing raises their number; write a number: so many are generated at each mass point to see how much of it the sample covers';

let folder: string;
beforeEach(async () => {
  const { fixed } = scanOf([]);
  const component = { parameters: fixed, events: 256, seed: 1, decays: 'integrated' } as const;
  folder = await sampleFolder(ownSample(quickstart, [component]));
});

async function mistakesOf(rest: string, entry = 'microboone-2025'): Promise<readonly string[]> {
  const text = `${MINIMAL.replace('[microboone-2025]', `[${entry}]`)}${rest}`;
  const error = await resolveScan(text, 'my.yaml').catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).lines;
}

it('has a number of events', async () => {
  const { runs, eventsPerMassPoint } = await resolveScan(
    `${MINIMAL}signal: sample:${folder}\nevents: 1024\n`,
    'my.yaml',
  );
  expect(runs[0]?.sample?.count).toBeGreaterThan(100);
  expect(eventsPerMassPoint).toBe(1024);
});

it('cannot raise its events', async () => {
  const signal = `signal: sample:${folder}\n`;
  expect(await mistakesOf(`${signal}events: auto\n`)).toEqual([`my.yaml:11:9: events: ${WHY}`]);
  expect(await mistakesOf(`${signal}events: { from: 1024, cap: 4096 }\n`)).toEqual([
    `my.yaml:11:9: events: ${WHY}`,
  ]);
  const entry = `{ name: microboone-2025, signal: "sample:${folder}" }`;
  expect(await mistakesOf('events: auto\n', entry)).toEqual([`my.yaml:10:9: events: ${WHY}`]);
});

it('can raise them where no experiment has the sample', async () => {
  const text = `${MINIMAL.replace('microboone-2025', '{ name: microboone-2025, signal: generated }')}signal: sample:${folder}\nevents: auto\n`;
  const { runs, autoEvents } = await resolveScan(text, 'my.yaml');
  expect(runs[0]?.sample).toBeUndefined();
  expect(autoEvents).toEqual({ cap: undefined });
});
