/** The chi2 family. MODEL section 10; CNP: arXiv:1903.07185. Counts and variances in events. */
import { solveNormalised } from './cholesky.js';

/** Smallest prediction: below it, a count would make the CNP variance vanish (MODEL section 10). */
export const MIN_PREDICTION = 1e-6;

/** Which statistical variance a chi2 uses; the codes are those of the kernel. */
export const STATISTIC_CODES = { cnp: 0, neyman: 1, pearson: 2 } as const;

/** Name of a chi2 statistic. */
export type StatisticName = keyof typeof STATISTIC_CODES;

/** Statistical variance of a bin with n counts and prediction mu >= MIN_PREDICTION, events^2. */
export function statisticalVariance(code: number, n: number, mu: number): number {
  if (code === STATISTIC_CODES.neyman) return n;
  if (code === STATISTIC_CODES.pearson) return mu;
  // Combined Neyman-Pearson; its limit at n = 0 is mu/2.
  return n > 0 ? 3 / (1 / n + 2 / mu) : mu / 2;
}

/** Observation and background that a prediction is compared with. */
export interface Counts {
  /** Shape [bins]. */
  readonly data: readonly number[];
  readonly background: readonly number[];
  /** Absolute systematic covariance of the background, shape [bins][bins]. */
  readonly covariance: readonly (readonly number[])[];
}

/**
 * chi2 = (n - mu)^T C^-1 (n - mu), mu = signal + background, C = C_stat + C_syst + C_MC.
 * `signal` in events and `relativeError` (sqrt of the Monte Carlo variance over the signal), both of shape [bins].
 */
export function chi2(
  code: number,
  counts: Counts,
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
): number {
  const bins = counts.data.length;
  const residual = new Float64Array(bins);
  const variance = new Float64Array(bins);
  for (let i = 0; i < bins; i++) {
    const s = signal[i] ?? 0;
    const n = counts.data[i] ?? 0;
    const mu = Math.max(s + (counts.background[i] ?? 0), MIN_PREDICTION);
    residual[i] = n - mu;
    const mc = s * (relativeError[i] ?? 0);
    variance[i] = statisticalVariance(code, n, mu) + mc * mc;
  }
  return solveNormalised(counts.covariance, variance, residual);
}

/** chi2 of the background alone. */
export function backgroundChi2(code: number, counts: Counts): number {
  const zero = new Float64Array(counts.data.length);
  return chi2(code, counts, zero, zero);
}
