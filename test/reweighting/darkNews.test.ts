/** Samples of DarkNews, imported and reweighted from A to B, against its own events at B, in every bin; and pairs without overlap. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { evaluatePoint, samplePoint } from '../../src/detail/point.js';
import { sumTemplate } from '../../src/generator/sample.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { UNANSWERED } from '../../src/prediction/sampleTrust.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { channelEvents, eventsOfChannel } from '../../src/reweighting/sampleEvents.js';
import type { EventSample } from '../../src/samples/eventSample.js';
import { requestOfOptions } from '../../src/samples/importing/fromOptions.js';
import { importSample } from '../../src/samples/importing/importSample.js';
import { readSample } from '../../src/samples/readSample.js';
import { writeSample } from '../../src/samples/writeSample.js';
import { temporaryFolder } from '../grid/fixture.js';
import { CARD, type DarkNewsPoint, darkNewsSample } from '../samples/darkNews.js';
import { PAIRS, type SamplePair } from '../samples/pairs.js';
import { scanOf } from '../scans.js';

const NO_OPTIONS = {
  tree: undefined,
  nature: undefined,
  generated: undefined,
  decays: undefined,
  rate: undefined,
  'energy-unit': undefined,
  'length-unit': undefined,
  origin: undefined,
  column: [],
  observable: [],
};

/** Samples of these points as one mixture, through the import and a folder on disk. */
async function imported(points: readonly DarkNewsPoint[]): Promise<EventSample> {
  const components = await Promise.all(
    points.map(async (point, i) => {
      const { file } = await darkNewsSample(point);
      const set = Object.entries(point.parameters).map(([name, value]) => `${name}=${value}`);
      const request = requestOfOptions([file], {
        ...NO_OPTIONS,
        model: point.model,
        set,
        pot: `${CARD.pot}`,
        'target-tonnes': `${CARD.massTonnes}`,
      });
      return { ...request, name: `part-${i}` };
    }),
  );
  const { events, document } = await importSample({ name: 'darknews', components });
  const folder = join(await temporaryFolder(), 'sample');
  await writeSample(folder, events, { ...document, program: 'a test' });
  return await readSample(folder);
}

/** A scan of the point with MicroBooNE's experiment and the events of a sample. */
function scanWith({ model, parameters }: DarkNewsPoint, sample: EventSample): ExperimentScan {
  const scan = scanOf([], { eventsPerMassPoint: 4096 });
  const choices = at(sample.components, 0).model;
  const { m4_gev, m5_gev, V54, V44, Umu5_sq, Umu4_sq, ...shared } = {
    ...scan.fixed,
    ...at(sample.components, 0).parameters,
    ...parameters,
  };
  const ofModel = model === 'dual' ? { m4_gev, m5_gev, V54, V44, Umu5_sq } : { m4_gev, Umu4_sq };
  const { delta: _, ...rest } = shared;
  return { ...scan, model: choices, fixed: { ...rest, ...ofModel }, sample } as ExperimentScan;
}

/** Signal and its error in each bin of a sample at its own point, from its weights alone. */
function ownSpectrum(point: DarkNewsPoint, sample: EventSample) {
  const scan = scanWith(point, sample);
  const setup = setUpPhysics(scan);
  const exposure =
    (at(scan.experiment.beams, 0).pot * scan.experiment.target.massTonnes) / (CARD.pot * CARD.massTonnes);
  const channel = at(setup.channels, 0);
  const { bins, weight } = channelEvents(setup, sample, channel, eventsOfChannel(sample, channel, setup));
  return bins.map((inBin) => {
    const terms = inBin.map((p, i) => p * at(weight, i) * exposure);
    const signal = terms.reduce((sum, w) => sum + w, 0);
    return { signal, error: Math.sqrt(terms.reduce((sum, w) => sum + w * w, 0)) };
  });
}

const pairs: [string, SamplePair][] = Object.entries(PAIRS);

describe('samples of DarkNews, reweighted, are its own events at the other point', () => {
  it.each(pairs.filter(([, { overlaps }]) => overlaps))('%s', async (_, { from, to }) => {
    const scan = scanWith(to, await imported(from));
    const { setup, samples, lifetime } = samplePoint(scan, scan.fixed);
    const { signal, relativeError } = sumTemplate(setup, samples, lifetime);
    expect(at(samples, 0).uncovered).toBeLessThan(UNANSWERED);
    ownSpectrum(to, await imported([to])).forEach(({ signal: expected, error }, bin) => {
      const found = at(signal, bin);
      const combined = Math.hypot(error, found * at(relativeError, bin));
      expect(Math.abs(found - expected) / combined).toBeLessThan(3.5);
      expect(combined / expected).toBeLessThan(0.25);
    });
  });
});

describe('pairs without overlap are flagged and have no answer', () => {
  it.each(pairs.filter(([, { overlaps }]) => !overlaps))('%s', async (_, { from, to }) => {
    const scan = scanWith(to, await imported(from));
    const report = evaluatePoint(scan, scan.fixed);
    expect(report.flags).toContain('sample_uncovered');
    expect(report.signal).toBeNaN();
  });
});
