/** Quadratic forms with a covariance matrix, and what rounding makes of them. */

import { add } from './doubleDouble.js';
import { quadraticForm as extendedForm } from './extended.js';

/** Entries of a matrix as a function. */
export function entriesOf(matrix: readonly (readonly number[])[]): (i: number, j: number) => number {
  return (i, j) => matrix[i]?.[j] ?? 0;
}

/** r^T C^-1 r, and an estimate of what rounding changes of it, over the relative error of one rounding. */
export interface QuadraticForm {
  readonly value: number;
  readonly loss: number;
}

/**
 * Roundings that an entry of the covariance has gone through when it is divided by, as they add up; likewise the residual, of what it
 * is the difference of. Taken so that the estimate held for nearly all of the random covariances that the tests have.
 */
export const ENTRY_LOSS = 4;
export const RESIDUAL_LOSS = 2;

/** Largest estimated error of a chi2 in f64, over 1 + chi2: beyond, it is worked out in twice the precision. */
const F64_BOUND = 1e-10;
const F64_ROUNDOFF = 2 ** -53;

/** Whether a form in f64 is as good as it should be. */
export function isPrecise(form: QuadraticForm | undefined): form is QuadraticForm {
  // Not so an infinity, beside which any loss would be small.
  return form !== undefined && F64_ROUNDOFF * form.loss <= F64_BOUND * Math.min(1 + form.value, 1e200);
}

/** Sums of the absolute values of what is added up in the variances C_ii and in the residuals r_i, shape [n] each. */
export interface Sizes {
  readonly variances: ArrayLike<number>;
  readonly residuals: ArrayLike<number>;
}

/** Where a precision gives up: pivots over their variances, and sums of squares. */
export interface Limits {
  readonly smallestShare: number;
  readonly largestSum: number;
}

/** f64 has no need of any. */
const NO_LIMITS: Limits = { smallestShare: 0, largestSum: Number.POSITIVE_INFINITY };

/**
 * r^T C^-1 r by Cholesky, for r of shape [n] and a symmetric C given by its entries. Undefined where C is not positive definite, to
 * rounding, or where it is beyond the limits.
 *
 * With x = C^-1 r, entries that are off by dC_ij change the form by -x^T dC x: for dC_ij of size eps sqrt(V_i V_j), V the variances
 * as sizes, and errors that know nothing of each other, by about eps sum_i V_i x_i^2. Factorising is as good as that (Higham, Accuracy
 * and Stability of Numerical Algorithms, 10.1). Residuals that are off by eps R_i change it by 2 eps sum_i |x_i| R_i at most.
 */
export function quadraticForm(
  entry: (i: number, j: number) => number,
  residual: ArrayLike<number>,
  sizes: Sizes,
  { smallestShare, largestSum }: Limits = NO_LIMITS,
): QuadraticForm | undefined {
  const n = residual.length;
  const lower = new Float64Array(n * n);
  const inverse = new Float64Array(n);
  const y = new Float64Array(n);
  let value = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let sum = entry(i, j);
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] ?? 0) * (lower[j * n + k] ?? 0);
      lower[i * n + j] = sum * (inverse[j] ?? 0);
    }
    const variance = entry(i, i);
    let pivot = variance;
    let z = residual[i] ?? 0;
    for (let k = 0; k < i; k++) {
      pivot -= (lower[i * n + k] ?? 0) ** 2;
      z -= (lower[i * n + k] ?? 0) * (y[k] ?? 0);
    }
    // Negated, so that a NaN fails too.
    if (!(pivot > smallestShare * variance)) return undefined;
    inverse[i] = 1 / Math.sqrt(pivot);
    y[i] = z * (inverse[i] ?? 0);
    value += (y[i] ?? 0) ** 2;
    if (value > largestSum) return undefined;
  }
  let loss = 0;
  for (let i = n - 1; i >= 0; i--) {
    let x = y[i] ?? 0;
    for (let k = i + 1; k < n; k++) x -= (lower[k * n + i] ?? 0) * (y[k] ?? 0);
    x *= inverse[i] ?? 0;
    y[i] = x;
    const size = Math.abs(x);
    loss +=
      size * (ENTRY_LOSS * (sizes.variances[i] ?? 0) * size + RESIDUAL_LOSS * (sizes.residuals[i] ?? 0));
    if (loss > largestSum) return undefined;
  }
  return { value, loss };
}

/**
 * r^T (C + diag(v))^-1 r for a symmetric C, given by its entries. The matrix is scaled to unit diagonal, because bins may differ by
 * many orders of magnitude; where f64 is not enough, it is factorised in twice the precision. Throws NumericError if the sum is not
 * positive definite.
 */
export function solveNormalised(
  covariance: (i: number, j: number) => number,
  diagonal: ArrayLike<number>,
  residual: ArrayLike<number>,
): number {
  const sigma = Float64Array.from(residual, (_, i) => Math.sqrt(covariance(i, i) + (diagonal[i] ?? 0)));
  const scaled = (i: number, j: number) =>
    i === j ? 1 : covariance(i, j) / ((sigma[i] ?? 1) * (sigma[j] ?? 1));
  const z = Float64Array.from(residual, (r, i) => r / (sigma[i] ?? 1));
  const form = quadraticForm(scaled, z, { variances: z.map(() => 1), residuals: z.map(Math.abs) });
  if (isPrecise(form)) return form.value;
  const sum = (i: number, j: number) =>
    i === j ? add(covariance(i, i), diagonal[i] ?? 0) : covariance(i, j);
  return extendedForm(sum, Array.from(residual)).hi;
}
