/** Quadratic forms with a covariance matrix, and estimates of their rounding error. */

import { add } from '../algebra/doubleDouble.js';
import { quadraticForm as extendedForm } from '../algebra/factor.js';
import { at } from '../at.js';

/** Entries of a matrix as a function. */
export function entriesOf(matrix: readonly (readonly number[])[]): (i: number, j: number) => number {
  return (i, j) => at(at(matrix, i), j);
}

/** r^T C^-1 r, and an estimate of its rounding error in units of the relative error of one rounding. */
export interface QuadraticForm {
  readonly value: number;
  readonly loss: number;
}

/**
 * Effective number of roundings of an entry of the covariance and of a residual, chosen so that the kernel's true error
 * rarely exceeds the estimate, and never by a factor of 2 (docs/numerics.md, "What float32 cannot tell").
 */
export const ENTRY_LOSS = 6;
export const RESIDUAL_LOSS = 4;

/** Largest estimated error of a chi2 in f64, relative to 1 + chi2. Above it, chi2 is recomputed in twice double precision. */
const F64_BOUND = 1e-10;

/** Whether a form in f64 is accurate enough. */
export function isPrecise(form: QuadraticForm | undefined): form is QuadraticForm {
  // The cap rejects an infinite value, relative to which any loss would be small.
  return form !== undefined && F64_LIMITS.roundoff * form.loss <= F64_BOUND * Math.min(1 + form.value, 1e200);
}

/** Sums of the absolute values of the terms of the variances C_ii and of the residuals r_i, shape [n] each. */
export interface Sizes {
  readonly variances: ArrayLike<number>;
  readonly residuals: ArrayLike<number>;
}

/**
 * Where a pivot falls below SMALL_PIVOT of its variance, rounding must not move the smallest eigenvalue by more than LARGEST_MOVE of
 * itself. Otherwise the estimate of the loss would rest on an eigenvalue that is itself rounding error.
 */
export const SMALL_PIVOT = 0.03;
export const LARGEST_MOVE = 0.2;

/** A precision and its limits: the smallest pivot relative to its variance, and the largest sum of squares. */
export interface Limits {
  readonly roundoff: number;
  readonly smallestShare: number;
  readonly largestSum: number;
}

/** The limits of f64. */
const F64_LIMITS: Limits = { roundoff: 2 ** -53, smallestShare: 0, largestSum: Number.POSITIVE_INFINITY };

/**
 * r^T C^-1 r by Cholesky factorisation, for r of shape [n] and a symmetric C given by its entries. Undefined where C is not positive
 * definite within rounding, or where a limit is exceeded.
 *
 * With x = C^-1 r, errors dC_ij of the entries change the form by -x^T dC x. For independent dC_ij of size eps sqrt(V_i V_j), with V the
 * sizes of the variances, this is about eps sum_i V_i x_i^2; the factorisation adds no more than that (Higham, Accuracy and Stability of
 * Numerical Algorithms, 10.1). Errors eps R_i of the residuals change the form by at most 2 eps sum_i |x_i| R_i.
 */
export function quadraticForm(
  entry: (i: number, j: number) => number,
  residual: ArrayLike<number>,
  sizes: Sizes,
  { roundoff, smallestShare, largestSum }: Limits = F64_LIMITS,
): QuadraticForm | undefined {
  const n = residual.length;
  const lower = new Float64Array(n * n);
  const inverse = new Float64Array(n);
  const y = new Float64Array(n);
  let value = 0;
  let isDelicate = false;
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
    // Negated, so that NaN fails as well.
    if (!(pivot > smallestShare * variance)) return undefined;
    isDelicate ||= pivot < SMALL_PIVOT * variance;
    inverse[i] = 1 / Math.sqrt(pivot);
    y[i] = z * (inverse[i] ?? 0);
    value += (y[i] ?? 0) ** 2;
    if (value > largestSum) return undefined;
  }
  if (isDelicate) {
    const moved = roundoff * ENTRY_LOSS * inverseLeastEigenvalue(lower, inverse, sizes.variances);
    if (!(moved <= LARGEST_MOVE)) return undefined;
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
 * Bound on the inverse of the smallest eigenvalue of C = L L^T scaled to unit variances: the square of |L|^-1 sqrt(V), with absolute
 * values in place of terms that may cancel.
 */
function inverseLeastEigenvalue(
  lower: Float64Array,
  inverse: Float64Array,
  variances: ArrayLike<number>,
): number {
  const n = inverse.length;
  const growth = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let row = Math.sqrt(variances[i] ?? 0);
    for (let k = 0; k < i; k++) row += Math.abs(lower[i * n + k] ?? 0) * (growth[k] ?? 0);
    growth[i] = row * (inverse[i] ?? 0);
    sum += (growth[i] ?? 0) ** 2;
  }
  return sum;
}

/**
 * r^T (C + diag(v))^-1 r for a symmetric C given by its entries. The matrix is scaled to unit diagonal, because bins may differ by
 * many orders of magnitude. Where f64 does not suffice, it is factorised in twice double precision. Throws NumericError if the sum is
 * not positive definite.
 */
export function solveNormalised(
  covariance: (i: number, j: number) => number,
  diagonal: ArrayLike<number>,
  residual: ArrayLike<number>,
): number {
  const sigma = Float64Array.from(residual, (_, i) => Math.sqrt(covariance(i, i) + at(diagonal, i)));
  const scaled = (i: number, j: number) => (i === j ? 1 : covariance(i, j) / (at(sigma, i) * at(sigma, j)));
  const z = Float64Array.from(residual, (r, i) => r / at(sigma, i));
  const form = quadraticForm(scaled, z, { variances: z.map(() => 1), residuals: z.map(Math.abs) });
  if (isPrecise(form)) return form.value;
  const sum = (i: number, j: number) => (i === j ? add(covariance(i, i), at(diagonal, i)) : covariance(i, j));
  return extendedForm(sum, Array.from(residual)).hi;
}
