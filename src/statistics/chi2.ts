/** The chi2 family. MODEL section 10; CNP: arXiv:1903.07185. Counts and variances in events. */
import { isPrecise, quadraticForm } from './cholesky.js';
import { type Counts, MIN_PREDICTION, STATISTIC_CODES } from './counts.js';
import { chi2 as extendedChi2 } from './extended.js';

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

/** Systematic covariance of bins i and j for a signal of shape [bins], events^2. */
export function systematicCovariance(
  counts: Counts,
  signal: ArrayLike<number>,
  i: number,
  j: number,
): number {
  const [si, sj] = [signal[i] ?? 0, signal[j] ?? 0];
  const mixed = si * (counts.cross?.[i]?.[j] ?? 0) + sj * (counts.cross?.[j]?.[i] ?? 0);
  const both = si * sj * (counts.signalCovariance?.[i]?.[j] ?? 0);
  return (counts.covariance[i]?.[j] ?? 0) + mixed + both;
}

/**
 * chi2 = (n - mu)^T C^-1 (n - mu), mu = signal + background, C = C_stat + C_syst + C_MC, to 1e-10 (1 + chi2) at least: where f64 is
 * not enough for that, in twice its precision. `signal` in events and `relativeError` (sqrt of the Monte Carlo variance over the
 * signal), both of shape [bins]. Throws NumericError where C is not positive definite.
 */
export function chi2(
  code: number,
  counts: Counts,
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
): number {
  const bins = counts.data.length;
  const array = () => new Float64Array(bins);
  const [sigma, residual] = [array(), array()];
  const sizes = { variances: array(), residuals: array() };
  for (let i = 0; i < bins; i++) {
    const s = signal[i] ?? 0;
    const n = counts.data[i] ?? 0;
    const mu = Math.max(s + (counts.background[i] ?? 0), MIN_PREDICTION);
    const mc = s * (relativeError[i] ?? 0);
    const variance =
      statisticalVariance(code, n, mu, s) + mc * mc + systematicCovariance(counts, signal, i, i);
    // Over its error, because bins may differ by many orders of magnitude.
    const error = Math.sqrt(variance);
    sigma[i] = error;
    residual[i] = (n - mu) / error;
    sizes.residuals[i] = (n + mu) / error;
    // What is negative in the variance made it smaller than what rounding goes by.
    const negative = Math.min(s * (counts.cross?.[i]?.[i] ?? 0), 0);
    sizes.variances[i] = 1 - (4 * negative) / variance;
  }
  const correlation = (i: number, j: number) =>
    i === j ? 1 : systematicCovariance(counts, signal, i, j) / ((sigma[i] ?? 1) * (sigma[j] ?? 1));
  const form = quadraticForm(correlation, residual, sizes);
  return isPrecise(form) ? form.value : extendedChi2(code, counts, signal, relativeError);
}

/** chi2 of the background alone. */
export function backgroundChi2(code: number, counts: Counts): number {
  const zero = new Float64Array(counts.data.length);
  return chi2(code, counts, zero, zero);
}
