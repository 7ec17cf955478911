/**
 * The chi2 of a grid point from prepared counts, as the kernel works it out; MODEL section 10. In f64 it is also what the GPU engine falls
 * back on where float32 is not enough. Twin: shaders/statistics/preparedChi2.wgsl, which says how. Events.
 */
import { type Limits, type QuadraticForm, quadraticForm } from './cholesky.js';
import { MIN_PREDICTION, STATISTIC_CODES } from './counts.js';
import { FLOAT32, needsWhitening, type Precision } from './precision.js';
import type { PreparedCounts } from './prepared.js';

/** The answer where a precision cannot tell chi2 well enough. */
export const UNKNOWN = -1;

/** A bin over its error sigma. */
export interface ScaledBin {
  /** Error without a signal, and signal. */
  readonly fixed: number;
  readonly signal: number;
  /** n - mu. */
  readonly residual: number;
  /** Sums of the absolute values of what residual and variance are made of. */
  readonly residualSize: number;
  readonly varianceSize: number;
  /** What the signal adds to the statistical variances, its own simulation's among them. */
  readonly added: number;
}

/** Statistical variance that a signal adds to a bin, events^2. */
export function addedVariance(code: number, counts: PreparedCounts, i: number, signal: number): number {
  const mu = Math.max(signal + at(counts.background, i), MIN_PREDICTION);
  const added = code === STATISTIC_CODES.included ? signal : Math.max(signal - at(counts.gap, i), 0);
  return added * (at(counts.linear, i) + at(counts.curved, i) / (mu + at(counts.twice, i)));
}

/** A bin over its error, without a square of events. */
export function scaledBin(
  code: number,
  counts: PreparedCounts,
  i: number,
  signal: number,
  relativeError: number,
  { smallestVariance }: Precision = FLOAT32,
): ScaledBin {
  const error = at(counts.error, i);
  const unit = 1 / Math.max(error, signal);
  const fixed = error * unit;
  const share = signal * unit;
  const mc = share * relativeError;
  const added = addedVariance(code, counts, i, signal) * unit * unit + mc * mc;
  let systematic = fixed * fixed;
  let varianceSize = 1;
  const { cross, signalCovariance } = counts;
  if (cross && signalCovariance) {
    const diagonal = i * counts.error.length + i;
    const mixed = 2 * share * fixed * at(cross, diagonal);
    systematic += mixed + share * share * at(signalCovariance, diagonal);
    varianceSize -= (2 * Math.min(mixed, 0)) / Math.max(systematic + added, smallestVariance);
  }
  const scale = 1 / Math.sqrt(Math.max(systematic + added, smallestVariance));
  const rest = at(counts.residual, i) * unit;
  const lost = Math.max(signal - at(counts.gap, i), 0) * unit;
  const tilted = share * at(counts.tilt, i);
  return {
    fixed: fixed * scale,
    signal: share * scale,
    residual: (rest - lost - tilted) * scale,
    residualSize: (Math.abs(rest) + lost + Math.abs(tilted)) * scale,
    varianceSize,
    added: added * scale * scale,
  };
}

/** Correlation of two bins at a signal. */
export function correlation(
  { correlation, cross, signalCovariance, error }: PreparedCounts,
  i: number,
  j: number,
  a: Pick<ScaledBin, 'fixed' | 'signal'>,
  b: Pick<ScaledBin, 'fixed' | 'signal'>,
): number {
  const [ij, ji] = [i * error.length + j, j * error.length + i];
  const fixed = at(correlation, ij);
  if (!cross || !signalCovariance) return a.fixed * b.fixed * fixed;
  const withFixed = a.fixed * fixed + a.signal * at(cross, ij);
  const withSignal = a.fixed * at(cross, ji) + a.signal * at(signalCovariance, ij);
  return withFixed * b.fixed + withSignal * b.signal;
}

/** Row j of T dC T^T to its diagonal and zeros beyond, T the whitening and dC what a signal adds to the covariance; shape [bins]. */
export function whitenedRow(counts: PreparedCounts, j: number, bins: readonly ScaledBin[]): Float64Array {
  const n = bins.length;
  const { whitening, whitenedCross, signalCovariance } = counts;
  const product = Float64Array.from(bins, (a, k) => {
    if (k > j) return 0;
    const own = (a.added / (a.fixed * a.fixed)) * at(whitening, j * n + k);
    if (!signalCovariance) return own;
    let sum = at(whitenedCross, k * n + j);
    for (const [l, b] of bins.slice(0, j + 1).entries()) {
      sum += at(signalCovariance, k * n + l) * (b.signal / b.fixed) * at(whitening, j * n + l);
    }
    return own + (sum * a.signal) / a.fixed;
  });
  return Float64Array.from(bins, (_, i) => {
    if (i > j) return 0;
    let sum = 0;
    for (let k = 0; k <= i; k++) sum += at(whitening, i * n + k) * at(product, k);
    if (!signalCovariance) return sum;
    for (const [k, b] of bins.slice(0, j + 1).entries()) {
      sum += at(whitening, j * n + k) * (b.signal / b.fixed) * at(whitenedCross, k * n + i);
    }
    return sum;
  });
}

/** Row i of the whitened problem: its residual, and the sizes of what residual and variance are made of. */
export function whitenedBin(counts: PreparedCounts, i: number, bins: readonly ScaledBin[]): ScaledBin {
  const n = bins.length;
  const { whitening, whitenedCross, signalCovariance, tilt, gap, error } = counts;
  let residual = at(counts.whitened, i);
  let residualSize = Math.abs(residual);
  let varianceSize = 1;
  bins.slice(0, i + 1).forEach((a, k) => {
    const t = at(whitening, i * n + k);
    const q = a.signal / a.fixed;
    residual -= t * (Math.max(q - at(gap, k) / at(error, k), 0) + q * at(tilt, k));
    residualSize += Math.abs(t) * q * (1 + Math.abs(at(tilt, k)));
    varianceSize += (t * t * a.added) / (a.fixed * a.fixed);
    if (!signalCovariance) return;
    let sum = 2 * Math.abs(at(whitenedCross, k * n + i));
    for (const [l, b] of bins.slice(0, i + 1).entries()) {
      const own = at(signalCovariance, k * n + l) * at(whitening, i * n + l);
      sum += (Math.abs(own) * b.signal) / b.fixed;
    }
    varianceSize += Math.abs(t) * q * sum;
  });
  return { fixed: 1, signal: 0, residual, residualSize, varianceSize, added: 0 };
}

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
  code: number,
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
    const bin = scaledBin(code, counts, i, s, at(relativeError, i), precision);
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

/** An entry that must be there. */
function at(array: ArrayLike<number>, i: number): number {
  const value = array[i];
  if (value === undefined) throw new RangeError(`there is no entry ${i} among ${array.length}`);
  return value;
}
