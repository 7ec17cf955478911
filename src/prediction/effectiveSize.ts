/** Effective sample sizes of simulated signals. */

/** A bin with fewer expected events counts as empty, because float32 flushes numbers not much smaller to zero. */
export const LEAST_SIGNAL = 1e-37;

/**
 * Effective sample size of `bins` bins from index `first` on: (sum of the signal)^2 over the sum of the bins' Monte Carlo variances; 0
 * without a signal.
 */
export function effectiveSize(
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
  first = 0,
  bins = signal.length,
): number {
  const end = first + bins;
  let sum = 0;
  let variance = 0;
  for (let bin = first; bin < end; bin++) {
    sum += signal[bin] ?? 0;
    variance += ((signal[bin] ?? 0) * (relativeError[bin] ?? 0)) ** 2;
  }
  return variance > 0 ? sum ** 2 / variance : 0;
}
