/** Quadratic forms with a covariance matrix, and what rounding makes of them. */

import { add } from '../algebra/doubleDouble.js';
import { quadraticForm as extendedForm } from '../algebra/factor.js';

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
 * Roundings of an entry of the covariance and of a residual, as they add up. With these the kernel's true error is hardly ever above the
 * estimate, and never twice as large (docs/numerics.md).
 */
export const ENTRY_LOSS = 6;
export const RESIDUAL_LOSS = 4;

/** Largest estimated error of a chi2 in f64, over 1 + chi2: beyond, it is worked out in twice the precision. */
const F64_BOUND = 1e-10;

/** Whether a form in f64 is as good as it should be. */
export function isPrecise(form: QuadraticForm | undefined): form is QuadraticForm {
  // Not so an infinity, beside which any loss would be small.
  return form !== undefined && F64_LIMITS.roundoff * form.loss <= F64_BOUND * Math.min(1 + form.value, 1e200);
}

/** Sums of the absolute values of what is added up in the variances C_ii and in the residuals r_i, shape [n] each. */
export interface Sizes {
  readonly variances: ArrayLike<number>;
  readonly residuals: ArrayLike<number>;
}

/**
 * A pivot over its variance below which it is asked whether rounding moves the least eigenvalue by more than a share: beyond, the
 * estimate of the loss would go by an eigenvalue that is rounding itself.
 */
export const SMALL_PIVOT = 0.03;
export const LARGEST_MOVE = 0.2;

/** A precision, and where it gives up: pivots over their variances, and sums of squares. */
export interface Limits {
  readonly roundoff: number;
  readonly smallestShare: number;
  readonly largestSum: number;
}

/** f64 has no need of more. */
const F64_LIMITS: Limits = { roundoff: 2 ** -53, smallestShare: 0, largestSum: Number.POSITIVE_INFINITY };

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
    // Negated, so that a NaN fails too.
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
 * A bound on the inverse of the least eigenvalue of C = L L^T with its variances scaled to 1: the square of |L|^-1 sqrt(V), with
 * absolute values in the place of what may cancel.
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
    let own = Math.sqrt(variances[i] ?? 0);
    for (let k = 0; k < i; k++) own += Math.abs(lower[i * n + k] ?? 0) * (growth[k] ?? 0);
    growth[i] = own * (inverse[i] ?? 0);
    sum += (growth[i] ?? 0) ** 2;
  }
  return sum;
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
