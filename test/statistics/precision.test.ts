/**
 * chi2 against integers of any length, for condition numbers up to 1e14, where f64 itself is no reference: in f64 with its fallback,
 * in twice the precision, and as prepared counts with whole sets of bins worked out beforehand.
 */
import { describe, expect, it } from 'vitest';
import { preparedCountsOf } from '../../src/prediction/comparedCounts.js';
import { chi2 } from '../../src/statistics/chi2.js';
import { quadraticForm } from '../../src/statistics/cholesky.js';
import { cnp } from '../../src/statistics/cnp.js';
import { correlationCondition } from '../../src/statistics/condition.js';
import { type Counts, UNKNOWN } from '../../src/statistics/counts.js';
import { chi2 as extendedChi2 } from '../../src/statistics/extended.js';
import type { GaussianStatistic } from '../../src/statistics/gaussian.js';
import { included } from '../../src/statistics/included.js';
import { neyman } from '../../src/statistics/neyman.js';
import { FLOAT32, FLOAT64, needsCheck } from '../../src/statistics/precision.js';
import { prepareCounts } from '../../src/statistics/prepared.js';
import { preparedChi2, preparedForm } from '../../src/statistics/preparedChi2.js';
import { scaledBin } from '../../src/statistics/scaledBin.js';
import { quickstart, randomStream } from '../scans.js';
import { exactChi2 } from './exact.js';
import { GAUSSIAN, gaussianAt, type RandomSignal, randomCounts, randomSignal } from './problems.js';

/** Of a chi2 that is compared with the exact one. */
const error = (found: number, exact: number) => Math.abs(found - exact) / (1 + exact);

/** Calls `visit` for problems of all kinds: counts, a statistic, and signals from nothing to 1e30 events. */
function forProblems(
  seed: number,
  conditions: readonly number[],
  visit: (counts: Counts, statistic: GaussianStatistic, at: RandomSignal, condition: number) => void,
): void {
  const random = randomStream(seed);
  for (const condition of conditions) {
    for (const bins of [2, 3, 5]) {
      for (const hasErrors of [false, true]) {
        const counts = randomCounts(random, { bins, condition, hasErrors, statistical: 1e-8 });
        for (const statistic of GAUSSIAN) {
          const size = Math.sqrt(counts.covariance[0]?.[0] ?? 1);
          const ranges = [[1e-6 * size, size] as const, [1e-30, 1e30] as const];
          visit(
            counts,
            statistic,
            { signal: counts.data.map(() => 0), relativeError: counts.data.map(() => 0) },
            condition,
          );
          for (const range of ranges) visit(counts, statistic, randomSignal(random, bins, range), condition);
        }
      }
    }
  }
}

const CONDITIONS = [1e2, 1e6, 1e10, 1e14];

describe('chi2 up to a condition number of 1e14', () => {
  it('is right in f64, where it falls back on more', () => {
    let worst = 0;
    forProblems(20261201, CONDITIONS, (counts, statistic, { signal, relativeError }) => {
      const exact = exactChi2(statistic, counts, signal, relativeError);
      worst = Math.max(worst, error(chi2(statistic, counts, signal, relativeError), exact));
    });
    expect(worst).toBeLessThan(1e-10);
  });

  it('is right to thirteen digits in twice the precision', () => {
    let worst = 0;
    forProblems(20261202, CONDITIONS, (counts, statistic, { signal, relativeError }) => {
      const exact = exactChi2(statistic, counts, signal, relativeError);
      worst = Math.max(worst, error(extendedChi2(statistic, counts, signal, relativeError), exact));
    });
    expect(worst).toBeLessThan(1e-13);
  });

  it('is wrong in f64 alone: there is something to test', () => {
    const random = randomStream(20261203);
    const counts = randomCounts(random, { bins: 4, condition: 1e14, hasErrors: false, statistical: 1e-8 });
    const { data, background, covariance } = counts;
    const residual = data.map((n, i) => n - (background[i] ?? 0));
    const form = quadraticForm(
      (i, j) => (covariance[i]?.[j] ?? 0) + (i === j ? (data[i] ?? 0) : 0),
      residual,
      { variances: [1, 1, 1, 1], residuals: [0, 0, 0, 0] },
    );
    const none = data.map(() => 0);
    expect(error(form?.value ?? 0, exactChi2(neyman, counts, none, none))).toBeGreaterThan(1e-6);
  });
});

describe('prepared counts', () => {
  it('have the chi2 of the whole, or say that they do not know', () => {
    let [worst, unknown, all] = [0, 0, 0];
    forProblems(20261204, CONDITIONS, (counts, statistic, { signal, relativeError }) => {
      const prepared = prepareCounts(
        statistic,
        counts,
        counts.data.map((_, i) => i),
      );
      const found = preparedChi2(prepared, signal, relativeError, FLOAT64, true);
      all++;
      if (found === UNKNOWN) unknown++;
      else worst = Math.max(worst, error(found, exactChi2(statistic, counts, signal, relativeError)));
    });
    // Half of what they must keep: they know their errors.
    expect(worst).toBeLessThan(FLOAT64.relative);
    expect(unknown / all).toBeLessThan(0.1);
  });

  it('have it with other bins worked out beforehand', () => {
    let [worst, unknown, all] = [0, 0, 0];
    forProblems(20261205, CONDITIONS, (counts, statistic, { signal, relativeError }) => {
      // Every other bin has a signal, from the second on.
      const kept = counts.data.map((_, i) => i).filter((i) => i % 2 === 1);
      const own = (numbers: readonly number[]) => kept.map((i) => numbers[i] ?? 0);
      const whole = signal.map((s, i) => (kept.includes(i) ? s : 0));
      const prepared = prepareCounts(statistic, counts, kept);
      const found = preparedChi2(prepared, own(signal), own(relativeError), FLOAT64, true);
      all++;
      if (found === UNKNOWN) unknown++;
      else worst = Math.max(worst, error(found, exactChi2(statistic, counts, whole, relativeError)));
    });
    expect(worst).toBeLessThan(FLOAT64.relative);
    expect(unknown / all).toBeLessThan(0.1);
  });
});

describe('counts that need no check', () => {
  it('have no signal that brings rounding near its bound', () => {
    const random = randomStream(20261206);
    let [free, worst] = [0, 0];
    for (let trial = 0; trial < 200; trial++) {
      const condition = 10 ** (3 * random());
      const bins = 1 + Math.floor(8 * random());
      const counts = randomCounts(random, { bins, condition, hasErrors: false, statistical: 0.3 * random() });
      const statistic = gaussianAt(trial);
      const prepared = prepareCounts(
        statistic,
        counts,
        counts.data.map((_, i) => i),
      );
      if (needsCheck(prepared)) continue;
      free++;
      for (let k = 0; k < 50; k++) {
        const { signal, relativeError } = randomSignal(random, bins, k % 2 === 0 ? [1e-30, 1e30] : [1, 1e6]);
        const scaled = signal.map((s, i) => scaledBin(prepared, i, s, relativeError[i] ?? 0));
        const form = preparedForm(prepared, false, scaled);
        const bound = FLOAT32.absolute + FLOAT32.relative * (form?.value ?? 0);
        worst = Math.max(worst, (FLOAT32.roundoff * (form?.loss ?? Number.NaN)) / bound);
      }
    }
    expect(free).toBeGreaterThan(50);
    expect(worst).toBeLessThan(1);
  });

  it('are those of MicroBooNE, and none whose signal has errors of its own', () => {
    const size = { bins: 3, condition: 2, statistical: 0.3 };
    const without = randomCounts(randomStream(1), { ...size, hasErrors: false });
    const withErrors = randomCounts(randomStream(1), { ...size, hasErrors: true });
    expect(needsCheck(prepareCounts(cnp, without, [0, 1, 2]))).toBe(false);
    expect(needsCheck(prepareCounts(cnp, withErrors, [0, 1, 2]))).toBe(true);
    expect(preparedCountsOf(quickstart).constants.IS_CHECKED).toBe(0);
  });
});

describe('the condition number', () => {
  it('is that of two bins: (1 + rho)/(1 - rho)', () => {
    for (const gap of [0.5, 1e-3, 1e-8, 2 ** -46]) {
      const [a, b] = [16, 2 ** -10];
      const covariance = [
        [a * a, a * b * (1 - gap)],
        [a * b * (1 - gap), b * b],
      ];
      const found = correlationCondition(included, { data: [1, 1], background: [1, 1], covariance });
      expect(found / ((2 - gap) / gap)).toBeCloseTo(1, 6);
    }
  });

  it('has the statistical errors in it', () => {
    const counts = {
      data: [9, 9],
      background: [9, 9],
      covariance: [
        [9, 9 * 0.999],
        [9 * 0.999, 9],
      ],
    };
    const rho = 0.999 / 2;
    expect(correlationCondition(cnp, counts)).toBeCloseTo((1 + rho) / (1 - rho), 9);
  });

  it('does not change with units or the order of bins', () => {
    const counts = randomCounts(randomStream(7), {
      bins: 6,
      condition: 1e9,
      hasErrors: false,
      statistical: 1e-9,
    });
    const order = [3, 1, 5, 0, 2, 4];
    const pick = (list: readonly number[], scale: number) => order.map((i) => scale * (list[i] ?? 0));
    const other = {
      data: pick(counts.data, 1),
      background: pick(counts.background, 1),
      covariance: order.map((i) =>
        order.map((j) => counts.covariance[Math.max(i, j)]?.[Math.min(i, j)] ?? 0),
      ),
    };
    expect(correlationCondition(included, other) / correlationCondition(included, counts)).toBeCloseTo(1, 5);
    expect(correlationCondition(included, counts)).toBeGreaterThan(1e7);
  });
});
