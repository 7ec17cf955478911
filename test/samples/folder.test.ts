import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SampleDocument } from '../../src/samples/document.js';
import type { EventColumns } from '../../src/samples/eventSample.js';
import { numbersOf } from '../../src/samples/fields.js';
import { joinEvents } from '../../src/samples/joinEvents.js';
import { readSample } from '../../src/samples/readSample.js';
import { writeSample } from '../../src/samples/writeSample.js';
import { madeEvents, withoutProduced } from './madeEvents.js';

const scratch = () => mkdtemp(join(tmpdir(), 'dualnu-sample-'));

type Written = Parameters<typeof writeSample>[2];

const component = (events: number): SampleDocument['components'][number] => ({
  name: 'a',
  model: {
    kind: 'dual',
    nature: 'dirac',
    smZ: true,
    charge: 'darknews',
    zpSpin: 'isotropic',
    decays: ['dark'],
  },
  parameters: {
    m4_gev: 0.1,
    m5_gev: 0.2,
    mZprime_gev: 1.25,
    Umu5_sq: 1e-8,
    epsilon: 8e-4,
    gD: 2,
    V54: 0.5,
    kappa: 1,
    V44: 0,
  },
  pot: 1e20,
  generated: 2 * events,
  decays: 'sampled',
  events,
  rate: 1,
  sources: [],
});

const document = (events: number, count = 1): Written => ({
  name: 'made',
  program: 'dualnu 0.1.0',
  components: Array.from({ length: count }, () => component(events)),
  missing: [],
});

/** Events with targets, a score, and a topology. */
function observed(count: number): EventColumns {
  return {
    ...madeEvents(count),
    target: ['Ar40', 'proton'],
    targetOf: Int32Array.from({ length: count }, (_, i) => i % 2),
    observables: {
      score: {
        unit: '',
        values: Float64Array.from({ length: count }, (_, i) => (i === 3 ? Number.NaN : i / count)),
      },
      topology: {
        categories: ['track', '1 shower', '2 showers'],
        codes: Int32Array.from({ length: count }, (_, i) => (i % 2) + 1),
      },
    },
  };
}

it('a sample comes back from its folder as it was written, bit by bit', async () => {
  const folder = join(await scratch(), 'made');
  const events = observed(2_500);
  await writeSample(folder, events, document(events.count));
  const read = await readSample(folder);
  expect(read.count).toBe(events.count);
  for (const [i, [field, values]] of numbersOf(read).entries()) {
    expect(field).toEqual(numbersOf(events)[i]?.[0]);
    expect(values).toEqual(numbersOf(events)[i]?.[1]);
  }
  expect(read.component).toEqual(events.component);
  expect(read.targetOf).toEqual(events.targetOf);
  expect(read.target).toEqual(events.target);
  expect(read.observables).toEqual(events.observables);
  expect(read.components).toMatchObject([
    { name: 'a', pot: 1e20, generated: 2 * events.count, decays: 'sampled' },
  ]);
  expect(read.components[0]?.model.decays).toEqual({ muons: false, hadrons: false, dark: true });
  // The derived one of two parameters is filled in.
  expect(read.components[0]?.parameters.delta).toBeCloseTo(1, 12);
  expect(Object.keys(read.files).sort()).toEqual(['events.parquet', 'sample.yaml']);
});

it('what is missing stays missing', async () => {
  const folder = join(await scratch(), 'made');
  const events = withoutProduced(madeEvents(10));
  await writeSample(folder, events, document(10));
  const read = await readSample(folder);
  expect(read).toMatchObject({ produced: undefined, targetOf: undefined, target: [], observables: {} });
});

it('two tables join, and what one lacks the whole lacks', () => {
  const first = observed(4);
  const second = { ...observed(3), target: ['proton'], targetOf: new Int32Array(3) };
  const joined = joinEvents([first, second]);
  expect([...joined.energyGev]).toEqual([...first.energyGev, ...second.energyGev]);
  expect(joined.target).toEqual(['Ar40', 'proton']);
  expect([...(joined.targetOf ?? [])]).toEqual([0, 1, 0, 1, 1, 1, 1]);
  expect(joinEvents([first, withoutProduced(second)]).produced).toBeUndefined();
});

it('nothing is left where a sample cannot be written, and an old one is never overwritten', async () => {
  const parent = await scratch();
  const folder = join(parent, 'made');
  const events = madeEvents(5);
  // A column that is too short cannot be written.
  const broken = { ...events, weight: new Float64Array(4) };
  await expect(writeSample(folder, broken, document(5))).rejects.toMatchObject({ tag: 'StoreError' });
  expect(await readdir(parent)).toEqual([]);
  await writeSample(folder, events, document(5));
  await expect(writeSample(folder, events, document(5))).rejects.toMatchObject({ tag: 'ConfigError' });
  expect((await readdir(parent)).length).toBe(1);
});

it.each([
  [
    'an event changed',
    'events.parquet',
    (bytes: Buffer) => bytes.fill(7, 300, 301),
    /is not the file that sample.yaml was written with/,
  ],
  [
    'the document of another version',
    'sample.yaml',
    (bytes: Buffer) => text(bytes, 'format: 1', 'format: 99'),
    /sample.yaml:\d+:\d+: format: a sample of another version/,
  ],
  [
    'a digest changed',
    'sample.yaml',
    (bytes: Buffer) => text(bytes, 'sha256: ', 'sha256: 0'),
    /a SHA-256 in hexadecimal digits expected/,
  ],
  [
    'no protons',
    'sample.yaml',
    (bytes: Buffer) => text(bytes, 'pot: 1', 'pot: -1'),
    /sample.yaml:\d+:\d+: components\[0\].pot/,
  ],
])('a damaged folder is refused: %s', async (_, file, damage, expected) => {
  const folder = join(await scratch(), 'made');
  await writeSample(folder, madeEvents(20), document(20));
  const path = join(folder, file);
  await writeFile(path, damage(await readFile(path)));
  await expect(readSample(folder)).rejects.toMatchObject({
    tag: 'InputDataError',
    message: expect.stringMatching(expected),
  });
});

it('an event of no component is refused with its row', async () => {
  const folder = join(await scratch(), 'made');
  const events = { ...madeEvents(5), component: Int32Array.from([0, 0, 2, 0, 0]) };
  await writeSample(folder, events, document(5));
  await expect(readSample(folder)).rejects.toThrow(/row 3, component: 2 is no component: there are 0 to 0/);
});

it('a folder that is no sample is refused in words', async () => {
  await expect(readSample(await scratch())).rejects.toMatchObject({ tag: 'InputDataError' });
});

function text(bytes: Buffer, from: string, to: string): Buffer {
  const written = bytes.toString();
  expect(written).toContain(from);
  return Buffer.from(written.replace(from, to));
}
