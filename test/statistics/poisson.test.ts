/** The Poisson likelihood ratio against numbers from elsewhere, at its edges, and in a scan. */
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { overrideParameters } from '../../src/config/override.js';
import { evaluatePoint } from '../../src/detail/point.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { countsOf, statisticOf } from '../../src/prediction/comparedCounts.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { warningsOf } from '../../src/scan/warnings.js';
import { type Counts, MIN_PREDICTION } from '../../src/statistics/counts.js';
import { pearson } from '../../src/statistics/pearson.js';
import { deviance, type PoissonCounts, poisson, preparedPoisson } from '../../src/statistics/poisson.js';
import { INTERVAL_LEVEL } from '../../src/statistics/simulationError.js';
import { backgroundChi2 } from '../../src/statistics/statistic.js';
import { axis, quickstart, randomStream, scanOf, withRun } from '../scans.js';

const free = (data: readonly number[], background: readonly number[]): Counts => ({
  data,
  background,
  covariance: data.map(() => data.map(() => 0)),
});

/** The least value of a convex function between 0 and an end, by thirds. */
function leastOf(value: (x: number) => number, end: number): number {
  let [low, high] = [0, end];
  for (let step = 0; step < 100; step++) {
    const [left, right] = [(2 * low + high) / 3, (low + 2 * high) / 3];
    if (value(left) < value(right)) high = right;
    else low = left;
  }
  return value((low + high) / 2);
}

describe('the likelihood ratio of a bin', () => {
  // 2 (mu - n + n ln(n/mu)) with 50 decimal digits, by Python's decimal; rounded to f64.
  it.each([
    [3, 1, 2.5916737320086582],
    [0, 2, 4],
    [10, 12.5, 0.5371289737158049],
    [12, 100, 125.11367513119781],
    [5, 1e-6, 144.24948670398376],
    [7, 14.0001, 4.296039472517907],
    [7, 3.4999, 2.7042605335536289],
    [1000, 1010, 0.0993382936638343],
    [1e8, 1.0001e8, 0.9999333383329334],
    [1e8, 1.0000001e8, 9.999999333333384e-7],
  ])('of %f counts at %f is %f', (n, mu, expected) => {
    // The ratio of neighbours of f64 in 1e8 counts is 1e-16: chi2 = 1e-6 hangs on a difference of 10 in them.
    expect(Math.abs(2 * deviance(n, mu, n - mu) - expected)).toBeLessThan(1e-10 * expected + 1e-15);
    expect(poisson.value(free([n], [mu]), [0], [0])).toBe(2 * deviance(n, mu, n - mu));
  });

  it('goes over from the series to the logarithm without a step', () => {
    for (const ratio of [2, 0.5]) {
      const [below, above] = [1 - 1e-12, 1 + 1e-12].map((by) =>
        deviance(100, 100 * ratio * by, 100 - 100 * ratio * by),
      );
      expect(Math.abs((below ?? 0) - (above ?? 1))).toBeLessThan(1e-9);
    }
  });

  it('is Pearson’s for many counts', () => {
    const many = free([1e6], [1e6 + 500]);
    expect(backgroundChi2(poisson, many) / backgroundChi2(pearson, many)).toBeCloseTo(1, 3);
  });
});

describe('the likelihood ratio of many bins', () => {
  it('is that of MicroBooNE, by hand', () => {
    const counts = countsOf(quickstart);
    const fractions = [0.5, 0.25, 0.25];
    const of = (total: number, asimov = false) => {
      const used = asimov ? { ...counts, data: counts.background } : counts;
      return poisson.value(
        used,
        fractions.map((f) => f * total),
        [0, 0, 0],
      );
    };
    // A few lines of Python with its own logarithms: P(0), the minimum, and where it has risen by -2 ln 0.05.
    expect(of(0)).toBeCloseTo(11.0591526, 6);
    expect(of(25.052)).toBeCloseTo(2.0491776, 6);
    expect(of(50.253802) - of(25.052)).toBeCloseTo(INTERVAL_LEVEL, 5);
    expect(of(21.760498, true)).toBeCloseTo(INTERVAL_LEVEL, 5);
  });

  it('has defined values without counts and without a prediction', () => {
    expect(backgroundChi2(poisson, free([0], [0]))).toBe(2 * MIN_PREDICTION);
    const expected = 2 * (MIN_PREDICTION - 4 + 4 * Math.log(4 / MIN_PREDICTION));
    expect(backgroundChi2(poisson, free([4], [0]))).toBeCloseTo(expected, 9);
    // A signal below the least prediction does nothing, and one above is the prediction.
    expect(poisson.value(free([4], [0]), [1e-7], [0])).toBeCloseTo(expected, 9);
    expect(poisson.value(free([4], [0]), [4], [0])).toBe(0);
  });

  it('has no slope where a signal does not move the prediction', () => {
    const slopes = [1e-7, 2].map((s) => poisson.breakDown(free([4], [0]), [s], [0]).bins[0]?.slope);
    expect(slopes).toEqual([0, -2]);
  });

  it('has a residual of 0 in its prepared form, too, where the signal is the count and nothing else is predicted', () => {
    const { constants, fields } = poisson.prepare(free([4], [0]), [0]);
    const counts = fields(constants) as unknown as PoissonCounts;
    expect(preparedPoisson(counts, [4], [0])).toBe(0);
  });

  it('knows neither the covariance nor the simulation’s error', () => {
    const counts = countsOf(quickstart);
    const value = poisson.value(counts, [5, 3, 1], [0, 0, 0]);
    expect(
      poisson.value({ ...counts, covariance: free(counts.data, []).covariance }, [5, 3, 1], [0.5, 1, 2]),
    ).toBe(value);
  });
});

describe('the simulation’s error', () => {
  it('is judged where P has risen by 5.99, for spectra of any size', () => {
    const random = randomStream(20261130);
    for (let trial = 0; trial < 100; trial++) {
      const background = Array.from({ length: 4 }, () => 10 ** (6 * random() - 2));
      const data = background.map((b, i) => (i === 1 ? 0 : Math.round(b * (0.3 + 1.7 * random()))));
      const counts = free(data, trial % 3 === 0 ? background.with(2, 0) : background);
      const scale = 10 ** (2 + 20 * random());
      const signal = background.map((b) => scale * b * random());
      const { strength } = poisson.simulationError(counts, [0, 1, 2, 3])(signal, [1, 1, 1, 1]);
      const value = (a: number) =>
        poisson.value(
          counts,
          signal.map((s) => a * s),
          [0, 0, 0, 0],
        );
      const rise = value(strength) - leastOf(value, strength);
      expect(strength).toBeLessThan(1);
      // Where nothing is predicted the judge has the signal above 1e-6 events, which changes the term of n counts by 2e-6 n/(a s).
      const slack = trial % 3 === 0 ? 1e-2 : 1e-9 * (1 + value(strength));
      expect(Math.abs(rise - INTERVAL_LEVEL), `trial ${trial}`).toBeLessThan(slack);
    }
  });

  it('is judged at the whole signal where P does not rise as far', () => {
    const errorOf = poisson.simulationError(free([10, 3], [9, 2]), [0, 1]);
    expect(errorOf([0.1, 0.1], [0.5, 0.5])).toEqual({
      strength: 1,
      spread: Math.hypot(0.1 * (1 - 10 / 9.1), 0.1 * (1 - 3 / 2.1)),
    });
    expect(errorOf([0.1, 0.1], [0, 0.5])).toEqual(errorOf([0.1, 0.1], [1, 0.5]));
  });
});

describe('in a scan', () => {
  const chosen = (scan: ExperimentScan): ExperimentScan => ({
    ...scan,
    statistic: { kind: 'poisson', data: 'observed' },
  });

  it('warns of every experiment with systematic errors, and of no other', async () => {
    const scan = scanOf([axis('m5_gev', [0.2, 0.3])]);
    const miniboone = withRun(scan, { experiment: await loadExperiment('miniboone-2020') });
    expect(warningsOf(chosen(scan))).toEqual([
      'microboone-2025: statistic: poisson ignores the covariance (23.8 % of the background of all bins): no systematic error enters, and limits are stronger than they should be; cnp has them',
    ]);
    expect(warningsOf(chosen(miniboone))).toEqual([
      expect.stringMatching(/^miniboone-2020: statistic: poisson ignores the covariance \(\d+\.\d % of/),
    ]);
    expect(warningsOf(miniboone)).toEqual([]);
    const { experiment } = scan;
    const none = experiment.bins.map(() => experiment.bins.map(() => 0));
    // Almost none: a covariance of an experiment's file must be positive definite.
    const almost = none.map((row, i) => row.map((_, j) => (i === j ? 1e-8 : 0)));
    const free = withRun(scan, {
      experiment: { ...experiment, systematics: { ...experiment.systematics, background: almost } },
    });
    expect(warningsOf(chosen(free)).filter((warning) => warning.includes('poisson'))).toEqual([]);
    const exact = withRun(scan, {
      experiment: { ...experiment, systematics: { ...experiment.systematics, background: none } },
    });
    expect(warningsOf(chosen(exact)).filter((line) => line.includes('statistic'))).toEqual([]);
  });

  it('warns of errors of the signal alone, and of errors whose size has nothing to compare with', () => {
    const none = free([5, 5], [5, 5]);
    expect(poisson.caveat?.(none)).toBeUndefined();
    const errors = [
      [0.01, 0],
      [0, 0],
    ];
    expect(poisson.caveat?.({ ...none, signalCovariance: errors })).toMatch(/^ignores the covariance /);
    expect(poisson.caveat?.({ ...none, cross: errors })).toMatch(/^ignores the covariance /);
    expect(poisson.caveat?.({ ...free([5], [0]), covariance: [[1]] })).toMatch(/^ignores the covariance: /);
  });

  it('is the statistic of an experiment whose covariance holds the statistical errors, too', async () => {
    const scan = withRun(scanOf([]), { experiment: await loadExperiment('miniboone-2020') });
    expect(statisticOf(scan).name).toBe('included');
    expect(statisticOf(chosen(scan))).toBe(poisson);
  });

  it('has its numbers in the breakdown of a point', () => {
    const scan = chosen(scanOf([], { eventsPerMassPoint: 1024 }));
    const report = evaluatePoint(scan, overrideParameters(scan, { Umu5_sq: 1e-4 }));
    expect(report.covariance.statistic).toBe('poisson');
    const parts = report.bins.map(({ data, background, signal, chi2, dchi2_dsignal: slope }) => {
      const mu = background + signal;
      const part = 2 * (mu - data + data * Math.log(data / mu));
      expect(chi2).toBeCloseTo(part, 10);
      expect(slope).toBeCloseTo(2 * (1 - data / mu), 12);
      return part;
    });
    expect(report.signal).toBeGreaterThan(1);
    expect(report.chi2).toBeCloseTo(
      parts.reduce((sum, part) => sum + part, 0),
      10,
    );
    expect(report.background_chi2).toBeCloseTo(11.0591526, 6);
    expect(report.monte_carlo.chi2_without_mc_variance).toBe(report.chi2);
    expect(at(report.bins, 0).systematic_variance).toBe(0);
  });
});
