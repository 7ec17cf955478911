/** Condition number of a covariance. */

import { add, divide, exactly, multiply, rounded, squareRoot, ZERO } from '../algebra/doubleDouble.js';
import { lowerFactor } from '../algebra/factor.js';
import { at } from '../at.js';
import type { Counts } from './counts.js';
import { prediction } from './extended.js';
import type { PreparedCounts } from './prepared.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/** Bound on the rounds of rotations, which converge quadratically. */
const MOST_ROUNDS = 30;

/**
 * Condition number of the correlation matrix of all bins without a signal, statistical errors included: its largest eigenvalue over its
 * smallest. Accurate to a few digits however large it is: Jacobi rotations act on the columns of the Cholesky factor, whose condition
 * number is only the square root (Demmel and Veselic, SIAM J. Matrix Anal. Appl. 13 (1992) 1204). Throws NumericError where the covariance is
 * not positive definite.
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
    // The factor is zero above its diagonal.
    data.map((_, j) => Float64Array.from(factor, (row) => rounded(row[j] ?? ZERO))),
  );
  return Math.max(...squares) / Math.min(...squares);
}

/** Eigenvalues of the inverse of the prepared counts' correlations, shape [bins]. */
export function inverseEigenvalues({ whitening, error }: PreparedCounts): number[] {
  const n = error.length;
  return singularSquares(Array.from(error, (_, j) => whitening.filter((_t, k) => k % n === j)));
}

/** Squares of the singular values of a matrix given by its columns, which are rotated until every pair is orthogonal. */
function singularSquares(columns: readonly Float64Array[]): number[] {
  for (let round = 0; round < MOST_ROUNDS && rotate(columns); round++);
  return columns.map((column) => product(column, column));
}

/** Orthogonalises each pair of columns in turn, in place; true if any pair was not orthogonal. */
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
        const y = at(b, k);
        a[k] = cosine * (x - tangent * y);
        b[k] = cosine * (tangent * x + y);
      });
    }
  });
  return rotated;
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, k) => sum + x * at(b, k), 0);
}
