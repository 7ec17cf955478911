/** The chi2 family. MODEL section 10; CNP: arXiv:1903.07185. Counts and variances in events. */
import { solveNormalised } from './cholesky.js';

/** Smallest prediction: below it, a count would make the CNP variance vanish (MODEL section 10). */
export const MIN_PREDICTION = 1e-6;

/** Which statistical variance a chi2 uses; the codes are those of the kernel. */
export const STATISTIC_CODES = { cnp: 0, neyman: 1, pearson: 2, included: 3 } as const;

/** Name of a chi2 statistic. */
export type StatisticName = keyof typeof STATISTIC_CODES;

/**
 * Statistical variance of a bin with n counts and prediction mu >= MIN_PREDICTION, of which `signal`, events^2. `included`: the
 * covariance holds those of data and background, the signal adds its own (MODEL section 11).
 */
export function statisticalVariance(code: number, n: number, mu: number, signal: number): number {
  if (code === STATISTIC_CODES.included) return signal;
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
  /** X and Y of C + s_i X_ij + s_j X_ji + s_i s_j Y_ij, the errors of the signal s; undefined where it has none. */
  readonly cross?: readonly (readonly number[])[] | undefined;
  readonly signalCovariance?: readonly (readonly number[])[] | undefined;
  /** What other bins say of these (`constrain`): residuals are n - mu - shift - s tilt, shape [bins], and their chi2 is added. */
  readonly shift?: readonly number[];
  readonly tilt?: readonly number[];
  readonly base?: number;
}

/** Systematic covariance of bins i and j for a signal of shape [bins], events^2. */
export function systematicCovariance(
  counts: Counts,
  signal: ArrayLike<number>,
  i: number,
  j: number,
): number {
  const [si, sj] = [signal[i] ?? 0, signal[j] ?? 0];
  const mixed = si * (counts.cross?.[i]?.[j] ?? 0) + sj * (counts.cross?.[j]?.[i] ?? 0);
  const own = si * sj * (counts.signalCovariance?.[i]?.[j] ?? 0);
  return (counts.covariance[i]?.[j] ?? 0) + mixed + own;
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
    residual[i] = n - mu - ((counts.shift?.[i] ?? 0) + s * (counts.tilt?.[i] ?? 0));
    const mc = s * (relativeError[i] ?? 0);
    variance[i] = statisticalVariance(code, n, mu, s) + mc * mc;
  }
  const form = solveNormalised((i, j) => systematicCovariance(counts, signal, i, j), variance, residual);
  return form + (counts.base ?? 0);
}

/** chi2 of the background alone. */
export function backgroundChi2(code: number, counts: Counts): number {
  const zero = new Float64Array(counts.data.length);
  return chi2(code, counts, zero, zero);
}
