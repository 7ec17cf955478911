/**
 * Bins that never have a signal constrain the others, the same at every point: the joint chi2 of all bins is theirs alone plus that
 * of the others given them. What that takes is worked out once, in f64, and points solve for the bins with a signal only.
 *
 * With r = n - mu, m the bins without a signal, M their whole covariance and B = C + diag(s) X the covariance of the others with them,
 *
 *   chi2 = r_m^T M^-1 r_m + (r - B M^-1 r_m)^T (C(s) - B M^-1 B^T)^-1 (r - B M^-1 r_m),
 *
 * the block form of the inverse (Schur complement). B is linear in s, so that the second covariance has the form of C(s) again.
 */
import { type Counts, MIN_PREDICTION, statisticalVariance } from './chi2.js';
import { lowerFactor, solveLower } from './cholesky.js';

/**
 * The chi2 of the bins `kept` given all others, as Counts of their own: chi2 of it equals chi2 of `counts` for every signal that is in
 * kept bins only. Throws NumericError where the covariance of the other bins is not positive definite.
 */
export function constrain(code: number, counts: Counts, kept: readonly number[]): Counts {
  const others = counts.data.map((_, i) => i).filter((i) => !kept.includes(i));
  if (others.length === 0) return counts;
  const { data, background, covariance, cross, signalCovariance } = counts;
  const at = (matrix: Counts['cross'], i: number, j: number) => matrix?.[i]?.[j] ?? 0;
  const residual = others.map((j) => (data[j] ?? 0) - Math.max(background[j] ?? 0, MIN_PREDICTION));
  const whole = (j: number, k: number) => {
    const mu = Math.max(background[j] ?? 0, MIN_PREDICTION);
    return at(covariance, j, k) + (j === k ? statisticalVariance(code, data[j] ?? 0, mu, 0) : 0);
  };
  const factor = lowerFactor(others.length, (j, k) => whole(others[j] ?? 0, others[k] ?? 0));
  // In coordinates L^-1 of the other bins all products with M^-1 are plain ones.
  const given = solveLower(factor, residual);
  const rows = (matrix: Counts['cross']) =>
    kept.map((i) =>
      solveLower(
        factor,
        others.map((j) => at(matrix, i, j)),
      ),
    );
  const c = rows(covariance);
  const x = rows(cross);
  const less = (matrix: Counts['cross'], left: readonly Float64Array[], right: readonly Float64Array[]) =>
    kept.map((i, a) => kept.map((j, b) => at(matrix, i, j) - dot(left[a], right[b])));
  return {
    data: kept.map((i) => data[i] ?? 0),
    background: kept.map((i) => background[i] ?? 0),
    covariance: less(covariance, c, c),
    cross: cross && less(cross, x, c),
    signalCovariance: signalCovariance && less(signalCovariance, x, x),
    shift: c.map((row) => dot(row, given)),
    tilt: x.map((row) => dot(row, given)),
    base: dot(given, given),
  };
}

function dot(a: Float64Array | undefined, b: Float64Array | undefined): number {
  let sum = 0;
  a?.forEach((value, k) => {
    sum += value * (b?.[k] ?? 0);
  });
  return sum;
}
