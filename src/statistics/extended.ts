/**
 * The chi2 family in twice a double's precision, straight from its definition: what f64 falls back on where bins are so correlated
 * that its own rounding counts. A condition number of 1e14 leaves 16 digits. A hundred times as slow as f64.
 */
import { at } from '../at.js';
import { NumericError } from '../errors.js';
import { type Counts, entryOf, MIN_PREDICTION } from './counts.js';
import {
  add,
  type DoubleDouble,
  divide,
  dot,
  exactly,
  multiply,
  type Real,
  rounded,
  squareRoot,
  subtract,
  twoSum,
} from './doubleDouble.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/** Entries of a matrix as a function. */
export type Entries = (i: number, j: number) => Real;

/** A lower factor L, shape [n][i + 1], row by row. */
export type Factor = readonly (readonly DoubleDouble[])[];

/** Share of a variance below which a pivot is rounding. */
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

/** The first row of a matrix whose pivot is not above a share of its variance, or undefined where it is positive definite. */
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
      // Of the other row's entries the first j count: so many the row has by now.
      row.push(divide(subtract(entry(i, j), dot(row, other)), at(other, j)));
    }
    const variance = exactly(entry(i, i));
    const pivot = subtract(variance, dot(row, row));
    // Negated, so that a NaN fails too.
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

/** Prediction of a bin: signal + background, kept above MIN_PREDICTION. */
export function prediction(signal: number, background: number): DoubleDouble {
  const sum = twoSum(signal, background);
  return sum.hi < MIN_PREDICTION ? exactly(MIN_PREDICTION) : sum;
}

/** `systematicCovariance` of bins i and j. */
export function systematicCovariance(
  { covariance, cross, signalCovariance }: Pick<Counts, 'covariance' | 'cross' | 'signalCovariance'>,
  signal: ArrayLike<number>,
  i: number,
  j: number,
): DoubleDouble {
  const [si, sj] = [at(signal, i), at(signal, j)];
  const fixed = exactly(at(at(covariance, i), j));
  if (cross === undefined && signalCovariance === undefined) return fixed;
  const mixed = add(multiply(si, entryOf(cross, i, j)), multiply(sj, entryOf(cross, j, i)));
  return add(add(fixed, mixed), multiply(multiply(si, sj), entryOf(signalCovariance, i, j)));
}

/** `chi2` of the same arguments. Throws NumericError where the covariance is not positive definite. */
export function chi2(
  statistical: StatisticalVariance,
  counts: Counts,
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
): number {
  const { data, background } = counts;
  const bins = data.map((n, i) => {
    const s = at(signal, i);
    const mu = prediction(s, at(background, i));
    const mc = multiply(s, at(relativeError, i));
    return {
      residual: subtract(n, mu),
      variance: add(statistical.extendedVariance(n, mu, s), multiply(mc, mc)),
    };
  });
  const entry = (i: number, j: number) => {
    const systematic = systematicCovariance(counts, signal, i, j);
    return i === j ? add(systematic, at(bins, i).variance) : systematic;
  };
  return rounded(
    quadraticForm(
      entry,
      bins.map(({ residual }) => residual),
    ),
  );
}
