/** Numbers of MODEL sections 9 and 10, and hand-computable ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observedCounts } from '../../src/experiment/types.js';
import { chi2 } from '../../src/statistics/chi2.js';
import { entriesOf, solveNormalised } from '../../src/statistics/cholesky.js';
import { cnp } from '../../src/statistics/cnp.js';
import type { Counts } from '../../src/statistics/counts.js';
import { neyman } from '../../src/statistics/neyman.js';
import { pearson } from '../../src/statistics/pearson.js';
import { backgroundChi2 } from '../../src/statistics/statistic.js';
import { quickstart } from '../scans.js';

const { bins, systematics } = quickstart.experiment;
const covariance = systematics.background;
const counts: Counts = {
  data: observedCounts(quickstart.experiment) ?? [],
  background: bins.map((bin) => bin.background),
  covariance,
};
const asimov: Counts = { ...counts, data: counts.background };
const noError = [0, 0, 0];
const fractions = [0.5, 0.25, 0.25];
const chi2At = (of: Counts, total: number) =>
  chi2(
    cnp,
    of,
    fractions.map((f) => f * total),
    noError,
  );

/** First S above `from` where the excess over `least` reaches 5.991, by bisection. */
function crossing(of: Counts, from: number, least: number): number {
  let [low, high] = [from, 1000];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (chi2At(of, middle) - least < 5.991) low = middle;
    else high = middle;
  }
  return low;
}

describe('the CNP chi2 of the three topologies', () => {
  it('is 2.702 for the background alone', () => {
    expect(backgroundChi2(cnp, counts)).toBeCloseTo(2.702, 3);
  });

  it('is 1.7034 for the background alone in one bin of 95 events on 69.7 +- 17.3', () => {
    const total = { data: [95], background: [69.7], covariance: [[17.3 ** 2]] };
    expect(backgroundChi2(cnp, total)).toBeCloseTo(1.7034, 3);
  });

  it('has its minimum 0.7068 at S = 24.8 and reaches Delta chi2 = 5.99 at 71.9 (Asimov: 45.1)', () => {
    let best = 0;
    for (let s = 0; s < 60; s += 0.01) if (chi2At(counts, s) < chi2At(counts, best)) best = s;
    expect(best).toBeCloseTo(24.8, 1);
    expect(chi2At(counts, best)).toBeCloseTo(0.7068, 3);
    expect(crossing(counts, best, chi2At(counts, best))).toBeCloseTo(71.9, 1);
    expect(crossing(asimov, 0, 0)).toBeCloseTo(45.1, 1);
  });
});

describe('the statistical variance', () => {
  it('is 3/(1/n + 2/mu), and mu/2 for an empty bin', () => {
    expect(cnp.variance(4, 8, 0)).toBeCloseTo(6, 12);
    expect(cnp.variance(0, 8, 0)).toBe(4);
    expect(neyman.variance(4, 8, 0)).toBe(4);
    expect(pearson.variance(4, 8, 0)).toBe(8);
  });

  it('makes the uncorrelated CNP chi2 (Neyman + 2 Pearson)/3', () => {
    const free = { data: [7], background: [5], covariance: [[0]] };
    const of = (statistic: typeof cnp | typeof neyman | typeof pearson) => chi2(statistic, free, [4], [0]);
    expect(of(cnp)).toBeCloseTo((of(neyman) + 2 * of(pearson)) / 3, 12);
  });
});

describe('the Monte Carlo error', () => {
  it('adds (signal x relative error)^2 to the variance', () => {
    const free = { data: [10], background: [4], covariance: [[0]] };
    expect(chi2(neyman, free, [8], [0.25])).toBeCloseTo(4 / (10 + 4), 12);
  });
});

describe('solveNormalised', () => {
  it('agrees with the inverse of a 2 x 2 matrix written out', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.double({ min: -0.95, max: 0.95, noNaN: true }),
        fc.tuple(fc.double({ min: -9, max: 9, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true })),
        (a, b, rho, [x, y]) => {
          const c = rho * Math.sqrt(a * b);
          const exact = (b * x * x - 2 * c * x * y + a * y * y) / (a * b - c * c);
          const form = solveNormalised(
            entriesOf([
              [a, c],
              [c, b],
            ]),
            [0, 0],
            [x, y],
          );
          expect(Math.abs(form - exact)).toBeLessThanOrEqual(1e-11 * (1 + exact));
        },
      ),
    );
  });

  it('refuses an indefinite matrix', () => {
    expect(() =>
      solveNormalised(
        entriesOf([
          [1, 2],
          [2, 1],
        ]),
        [0, 0],
        [1, 1],
      ),
    ).toThrow(/not positive definite at bin 1/);
  });
});
