/**
 * Bins whitened with their correlations without a signal: the covariance becomes the unit matrix plus the signal's contribution, which
 * is accurate where that contribution is small. Twin: shaders/statistics/whitening.wgsl. Events.
 */
import { at } from '../at.js';
import type { PreparedCounts } from './prepared.js';
import type { ScaledBin } from './scaledBin.js';

/** Row j of T dC T^T up to its diagonal, then zeros; T is the whitening matrix and dC the signal's part of the covariance. Shape [bins]. */
export function whitenedRow(counts: PreparedCounts, j: number, bins: readonly ScaledBin[]): Float64Array {
  const n = bins.length;
  const { whitening, whitenedCross, signalCovariance } = counts;
  const product = Float64Array.from(bins, (a, k) => {
    if (k > j) return 0;
    const diagonal = (a.added / (a.fixed * a.fixed)) * at(whitening, j * n + k);
    if (!signalCovariance) return diagonal;
    let sum = at(whitenedCross, k * n + j);
    for (const [l, b] of bins.slice(0, j + 1).entries()) {
      sum += at(signalCovariance, k * n + l) * (b.signal / b.fixed) * at(whitening, j * n + l);
    }
    return diagonal + (sum * a.signal) / a.fixed;
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

/** Row i of the whitened problem: its residual, and the sizes of the terms of residual and variance. */
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
      const entry = at(signalCovariance, k * n + l) * at(whitening, i * n + l);
      sum += (Math.abs(entry) * b.signal) / b.fixed;
    }
    varianceSize += Math.abs(t) * q * sum;
  });
  return { fixed: 1, signal: 0, residual, residualSize, varianceSize, added: 0 };
}
