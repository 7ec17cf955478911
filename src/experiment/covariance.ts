/** Absolute systematic covariances: built from errors, or read as a matrix; always checked. */

import { firstFailingPivot } from '../algebra/factor.js';
import { failAtLine, parseCsv } from '../input/csv.js';
import type { Matrix } from './types.js';

/** Relative asymmetry that rounding in a published matrix may leave. */
const ASYMMETRY_TOLERANCE = 1e-9;
/** A pivot below this share of its variance is the rounding of the entries, not information: the matrix is singular. */
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

/** What is wrong with a matrix, and its first row (from 0) that shows it. */
export interface MatrixFault {
  readonly row: number;
  readonly what: string;
}

/**
 * What is wrong with a covariance of `labels.length` bins, or undefined: its shape, its symmetry, and whether it is
 * positive definite (names the first leading minor that fails).
 */
export function covarianceFault(matrix: Matrix, labels: readonly string[]): MatrixFault | undefined {
  const n = labels.length;
  const at = (i: number, j: number) => matrix[i]?.[j] ?? Number.NaN;
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
  const why = at(row, row) > 0 ? 'a correlation is too strong' : 'its variance is not positive';
  const minor = `leading minor ${row + 1} (bin ${JSON.stringify(labels[row])})`;
  return {
    row,
    what: `not positive definite: ${minor} fails, ${why}; correct the errors or the correlations`,
  };
}

/** The first pair of entries of a square matrix that differ, or undefined. */
export function asymmetryFault(matrix: Matrix): MatrixFault | undefined {
  const at = (i: number, j: number) => matrix[i]?.[j] ?? Number.NaN;
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j < i; j++) {
      const scale = Math.sqrt(Math.abs(at(i, i) * at(j, j)));
      if (Math.abs(at(i, j) - at(j, i)) > ASYMMETRY_TOLERANCE * scale) {
        const entries = `entry (${i + 1}, ${j + 1}) is ${at(i, j)}, entry (${j + 1}, ${i + 1}) is ${at(j, i)}`;
        return { row: i, what: `not symmetric: ${entries}; make them equal` };
      }
    }
  }
  return undefined;
}

/**
 * Index of the first row at which Cholesky's factorisation breaks down, or undefined; in twice a double's precision, so that a strong
 * correlation is not taken for one that is too strong.
 */
export function firstFailingMinor(matrix: Matrix): number | undefined {
  return firstFailingPivot(matrix.length, (i, j) => matrix[i]?.[j] ?? Number.NaN, PIVOT_TOLERANCE);
}
