/** Tables from a sample of a detector that is known are the detector's, within their errors. */
import { beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../../src/at.js';
import { ConfigError } from '../../../src/errors.js';
import type { Reconstructed } from '../../../src/response/types.js';
import type { EventSample } from '../../../src/samples/eventSample.js';
import { type SampleResponse, tabulateSample } from '../../../src/samples/response/tabulateSample.js';
import type { AxisWish } from '../../../src/samples/response/trueBins.js';
import type { Share } from '../../../src/samples/response/weightedShare.js';
import { detectorShape } from '../../../src/shapes/detectors.js';
import { quickstart } from '../../scans.js';
import { COUNTED, detectedSample, POINT, pairsOf, RESOLUTION, TRUE_EDGES, truthOf } from './detected.js';

const { detector } = detectorShape(quickstart.experiment.geometry);
const AXES: readonly AxisWish[] = Object.entries(TRUE_EDGES).map(([quantity, bins]) => ({
  quantity: quantity as keyof typeof TRUE_EDGES,
  bins,
}));
const inside = { parameters: POINT, events: 16384, decays: 'integrated' } as const;

const tabulated = (sample: EventSample, changes: Partial<Parameters<typeof tabulateSample>[3]> = {}) =>
  tabulateSample(sample, detector, COUNTED, { axes: AXES, migration: undefined, ...changes });

let sample: EventSample;
let response: SampleResponse;
beforeAll(() => {
  sample = detectedSample([{ ...inside, seed: 5 }], 11);
  response = tabulated(sample);
});

const middle = (quantity: keyof typeof TRUE_EDGES, bin: number) =>
  (at(TRUE_EDGES[quantity], bin) + at(TRUE_EDGES[quantity], bin + 1)) / 2;

/** What the detector does with pairs of a bin. */
const truthIn = ([energy = 0, theta = 0, opening = 0]: readonly number[]) =>
  truthOf(middle('e_ee_gev', energy), middle('theta_ee_deg', theta), middle('opening_deg', opening));

/** Differences in errors, which must be those of gaussian numbers, to four standard deviations of their mean square. */
function expectPulls(pulls: readonly number[], least: number) {
  expect(pulls.length).toBeGreaterThanOrEqual(least);
  const meanSquare = pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length;
  // Errors are no smaller than those of Wilson's interval, so that pulls are a little smaller.
  const allowed = 4 * Math.sqrt(2 / pulls.length);
  expect(meanSquare).toBeLessThan(1 + allowed);
  expect(meanSquare).toBeGreaterThan(Math.max(1 - allowed, 0.3));
  expect(Math.max(...pulls.map(Math.abs))).toBeLessThan(4.5);
}

const pullOf = ({ value, error }: Share, truth: number) => (value - truth) / error;

describe('tables of a known detector', () => {
  it('have its efficiency in every bin', () => {
    const { bins } = response;
    expect(bins.length).toBe(5 * 3 * 3);
    const known = bins.filter(({ nEff }) => nEff > 50);
    expectPulls(
      known.map((bin) => pullOf(bin.efficiency, truthIn(bin.at).efficiency)),
      15,
    );
    // An error that excuses everything proves nothing.
    for (const { efficiency, nEff } of known)
      expect(efficiency.error).toBeLessThan((1.3 * 0.5) / Math.sqrt(nEff));
  });

  it('have its topologies among the selected', () => {
    const known = response.bins.filter(({ selected }) => selected > 60);
    expectPulls(
      known.map((bin) => pullOf(at(bin.topologies, 0), truthIn(bin.at).oneShower)),
      15,
    );
    for (const { topologies } of response.bins) {
      expect(topologies.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 12);
    }
  });

  it('have its smearing in the migration', () => {
    const { migration } = response;
    if (!migration) throw new Error('a migration');
    expect(migration.axes.map(({ quantity }) => quantity)).toEqual(['e_ee_gev']);
    expect(migration.columns.length).toBe(5 * 2);
    const pairs = pairsOf(sample);
    const edges = [0, 0.25, 0.5, 0.9, 50];
    const pulls = migration.columns.flatMap(({ cells }, place) => {
      const [bin, topology] = [Math.floor(place / 2), place % 2];
      return cells.flatMap((found, cell) => {
        if (cell % 2 !== topology) {
          // What has one shower is never reconstructed with two.
          expect(found.value).toBe(0);
          return [];
        }
        const reco = Math.floor(cell / 2);
        const expected = expectedShare(pairs, bin, topology, at(edges, reco), at(edges, reco + 1));
        // Of cells that hardly any event is in, or hardly any event is not in, errors are not gaussian.
        const counts = (expected * (1 - expected)) / found.error ** 2;
        return counts > 10 ? [pullOf(found, expected)] : [];
      });
    });
    expectPulls(pulls, 15);
  });

  /** Mean over true pairs of a bin of the probability to be reconstructed between two energies. */
  function expectedShare(
    pairs: ReturnType<typeof pairsOf>,
    bin: number,
    topology: number,
    low: number,
    high: number,
  ): number {
    let [inCell, all] = [0, 0];
    const { e_ee_gev: energies } = TRUE_EDGES;
    pairs.forEach(({ energyGev, thetaDeg, openingDeg }, i) => {
      if (!(energyGev >= at(energies, bin) && energyGev < at(energies, bin + 1))) return;
      const { efficiency, oneShower } = truthOf(energyGev, thetaDeg, openingDeg);
      const w = at(sample.weight, i) * efficiency * (topology === 0 ? oneShower : 1 - oneShower);
      const sigma = energyGev * at(RESOLUTION, topology);
      // Energies below 1 MeV are set to it, so that the lowest bin has all that is below.
      const below = low === 0 ? 0 : normal((low - energyGev) / sigma);
      inCell += w * (normal((high - energyGev) / sigma) - below);
      all += w;
    });
    return inCell / all;
  }

  it('count components by their numbers of events, whatever rates they have', () => {
    const [heavy, light] = [
      { ...inside, events: 4096, seed: 5 },
      { ...inside, events: 4096, seed: 6, parameters: { ...POINT, Umu5_sq: 1e-9 } },
    ];
    const mixture = tabulated(detectedSample([heavy, light], 11));
    const alone = tabulated(detectedSample([heavy], 11));
    // The second component has ten thousand times fewer expected events, and counts as much.
    expect(alone.efficiency.error / mixture.efficiency.error).toBeGreaterThan(1.3);
  });

  it('leave out what decays outside or has no weight', () => {
    const longLived = detectedSample([{ ...inside, events: 4096, seed: 5, decays: 'sampled' }], 11);
    const isOutside = ({ decay }: EventSample, i: number) =>
      Math.abs(at(decay.x, i)) > 128 || Math.abs(at(decay.y, i)) > 116 || Math.abs(at(decay.z, i)) > 520;
    const outside = Array.from({ length: longLived.count }, (_, i) => isOutside(longLived, i)).filter(
      Boolean,
    );
    expect(outside.length).toBeGreaterThan(20);
    const found = tabulated(longLived);
    expect(found.leftOut).toBe(outside.length);
    expect(found.all.events + found.leftOut).toBe(longLived.count);
    const without = { ...longLived, weight: longLived.weight.map((w, i) => (i < 10 ? 0 : w)) };
    expect(tabulated(without).leftOut).toBeGreaterThan(outside.length);
  });
});

describe('bins without events', () => {
  it('have those of the nearest with events, with errors of 1', () => {
    const axes = [{ quantity: 'e_ee_gev', bins: [0, 0.5, 10, 20, 30] }] as const;
    const { bins, migration } = tabulated(sample, { axes });
    expect(bins.map(({ events }) => events > 0)).toEqual([true, true, false, false]);
    for (const bin of bins.slice(2)) {
      expect(bin).toMatchObject({ events: 0, nEff: 0, selected: 0 });
      expect(bin.efficiency).toEqual({ value: at(bins, 1).efficiency.value, error: 1 });
      expect(bin.topologies).toEqual(at(bins, 1).topologies.map(({ value }) => ({ value, error: 1 })));
    }
    const columns = migration?.columns ?? [];
    expect(columns.map(({ selected }) => selected > 0)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(at(columns, 6).cells.map(({ value }) => value)).toEqual(
      at(columns, 2).cells.map(({ value }) => value),
    );
    expect(at(columns, 7).cells.map(({ value }) => value)).toEqual(
      at(columns, 3).cells.map(({ value }) => value),
    );
    expect(at(columns, 7).cells.every(({ error }) => error === 1)).toBe(true);
  });

  it('of selected ones have an efficiency of 0 with an error', () => {
    const none = { ...sample, observables: { ...sample.observables } };
    const pairs = pairsOf(sample);
    none.observables.topology = {
      categories: ['one-shower', 'none'],
      codes: Int32Array.from(pairs, ({ energyGev }) => (energyGev < 0.4 ? 1 : 0)),
    };
    none.observables.e_reco = { unit: 'GeV', values: Float64Array.from(pairs, () => 0.6) };
    const axes = [{ quantity: 'e_ee_gev', bins: [0, 0.4, 10] }] as const;
    const counted = { columns: [at(COUNTED.columns, 0), { column: 'topology', categories: ['one-shower'] }] };
    const { bins } = tabulateSample(none, detector, counted, { axes, migration: undefined });
    const [low, high] = [at(bins, 0), at(bins, 1)];
    expect([low.selected, low.efficiency.value, high.efficiency.value]).toEqual([0, 0, 1]);
    expect(low.efficiency.error).toBeCloseTo(1 / (low.nEff + 1), 12);
    expect(high.efficiency.error).toBeCloseTo(1 / (high.nEff + 1), 12);
    expect(low.topologies).toEqual([{ value: 1, error: 1 }]);
  });
});

describe('what cannot be tabulated is refused in words', () => {
  const words = (categories: string[]): Reconstructed => ({ columns: [{ column: 'topology', categories }] });
  it.each<[string, () => unknown, RegExp]>([
    [
      'more topologies than a response has',
      () => tabulateSample(sample, detector, words(['a', 'b', 'c', 'd', 'e']), { axes: AXES, migration: [] }),
      /5 combinations, and a response tells at most 4 topologies apart/,
    ],
    [
      'no event in any cell',
      () => tabulateSample(sample, detector, words(['three-showers']), { axes: AXES, migration: [] }),
      /no event is in any cell/,
    ],
    [
      'no event inside',
      () => tabulated({ ...sample, scatter: { ...sample.scatter, z: sample.scatter.z.map(() => 1e4) } }),
      /no event is in the active volume/,
    ],
    [
      'a migration by no axis',
      () => tabulated(sample, { migration: ['asymmetry'] }),
      /--migration asymmetry: no axis/,
    ],
    [
      'a migration without edges',
      () => tabulated(sample, { axes: [{ quantity: 'e_qe_gev', bins: [0, 1, 2] }] }),
      /--migration e_qe_gev: can lie beyond all edges/,
    ],
    [
      'an axis twice',
      () => tabulated(sample, { axes: [...AXES, at(AXES, 0)] }),
      /--axis e_ee_gev: is an axis already/,
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });
});

/** The integral of the normal distribution up to x: W. J. Cody's erfc by a continued sum is not needed to 1e-7. Abramowitz and Stegun, 7.1.26. */
function normal(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const poly =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const half = 0.5 * poly * Math.exp((-x * x) / 2);
  return x > 0 ? 1 - half : half;
}
