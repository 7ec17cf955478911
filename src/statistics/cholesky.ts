/** Quadratic forms with a covariance matrix. */
import { NumericError } from '../errors.js';

/** Entries of a matrix as a function. */
export function entriesOf(matrix: readonly (readonly number[])[]): (i: number, j: number) => number {
  return (i, j) => matrix[i]?.[j] ?? 0;
}

/**
 * r^T (C + diag(v))^-1 r for a symmetric C, given by its entries. The matrix is first scaled to unit diagonal, which keeps float32 twins accurate when
 * bins differ by many orders of magnitude. Throws NumericError if the sum is not positive definite.
 */
export function solveNormalised(
  covariance: (i: number, j: number) => number,
  diagonal: ArrayLike<number>,
  residual: ArrayLike<number>,
): number {
  const n = residual.length;
  const sigma = Float64Array.from({ length: n }, (_, i) => Math.sqrt(covariance(i, i) + (diagonal[i] ?? 0)));
  const lower = new Float64Array(n * n);
  const y = new Float64Array(n);
  let form = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : covariance(i, j) / ((sigma[i] ?? 1) * (sigma[j] ?? 1));
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] ?? 0) * (lower[j * n + k] ?? 0);
      if (i === j) {
        if (!(sum > 0)) throw new NumericError(`the covariance is not positive definite at bin ${i}`);
        lower[i * n + i] = Math.sqrt(sum);
      } else {
        lower[i * n + j] = sum / (lower[j * n + j] ?? 1);
      }
    }
    let z = (residual[i] ?? 0) / (sigma[i] ?? 1);
    for (let k = 0; k < i; k++) z -= (lower[i * n + k] ?? 0) * (y[k] ?? 0);
    y[i] = z / (lower[i * n + i] ?? 1);
    form += (y[i] ?? 0) ** 2;
  }
  return form;
}

/**
 * Lower factor L of a positive definite matrix of n rows, given by its entries; shape [n][n], row by row. Throws NumericError if it is
 * not positive definite.
 */
export function lowerFactor(n: number, entry: (i: number, j: number) => number): readonly Float64Array[] {
  const rows: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const row = new Float64Array(n);
    for (let j = 0; j <= i; j++) {
      const other = j < i ? (rows[j] ?? row) : row;
      let sum = entry(i, j);
      for (let k = 0; k < j; k++) sum -= (row[k] ?? 0) * (other[k] ?? 0);
      if (i === j && !(sum > 0))
        throw new NumericError(`the covariance is not positive definite at bin ${i}`);
      row[j] = i === j ? Math.sqrt(sum) : sum / (other[j] ?? 1);
    }
    rows.push(row);
  }
  return rows;
}

/** L^-1 b of a lower factor. */
export function solveLower(lower: readonly Float64Array[], b: readonly number[]): Float64Array {
  const y = new Float64Array(lower.length);
  lower.forEach((row, i) => {
    let sum = b[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (row[k] ?? 0) * (y[k] ?? 0);
    y[i] = sum / (row[i] ?? 1);
  });
  return y;
}
