/**
 * Bins that never contain a signal constrain the others in the same way at every grid point: the joint chi2 is their chi2 plus the
 * conditional chi2 of the other bins. This conditioning is computed once, so that a grid point solves for the bins with a signal only.
 *
 * With r = n - mu, m the bins without a signal, M their full covariance and B = C + diag(s) X the covariance of the others with them,
 *
 *   chi2 = r_m^T M^-1 r_m + (r - B M^-1 r_m)^T (C(s) - B M^-1 B^T)^-1 (r - B M^-1 r_m),
 *
 * the block form of the inverse (Schur complement). B is linear in s, so the conditional covariance has the same form as C(s).
 * With strong correlations its terms cancel, hence twice double precision.
 */

import { add, type DoubleDouble, dot, exactly, subtract } from '../algebra/doubleDouble.js';
import { lowerFactor, solveLower } from '../algebra/factor.js';
import { at } from '../at.js';
import { type Counts, entryOf } from './counts.js';
import { prediction } from './extended.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/** Rows of numbers. */
type Rows = readonly (readonly DoubleDouble[])[];

/** Counts for the chi2 of some bins given all others, in twice double precision; shapes [bins] and [bins][bins]. */
export interface ConstrainedCounts extends Counts<DoubleDouble> {
  /** Residuals are n - mu - shift - s tilt, and the chi2 of the other bins is added. */
  readonly shift: readonly DoubleDouble[];
  readonly tilt: readonly DoubleDouble[];
  readonly base: DoubleDouble;
}

/**
 * Conditions the bins `kept` on all others. For a signal in kept bins only, the result has the same chi2 as `counts`. Throws
 * NumericError where the covariance of the other bins is not positive definite.
 */
export function constrain(
  statistical: StatisticalVariance,
  counts: Counts,
  kept: readonly number[],
): ConstrainedCounts {
  const { data, background, covariance, cross, signalCovariance } = counts;
  const others = data.map((_, i) => i).filter((i) => !kept.includes(i));
  const mus = others.map((j) => prediction(0, at(background, j)));
  const factor = lowerFactor(others.length, (a, b) => {
    const [j, k] = [at(others, a), at(others, b)];
    const systematic = exactly(entryOf(covariance, j, k));
    return a === b ? add(systematic, statistical.extendedVariance(at(data, j), at(mus, a), 0)) : systematic;
  });
  // After multiplication by L^-1 of the other bins, products with M^-1 are plain scalar products.
  const residual = others.map((j, a) => subtract(at(data, j), at(mus, a)));
  const given = solveLower(factor, residual);
  const rows = (entry: (i: number, j: number) => number) =>
    kept.map((i) => {
      const row = others.map((j) => entry(i, j));
      return solveLower(factor, row);
    });
  // The matrix is symmetric up to rounding; the factorisation reads its lower triangle, and so does this.
  const c = rows((i, j) => entryOf(covariance, Math.max(i, j), Math.min(i, j)));
  const x = rows((i, j) => entryOf(cross, i, j));
  const less = (matrix: Counts['cross'], left: Rows, right: Rows) =>
    kept.map((i, a) => kept.map((j, b) => subtract(entryOf(matrix, i, j), dot(at(left, a), at(right, b)))));
  return {
    data: kept.map((i) => at(data, i)),
    background: kept.map((i) => at(background, i)),
    covariance: less(covariance, c, c),
    cross: cross && less(cross, x, c),
    signalCovariance: signalCovariance && less(signalCovariance, x, x),
    shift: c.map((row) => dot(row, given)),
    tilt: x.map((row) => dot(row, given)),
    base: dot(given, given),
  };
}
