/**
 * The chi2 of a grid point from prepared counts, as the kernel works it out; MODEL section 10. In f64 it is also what the GPU engine falls
 * back on where float32 is not enough. Twin: shaders/statistics/preparedChi2.wgsl, which says how. Events.
 */
import { at } from '../at.js';
import { type Limits, type QuadraticForm, quadraticForm } from './cholesky.js';
import { UNKNOWN } from './counts.js';
import { FLOAT32, needsWhitening, type Precision } from './precision.js';
import type { PreparedCounts } from './prepared.js';
import { correlation, type ScaledBin, scaledBin } from './scaledBin.js';
import { whitenedBin, whitenedRow } from './whitening.js';

/** The form with bins over their errors, or whitened; undefined where C is not positive definite, or beyond the precision's limits. */
export function preparedForm(
  counts: PreparedCounts,
  isWhitened: boolean,
  bins: readonly ScaledBin[],
  limits: Limits = FLOAT32,
): QuadraticForm | undefined {
  const rows = isWhitened ? bins.map((_, i) => whitenedBin(counts, i, bins)) : bins;
  const matrix = isWhitened ? bins.map((_, j) => whitenedRow(counts, j, bins)) : [];
  const entry = (i: number, j: number) => {
    const [a, b] = [bins[i], bins[j]];
    if (isWhitened) return (i === j ? 1 : 0) + (matrix[i]?.[j] ?? 0);
    return i === j || !a || !b ? 1 : correlation(counts, i, j, a, b);
  };
  const list = (key: keyof ScaledBin) => Float64Array.from(rows, (row) => row[key]);
  const sizes = { variances: list('varianceSize'), residuals: list('residualSize') };
  return quadraticForm(entry, list('residual'), sizes, limits);
}

/**
 * chi2 of signal + background in a precision, or UNKNOWN; `signal` in events and `relativeError`, the Monte Carlo error over it, have
 * shape [bins]. `whitens`: whether correlations may be taken out where bins over their errors are too correlated.
 */
export function preparedChi2(
  counts: PreparedCounts,
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
  precision: Precision = FLOAT32,
  whitens = needsWhitening(counts),
): number {
  const bins: ScaledBin[] = [];
  let mayWhiten = whitens;
  for (let i = 0; i < counts.error.length; i++) {
    const s = at(signal, i);
    if (!(s < precision.largestSignal)) return UNKNOWN;
    const bin = scaledBin(counts, i, s, at(relativeError, i), precision);
    const isTooLarge =
      bin.residualSize > precision.largestResidual || bin.varianceSize * precision.smallestShare > 1;
    if (isTooLarge) return UNKNOWN;
    mayWhiten &&= bin.signal <= precision.largestWhitened * bin.fixed;
    bins.push(bin);
  }
  for (const isWhitened of mayWhiten ? [false, true] : [false]) {
    const form = preparedForm(counts, isWhitened, bins, precision);
    if (form === undefined) continue;
    const value = form.value + counts.base;
    if (precision.roundoff * form.loss <= precision.absolute + precision.relative * value) return value;
  }
  return UNKNOWN;
}
