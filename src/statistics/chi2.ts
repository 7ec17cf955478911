/** chi2 with a covariance, for any statistical variance of a bin (docs/statistics.md, "The chi2"). Events and events^2. */
import { at } from '../at.js';
import { isPrecise, quadraticForm } from './cholesky.js';
import { type Counts, entryOf, MIN_PREDICTION } from './counts.js';
import { chi2 as extendedChi2 } from './extended.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/** Systematic covariance of bins i and j for a signal of shape [bins], events^2. */
export function systematicCovariance(
  counts: Counts,
  signal: ArrayLike<number>,
  i: number,
  j: number,
): number {
  const [si, sj] = [at(signal, i), at(signal, j)];
  const mixed = si * entryOf(counts.cross, i, j) + sj * entryOf(counts.cross, j, i);
  const both = si * sj * entryOf(counts.signalCovariance, i, j);
  return at(at(counts.covariance, i), j) + mixed + both;
}

/**
 * chi2 = (n - mu)^T C^-1 (n - mu), mu = signal + background, C = C_stat + C_syst + C_MC, accurate to 1e-10 (1 + chi2); where f64
 * does not suffice, it is computed in twice double precision. `signal` in events and `relativeError` (square root of the Monte Carlo
 * variance, divided by the signal) both have shape [bins]. Throws NumericError where C is not positive definite.
 */
export function chi2(
  statistical: StatisticalVariance,
  counts: Counts,
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
): number {
  const bins = counts.data.length;
  const array = () => new Float64Array(bins);
  const [sigma, residual] = [array(), array()];
  const sizes = { variances: array(), residuals: array() };
  for (let i = 0; i < bins; i++) {
    const s = at(signal, i);
    const n = at(counts.data, i);
    const mu = Math.max(s + at(counts.background, i), MIN_PREDICTION);
    const mc = s * at(relativeError, i);
    const variance = statistical.variance(n, mu, s) + mc * mc + systematicCovariance(counts, signal, i, i);
    // Residuals are normalised to their errors, because bins may differ by many orders of magnitude.
    const error = Math.sqrt(variance);
    sigma[i] = error;
    residual[i] = (n - mu) / error;
    sizes.residuals[i] = (n + mu) / error;
    // A negative term makes the variance smaller than the terms that set its rounding error.
    const negative = Math.min(s * entryOf(counts.cross, i, i), 0);
    sizes.variances[i] = 1 - (4 * negative) / variance;
  }
  const correlation = (i: number, j: number) =>
    i === j ? 1 : systematicCovariance(counts, signal, i, j) / (at(sigma, i) * at(sigma, j));
  const form = quadraticForm(correlation, residual, sizes);
  return isPrecise(form) ? form.value : extendedChi2(statistical, counts, signal, relativeError);
}
