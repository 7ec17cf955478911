/** How ill-conditioned a covariance is. */

import { add, divide, exactly, multiply, rounded, squareRoot, ZERO } from '../algebra/doubleDouble.js';
import { lowerFactor } from '../algebra/factor.js';
import { at } from '../at.js';
import type { Counts } from './counts.js';
import { prediction } from './extended.js';
import type { PreparedCounts } from './prepared.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/** Rounds of rotations: each takes off more digits than the one before, and eight are enough for any matrix of f64. */
const MOST_ROUNDS = 30;

/**
 * Condition number of the correlations of all bins without a signal, statistical errors included: the largest of their eigenvalues
 * over the least. Right to a few digits whatever it is, by Jacobi rotations of the columns of their factor, which has its square root
 * (Demmel and Veselic, SIAM J. Matrix Anal. Appl. 13 (1992) 1204). Throws NumericError where the covariance is not positive definite.
 */
export function correlationCondition(
  statistical: StatisticalVariance,
  { data, background, covariance }: Counts,
): number {
  const variances = data.map((n, i) => {
    const mu = prediction(0, at(background, i));
    return add(at(at(covariance, i), i), statistical.extendedVariance(n, mu, 0));
  });
  const errors = variances.map(squareRoot);
  const factor = lowerFactor(data.length, (i, j) =>
    i === j ? exactly(1) : divide(at(at(covariance, i), j), multiply(at(errors, i), at(errors, j))),
  );
  const squares = singularSquares(
    // Above the diagonal of the factor there is nothing.
    data.map((_, j) => Float64Array.from(factor, (row) => rounded(row[j] ?? ZERO))),
  );
  return Math.max(...squares) / Math.min(...squares);
}

/** Eigenvalues of the inverse of the prepared counts' correlations, shape [bins]. */
export function inverseEigenvalues({ whitening, error }: PreparedCounts): number[] {
  const n = error.length;
  return singularSquares(Array.from(error, (_, j) => whitening.filter((_t, k) => k % n === j)));
}

/** Squares of the singular values of a matrix, given by its columns, by rotating them until every two are orthogonal. */
function singularSquares(columns: readonly Float64Array[]): number[] {
  for (let round = 0; round < MOST_ROUNDS && rotate(columns); round++);
  return columns.map((column) => product(column, column));
}

/** Makes every two columns orthogonal in turn, in place; whether any were not. */
function rotate(columns: readonly Float64Array[]): boolean {
  let rotated = false;
  columns.forEach((a, i) => {
    for (const b of columns.slice(i + 1)) {
      const [aa, ab, bb] = [product(a, a), product(a, b), product(b, b)];
      if (Math.abs(ab) <= 1e-15 * Math.sqrt(aa * bb)) continue;
      rotated = true;
      const cotangent = (bb - aa) / (2 * ab);
      const tangent = (cotangent < 0 ? -1 : 1) / (Math.abs(cotangent) + Math.hypot(1, cotangent));
      const cosine = 1 / Math.hypot(1, tangent);
      a.forEach((x, k) => {
        const y = b[k] ?? 0;
        a[k] = cosine * (x - tangent * y);
        b[k] = cosine * (tangent * x + y);
      });
    }
  });
  return rotated;
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0);
}
