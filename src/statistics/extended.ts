/**
 * The chi2 family in twice double precision, directly from its definition: the fallback where bins are so correlated that rounding in
 * f64 matters. At a condition number of 1e14 it still has 16 digits.
 */

import {
  add,
  type DoubleDouble,
  exactly,
  multiply,
  rounded,
  subtract,
  twoSum,
} from '../algebra/doubleDouble.js';
import { quadraticForm } from '../algebra/factor.js';
import { at } from '../at.js';
import { type Counts, entryOf, MIN_PREDICTION } from './counts.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/** Prediction of a bin: signal + background, at least MIN_PREDICTION. */
export function prediction(signal: number, background: number): DoubleDouble {
  const sum = twoSum(signal, background);
  return sum.hi < MIN_PREDICTION ? exactly(MIN_PREDICTION) : sum;
}

/** `systematicCovariance` of bins i and j, in twice double precision. */
export function systematicCovariance(
  { covariance, cross, signalCovariance }: Pick<Counts, 'covariance' | 'cross' | 'signalCovariance'>,
  signal: ArrayLike<number>,
  i: number,
  j: number,
): DoubleDouble {
  const [si, sj] = [at(signal, i), at(signal, j)];
  const fixed = exactly(at(at(covariance, i), j));
  if (cross === undefined && signalCovariance === undefined) return fixed;
  const mixed = add(multiply(si, entryOf(cross, i, j)), multiply(sj, entryOf(cross, j, i)));
  return add(add(fixed, mixed), multiply(multiply(si, sj), entryOf(signalCovariance, i, j)));
}

/** `chi2` of the same arguments, in twice double precision. Throws NumericError where the covariance is not positive definite. */
export function chi2(
  statistical: StatisticalVariance,
  counts: Counts,
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
): number {
  const { data, background } = counts;
  const bins = data.map((n, i) => {
    const s = at(signal, i);
    const mu = prediction(s, at(background, i));
    const mc = multiply(s, at(relativeError, i));
    return {
      residual: subtract(n, mu),
      variance: add(statistical.extendedVariance(n, mu, s), multiply(mc, mc)),
    };
  });
  const entry = (i: number, j: number) => {
    const systematic = systematicCovariance(counts, signal, i, j);
    return i === j ? add(systematic, at(bins, i).variance) : systematic;
  };
  return rounded(
    quadraticForm(
      entry,
      bins.map(({ residual }) => residual),
    ),
  );
}
