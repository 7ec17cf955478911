/** Effective sample sizes of simulated signals. */

/** Events of a bin below which there are none, and no effective size of them: float32 flushes what is not much smaller to 0. */
export const LEAST_SIGNAL = 1e-37;

/**
 * Effective sample size of `bins` bins from `first` on: (sum of the signal)^2 over the summed Monte Carlo variance of the bins; 0
 * without signal.
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
