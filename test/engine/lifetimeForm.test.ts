/** Ready scans with their sums kept at values of 1/(c tau), in f64, against sums over events at each coupling point. */
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { loadScan } from '../../src/config/load.js';
import { chi2AtPoint } from '../../src/engine/reference/referenceComparison.js';
import { sampleEvents, sumTemplate, type Template } from '../../src/generator/sample.js';
import type { Masses } from '../../src/model/point.js';
import { lifetimeNodes } from '../../src/physics/lifetimeNodes.js';
import { massPointsOf } from '../../src/prediction/channelPoints.js';
import { effectiveSize } from '../../src/prediction/effectiveSize.js';
import { competingDecays, lifetimeOf } from '../../src/prediction/lifetime.js';
import { createLifetimeValues } from '../../src/prediction/lifetimeValues.js';
import { type PhysicsSetup, setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { couplingsOfScan, mixingsOf } from '../../src/prediction/tileLayout.js';
import { experimentScans } from '../../src/resolved/scan.js';
import { readSums, sumAtNodes } from '../lifetimeForm.js';
import { wholeTile } from '../scans.js';

const EVENTS = 2048;
/** Coupling points at which spectra are compared. */
const MOST_COUPLINGS = 16;

/** Spectra of a mass point at some of its scan's couplings: from sums at nodes, and from events. */
function compareSpectra(setup: PhysicsSetup, masses: Masses) {
  const { scan } = setup;
  const points = massPointsOf(setup, masses);
  const decaying = at(points, 0).point;
  const competing = competingDecays(scan, decaying);
  const values = createLifetimeValues(scan)(decaying, competing);
  const samples = points.flatMap(({ channel, point }) =>
    point.open ? [sampleEvents(setup, channel, point)] : [],
  );
  const rows = samples.map((sample) => {
    const nodes = lifetimeNodes(sample.channel.born, sample.channel.axis(masses.m), values);
    return { sample, nodes, sums: sumAtNodes(sample, nodes) };
  });
  const all = couplingsOfScan(scan);
  const stride = Math.ceil(all.length / MOST_COUPLINGS);
  return all
    .filter((_, k) => k % stride === 0)
    .map((coupling) => {
      const lifetime = lifetimeOf(scan, decaying, competing, coupling);
      const found = setup.counts.data.map(() => ({ signal: 0, variance: 0 }));
      for (const { sample, nodes, sums } of rows) {
        const { bins } = at(setup.beamBins, sample.channel.beam);
        readSums(sample, nodes, sums, lifetime).forEach((added, k) => {
          const bin = at(found, at(bins, k));
          bin.signal += added.signal;
          bin.variance += added.variance;
        });
      }
      const signal = Float64Array.from(found, (bin) => bin.signal);
      const relativeError = Float64Array.from(found, (bin) =>
        bin.signal > 0 ? Math.sqrt(bin.variance) / bin.signal : 0,
      );
      return { found: { signal, relativeError }, exact: sumTemplate(setup, samples, lifetime) };
    });
}

type Spectrum = Pick<Template, 'signal' | 'relativeError'>;

function chi2Of(setup: PhysicsSetup, { signal, relativeError }: Spectrum, mixing: number): number {
  return chi2AtPoint(
    setup,
    signal.map((events) => events * mixing),
    relativeError,
  );
}

const sum = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((all, x) => all + x, 0);

const heavy = { mX: 1.25 };
const ofQuickstart = [
  { m: 0.13, mPrime: 0.016, ...heavy },
  { m: 0.39, mPrime: 0.31, ...heavy },
  { m: 1.2, mPrime: 0.043, ...heavy },
];
/** A ready scan, at how many of its coupling points it is compared, and mass points. */
const cases: readonly (readonly [string, number, readonly Masses[]])[] = [
  ['quickstart', 16, ofQuickstart],
  ['dense', 16, ofQuickstart],
  [
    'figure4a',
    16,
    [
      { m: 0.02, mPrime: 0, mX: 0.2 },
      { m: 0.2, mPrime: 0, mX: 0.03 },
      { m: 0.9, mPrime: 0, ...heavy },
    ],
  ],
  // One lifetime for each mass point: |U|^2 is a factor of the yields.
  [
    'figure4b',
    1,
    [
      { m: 0.05, mPrime: 0.025, mX: 0.5 },
      { m: 1.2, mPrime: 0.6, ...heavy },
    ],
  ],
];

describe.each(cases)('spectra from lifetimes as nodes: %s', async (name, couplings, massPoints) => {
  const scan = await loadScan(`scans/${name}.yaml`);
  const setups = experimentScans(scan)
    .slice(0, 2)
    .map((one) => setUpPhysics({ ...one, eventsPerMassPoint: EVENTS }));
  const runs = setups.flatMap((setup) => massPoints.map((masses) => ({ setup, masses })));

  it.each(runs)('$setup.scan.experiment.name at $masses', ({ setup, masses }) => {
    const compared = compareSpectra(setup, masses);
    const mixings = mixingsOf(setup.scan, wholeTile(setup.scan));
    const worst = { signal: 0, size: 0, chi2: 0 };
    const raise = (key: keyof typeof worst, error: number) => {
      worst[key] = Math.max(worst[key], error);
    };
    for (const { found, exact } of compared) {
      const total = sum(exact.signal);
      expect(total).toBeGreaterThan(0);
      exact.signal.forEach((events, bin) => {
        const error = Math.abs(at(found.signal, bin) - events);
        raise('signal', error / Math.max(1e-3 * events, 1e-6 * total));
      });
      const size = effectiveSize(exact.signal, exact.relativeError);
      raise('size', Math.abs(effectiveSize(found.signal, found.relativeError) / size - 1) / 1e-3);
      for (const mixing of mixings.filter((_, k) => k % 8 === 0)) {
        const chi2 = chi2Of(setup, exact, mixing);
        // Beyond the background's own error, chi2 is as good as the Monte Carlo error (docs/numerics.md, "GPU against f64").
        const isMonteCarlo = (total * mixing) ** 2 / size > sum(setup.counts.background);
        const bound = 1e-3 + (isMonteCarlo ? 3e-3 : 1e-4) * chi2;
        raise('chi2', Math.abs(chi2Of(setup, found, mixing) - chi2) / bound);
      }
    }
    console.info(`of the bounds: ${JSON.stringify(worst)}`);
    expect(compared.length).toBe(couplings);
    // The rest is for float32, which takes at most a sixth of the bounds.
    for (const error of Object.values(worst)) expect(error).toBeLessThan(0.2);
  });
});
