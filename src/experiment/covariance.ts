/** Absolute systematic covariances: built from errors, or read as a matrix; always checked. */

import { firstFailingPivot } from '../algebra/factor.js';
import { at } from '../at.js';
import { failAtLine, parseCsv } from '../input/csv.js';
import type { Matrix } from './types.js';

/** Largest relative asymmetry that rounding may cause in a published matrix. */
const ASYMMETRY_TOLERANCE = 1e-9;
/** A pivot below this fraction of its variance is only rounding of the entries: the matrix counts as singular. */
const PIVOT_TOLERANCE = 1e-15;

/** C_ij = sigma_i sigma_j (1 if i = j, else rho); shape [n][n], events^2, for errors of shape [n] in events. */
export function uniformCovariance(errors: readonly number[], correlation: number): number[][] {
  return errors.map((a, i) => errors.map((b, j) => a * b * (i === j ? 1 : correlation)));
}

/** A matrix from a file, with the line of each row. */
export interface MatrixFile {
  readonly file: string;
  readonly matrix: Matrix;
  readonly lines: readonly number[];
}

/** Reads a square matrix from CSV text without a header; InputDataError with file and line otherwise. */
export function parseCovariance(text: string, file: string): MatrixFile {
  const { rows } = parseCsv(text, file, false);
  const width = rows[0]?.values.length ?? 0;
  if (rows.length !== width) {
    const line = rows[Math.min(rows.length, width + 1) - 1]?.line;
    failAtLine(file, line, `${rows.length} rows of ${width} numbers; a covariance is square`);
  }
  return { file, matrix: rows.map(({ values }) => values), lines: rows.map(({ line }) => line) };
}

/** A fault of a matrix, and the first row (from 0) that has it. */
export interface MatrixFault {
  readonly row: number;
  readonly what: string;
}

/**
 * The first fault of a covariance of `labels.length` bins, or undefined. Checks its shape, its symmetry, and whether it is
 * positive definite (the message names the first leading minor that fails).
 */
export function covarianceFault(matrix: Matrix, labels: readonly string[]): MatrixFault | undefined {
  const n = labels.length;
  if (matrix.length !== n) {
    const row = Math.max(Math.min(matrix.length, n + 1) - 1, 0);
    return { row, what: `${matrix.length} rows for ${n} bins; one row for every bin` };
  }
  const short = matrix.findIndex((row) => row.length !== n);
  if (short >= 0) {
    const what = `row ${short + 1} has ${matrix[short]?.length} entries for ${n} bins; one for every bin`;
    return { row: short, what };
  }
  const asymmetry = asymmetryFault(matrix);
  if (asymmetry !== undefined) return asymmetry;
  const row = firstFailingMinor(matrix);
  if (row === undefined) return undefined;
  const why = entryOf(matrix, row, row) > 0 ? 'a correlation is too strong' : 'its variance is not positive';
  const minor = `leading minor ${row + 1} (bin ${JSON.stringify(labels[row])})`;
  return {
    row,
    what: `not positive definite: ${minor} fails, ${why}; correct the errors or the correlations`,
  };
}

/** The first asymmetric pair of entries of a square matrix, or undefined. */
export function asymmetryFault(matrix: Matrix): MatrixFault | undefined {
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j < i; j++) {
      const scale = Math.sqrt(Math.abs(entryOf(matrix, i, i) * entryOf(matrix, j, j)));
      const [lower, upper] = [entryOf(matrix, i, j), entryOf(matrix, j, i)];
      if (Math.abs(lower - upper) > ASYMMETRY_TOLERANCE * scale) {
        const entries = `entry (${i + 1}, ${j + 1}) is ${lower}, entry (${j + 1}, ${i + 1}) is ${upper}`;
        return { row: i, what: `not symmetric: ${entries}; make them equal` };
      }
    }
  }
  return undefined;
}

/**
 * Index of the first row at which the Cholesky factorisation of a square matrix fails, or undefined. Computed in double-double precision, so
 * that a strong but valid correlation is not rejected.
 */
export function firstFailingMinor(matrix: Matrix): number | undefined {
  return firstFailingPivot(matrix.length, (i, j) => entryOf(matrix, i, j), PIVOT_TOLERANCE);
}

function entryOf(matrix: Matrix, i: number, j: number): number {
  return at(at(matrix, i), j);
}
