/** Absolute systematic covariances: built from errors, or read as a matrix; always checked. */
import { InputDataError } from '../errors.js';
import { parseCsv } from './csv.js';

/** Relative asymmetry that rounding in a published matrix may leave. */
const ASYMMETRY_TOLERANCE = 1e-9;
/** A pivot below this share of its variance is rounding, not information: the matrix is singular in f64. */
const PIVOT_TOLERANCE = 1e-12;

/** C_ij = sigma_i sigma_j (1 if i = j, else rho); shape [n][n], events^2, for errors of shape [n] in events. */
export function uniformCovariance(errors: readonly number[], correlation: number): number[][] {
  return errors.map((a, i) => errors.map((b, j) => a * b * (i === j ? 1 : correlation)));
}

/** Reads a square matrix from CSV text without a header; InputDataError with file and line otherwise. */
export function parseCovariance(text: string, file: string): number[][] {
  const { rows } = parseCsv(text, file, false);
  const width = rows[0]?.values.length ?? 0;
  if (rows.length !== width) {
    throw new InputDataError(`${file}: ${rows.length} rows of ${width} numbers; a covariance is square`);
  }
  return rows.map((row) => [...row.values]);
}

/**
 * What is wrong with a covariance of `labels.length` bins, or undefined: its shape, its symmetry, and whether it is
 * positive definite (Cholesky in f64; names the first leading minor that fails).
 */
export function covarianceFault(
  matrix: readonly (readonly number[])[],
  labels: readonly string[],
): string | undefined {
  const n = labels.length;
  const at = (i: number, j: number) => matrix[i]?.[j] ?? Number.NaN;
  if (matrix.length !== n) return `${matrix.length} rows for ${n} bins; one row for every bin`;
  const short = matrix.findIndex((row) => row.length !== n);
  if (short >= 0)
    return `row ${short + 1} has ${matrix[short]?.length} entries for ${n} bins; one for every bin`;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const scale = Math.sqrt(Math.abs(at(i, i) * at(j, j)));
      if (Math.abs(at(i, j) - at(j, i)) > ASYMMETRY_TOLERANCE * scale) {
        return `not symmetric: entry (${i + 1}, ${j + 1}) is ${at(i, j)}, entry (${j + 1}, ${i + 1}) is ${at(j, i)}; make them equal`;
      }
    }
  }
  const failed = firstFailingMinor(matrix);
  if (failed === undefined) return undefined;
  const why = at(failed, failed) > 0 ? 'a correlation is too strong' : 'its variance is not positive';
  return `not positive definite: leading minor ${failed + 1} (bin ${JSON.stringify(labels[failed])}) fails, ${why}; correct the errors or the correlations`;
}

/** Index of the first row at which Cholesky's factorisation breaks down, or undefined. */
function firstFailingMinor(matrix: readonly (readonly number[])[]): number | undefined {
  const lower: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const current: number[] = [];
    for (let j = 0; j < i; j++) {
      const other = lower[j] ?? [];
      let sum = row[j] ?? Number.NaN;
      for (let k = 0; k < j; k++) sum -= (current[k] ?? 0) * (other[k] ?? 0);
      current.push(sum / (other[j] ?? Number.NaN));
    }
    const variance = row[i] ?? Number.NaN;
    const pivot = current.reduce((rest, l) => rest - l * l, variance);
    // Negated, so that a NaN fails too.
    if (!(pivot > PIVOT_TOLERANCE * Math.abs(variance))) return i;
    current.push(Math.sqrt(pivot));
    lower.push(current);
  }
  return undefined;
}
