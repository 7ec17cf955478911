/**
 * The chi2 of a grid point from prepared counts, as in the kernel (docs/numerics.md, "What float32 cannot tell"). In f64 it is also the
 * GPU engine's fallback where float32 does not suffice. Twin: shaders/statistics/preparedChi2.wgsl, which describes the method. Events.
 */
import { at } from '../at.js';
import { type Limits, type QuadraticForm, quadraticForm } from './cholesky.js';
import { UNKNOWN } from './counts.js';
import { FLOAT32, needsWhitening, type Precision } from './precision.js';
import type { PreparedCounts } from './prepared.js';
import { correlation, type ScaledBin, scaledBin } from './scaledBin.js';
import { whitenedBin, whitenedRow } from './whitening.js';

/** The form with bins in units of their errors, or whitened; undefined where C is not positive definite, or beyond the precision's limits. */
export function preparedForm(
  counts: PreparedCounts,
  isWhitened: boolean,
  bins: readonly ScaledBin[],
  limits: Limits = FLOAT32,
): QuadraticForm | undefined {
  const rows = isWhitened ? bins.map((_, i) => whitenedBin(counts, i, bins)) : bins;
  const matrix = isWhitened ? bins.map((_, j) => whitenedRow(counts, j, bins)) : [];
  const entry = (i: number, j: number) => {
    if (isWhitened) return (i === j ? 1 : 0) + at(at(matrix, i), j);
    return i === j ? 1 : correlation(counts, i, j, at(bins, i), at(bins, j));
  };
  const list = (key: keyof ScaledBin) => Float64Array.from(rows, (row) => row[key]);
  const sizes = { variances: list('varianceSize'), residuals: list('residualSize') };
  return quadraticForm(entry, list('residual'), sizes, limits);
}

/**
 * chi2 of signal + background in a given precision, or UNKNOWN. `signal` in events and `relativeError`, the relative Monte Carlo error,
 * have shape [bins]. `whitens`: whether bins may be whitened where they are too correlated.
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
