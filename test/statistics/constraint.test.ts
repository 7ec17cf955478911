/** Bins without a signal, worked out beforehand: the chi2 is the one of all bins. */
import { describe, expect, it } from 'vitest';
import { NumericError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { countsOf, statisticOf } from '../../src/prediction/comparedCounts.js';
import { signalBinsOf } from '../../src/prediction/signalBins.js';
import { chi2 } from '../../src/statistics/chi2.js';
import { cnp } from '../../src/statistics/cnp.js';
import type { Counts } from '../../src/statistics/counts.js';
import { included } from '../../src/statistics/included.js';
import { FLOAT64 } from '../../src/statistics/precision.js';
import { type PreparedCounts, prepareCounts } from '../../src/statistics/prepared.js';
import { preparedChi2 } from '../../src/statistics/preparedChi2.js';
import { quickstart, randomStream, withRun } from '../scans.js';
import { GAUSSIAN } from './problems.js';

const BINS = 7;
const KEPT = [1, 2, 5];

/** Counts with a covariance of random vectors, and errors of the signal that correlate with everything. */
function randomCounts(random: () => number): Counts {
  const vectors = Array.from({ length: BINS * 2 }, () => Array.from({ length: 12 }, () => random() - 0.5));
  const product = (i: number, j: number, scale: number) =>
    (vectors[i] ?? []).reduce((sum, v, k) => sum + scale * v * (vectors[j]?.[k] ?? 0), 0);
  const matrix = (a: number, b: number, scale: number) =>
    Array.from({ length: BINS }, (_, i) =>
      Array.from({ length: BINS }, (_c, j) => product(a + i, b + j, scale)),
    );
  // Background and signal are two blocks of one covariance, so that every sum of them is one.
  return {
    data: Array.from({ length: BINS }, () => Math.round(5 + 200 * random())),
    background: Array.from({ length: BINS }, () => 5 + 200 * random()),
    covariance: matrix(0, 0, 100),
    cross: matrix(BINS, 0, 1),
    signalCovariance: matrix(BINS, BINS, 0.01),
  };
}

/** Signal and its errors on all bins, from those of the kept ones. */
function spread(kept: readonly number[], values: readonly number[], bins: number): Float64Array {
  const all = new Float64Array(bins);
  kept.forEach((bin, i) => {
    all[bin] = values[i] ?? 0;
  });
  return all;
}

/** chi2 of the kept bins given all others, as the GPU engine has it where float32 is not enough. */
const given = (counts: PreparedCounts, signal: readonly number[], error: readonly number[]) =>
  preparedChi2(counts, signal, error, FLOAT64);

describe('bins with a signal given the others', () => {
  it.each(GAUSSIAN)('leaves the chi2 of random bins as it is: $name', (statistic) => {
    const random = randomStream(20261125);
    for (let trial = 0; trial < 50; trial++) {
      const counts = randomCounts(random);
      const constrained = prepareCounts(statistic, counts, KEPT);
      expect(constrained.error.length).toBe(KEPT.length);
      // Bins move by their correlations: else there would be nothing to test.
      const moved = KEPT.map((bin, i) => {
        const free = (counts.data[bin] ?? 0) - (counts.background[bin] ?? 0);
        return Math.abs(free - (constrained.residual[i] ?? Number.NaN));
      });
      expect(Math.max(...moved)).toBeGreaterThan(1);
      const signal = KEPT.map(() => 100 * random());
      const error = KEPT.map(() => 0.1 * random());
      const whole = chi2(statistic, counts, spread(KEPT, signal, BINS), spread(KEPT, error, BINS));
      const found = given(constrained, signal, error);
      expect(Math.abs(found - whole)).toBeLessThan(1e-9 * (1 + whole));
    }
  });

  it('takes the muon bins of MiniBooNE out of 38, with any signal', async () => {
    const experiment = await loadExperiment('miniboone-2020:combined');
    const scan = withRun(quickstart, { experiment });
    const kept = signalBinsOf(experiment);
    expect(kept.length).toBe(22);
    expect(statisticOf(scan)).toBe(included);
    const statistic = included;
    const counts = countsOf(scan);
    const constrained = prepareCounts(statistic, counts, kept);
    const random = randomStream(38);
    for (const size of [0, 1, 30, 300]) {
      const signal = kept.map(() => size * random());
      const none = kept.map(() => 0);
      const whole = chi2(statistic, counts, spread(kept, signal, 38), spread(kept, none, 38));
      expect(Math.abs(given(constrained, signal, none) - whole)).toBeLessThan(1e-8 * whole);
    }
  });

  it('are those alone where every bin has a signal', () => {
    const { tilt, base, residual } = prepareCounts(
      cnp,
      countsOf(quickstart),
      signalBinsOf(quickstart.experiment),
    );
    expect([...tilt, base]).toEqual([0, 0, 0, 0]);
    expect([...residual]).toEqual(
      quickstart.experiment.bins.map(({ data = Number.NaN, background }) => data - background),
    );
  });

  it('refuses other bins whose covariance is none', () => {
    const counts: Counts = {
      data: [5, 5, 5],
      background: [5, 5, 5],
      covariance: [
        [9, 0, 0],
        [0, 9, 30],
        [0, 30, 9],
      ],
    };
    expect(() => prepareCounts(cnp, counts, [0])).toThrow(NumericError);
  });
});
