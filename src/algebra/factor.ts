/** Cholesky factorisation of a positive definite matrix in twice double precision, which is much slower than f64. */
import { at } from '../at.js';
import { NumericError } from '../errors.js';
import { type DoubleDouble, divide, dot, exactly, type Real, squareRoot, subtract } from './doubleDouble.js';

/** Entries of a matrix as a function. */
export type Entries = (i: number, j: number) => Real;

/** A lower factor L, shape [n][i + 1], row by row. */
export type Factor = readonly (readonly DoubleDouble[])[];

/** A pivot below this share of its variance is rounding error. */
const SINGULAR = 2 ** -90;

/**
 * L of a positive definite matrix L L^T of n rows, given by the entries of its lower triangle. Throws NumericError where it is not
 * positive definite.
 */
export function lowerFactor(n: number, entry: Entries): Factor {
  const { rows, failed } = factorise(n, entry, SINGULAR);
  if (failed === undefined) return rows;
  throw new NumericError(`the covariance is not positive definite at bin ${failed}`);
}

/** The first row of a matrix whose pivot is not above `share` of its variance; undefined if there is none. */
export function firstFailingPivot(n: number, entry: Entries, share: number): number | undefined {
  return factorise(n, entry, share).failed;
}

function factorise(n: number, entry: Entries, share: number): { rows: Factor; failed?: number } {
  const rows: DoubleDouble[][] = [];
  for (let i = 0; i < n; i++) {
    const row: DoubleDouble[] = [];
    rows.push(row);
    for (let j = 0; j < i; j++) {
      const other = at(rows, j);
      // `row` has j entries so far, so that only the first j entries of the other row count.
      row.push(divide(subtract(entry(i, j), dot(row, other)), at(other, j)));
    }
    const variance = exactly(entry(i, i));
    const pivot = subtract(variance, dot(row, row));
    // Negated, so that NaN fails as well.
    if (!(pivot.hi > share * Math.abs(variance.hi))) return { rows, failed: i };
    row.push(squareRoot(pivot));
  }
  return { rows };
}

/** L^-1 b; shape [n]. */
export function solveLower(factor: Factor, b: readonly Real[]): DoubleDouble[] {
  const y: DoubleDouble[] = [];
  factor.forEach((row, i) => {
    y.push(divide(subtract(at(b, i), dot(y, row)), at(row, i)));
  });
  return y;
}

/** L^-1, shape [n][i + 1], row by row. */
export function invertLower(factor: Factor): Factor {
  const columns = factor.map((_, k) =>
    solveLower(
      factor,
      factor.map((_row, i) => (i === k ? 1 : 0)),
    ),
  );
  return factor.map((_, i) => columns.slice(0, i + 1).map((column) => at(column, i)));
}

/** r^T C^-1 r. Throws NumericError where C is not positive definite. */
export function quadraticForm(entry: Entries, residual: readonly Real[]): DoubleDouble {
  const y = solveLower(lowerFactor(residual.length, entry), residual);
  return dot(y, y);
}
