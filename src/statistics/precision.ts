/** Precisions in which a chi2 is worked out, and what they need of prepared counts. */
import { ENTRY_LOSS, type Limits, RESIDUAL_LOSS } from './cholesky.js';
import type { PreparedCounts } from './prepared.js';

/** A precision: its rounding, how good a chi2 must be, and beyond what it has no say. */
export interface Precision extends Limits {
  /** Largest estimated error: absolute + relative x chi2. */
  readonly absolute: number;
  readonly relative: number;
  /** Of a bin, events. */
  readonly largestSignal: number;
  /** Over the bin's error. */
  readonly largestResidual: number;
  /** Over the bin's error without a signal, where correlations are taken out. */
  readonly largestWhitened: number;
  readonly smallestVariance: number;
}

/** What the kernel keeps: half of the bound of docs/numerics.md. */
export const FLOAT32: Precision = {
  roundoff: 2 ** -24,
  absolute: 5e-4,
  relative: 5e-5,
  largestSignal: 9.969209968386869e36,
  largestResidual: 1e8,
  largestWhitened: 1e6,
  largestSum: 1e20,
  smallestShare: 1e-6,
  smallestVariance: 1e-36,
};

/** The same in f64, to a thousandth of that. */
export const FLOAT64: Precision = {
  roundoff: 2 ** -53,
  absolute: 1e-7,
  relative: 1e-7,
  largestSignal: 1e100,
  largestResidual: 1e100,
  largestWhitened: 1e50,
  largestSum: 1e250,
  smallestShare: 1e-14,
  smallestVariance: 1e-250,
};

/** Trace of the inverse of the correlations: between 1/(their least eigenvalue) and bins times that. */
export function inverseTrace({ whitening }: PreparedCounts): number {
  return whitening.reduce((sum, t) => sum + t * t, 0);
}

/** Inverse trace above which float32 may lose more than it should with the bins over their errors: see `quadraticForm`; 140. */
const MOST_CORRELATED = FLOAT32.relative / (FLOAT32.roundoff * ENTRY_LOSS);

/** Whether a kernel must be able to take the correlations out. */
export function needsWhitening(counts: PreparedCounts): boolean {
  return counts.error.length > 1 && inverseTrace(counts) > MOST_CORRELATED;
}

/**
 * Whether some signal might bring rounding, with the bins over their errors, to half of what a kernel may lose: else it need not be
 * estimated point by point. Where a signal has no errors of its own it only adds to the variances, and the least eigenvalue of the
 * correlations stays above lambda = 1/inverseTrace. With |x|^2 <= chi2/lambda, |z|^2 <= bins chi2 and R <= |z| + 2 |r|, r the residuals
 * without a signal over their errors, the loss of `quadraticForm` is at most
 *
 *   ENTRY_LOSS chi2/lambda + RESIDUAL_LOSS (chi2/lambda)^(1/2) [(bins chi2)^(1/2) + 2 |r|],
 *
 * and its last part largest beside the bound at chi2 = absolute/relative.
 */
export function needsCheck(counts: PreparedCounts): boolean {
  if (counts.signalCovariance) return true;
  const { roundoff, absolute, relative } = FLOAT32;
  const trace = inverseTrace(counts);
  const bins = counts.error.length;
  const residual = Math.hypot(...counts.residual.map((r, i) => r / (counts.error[i] ?? Number.NaN)));
  const proportional = ENTRY_LOSS * trace + RESIDUAL_LOSS * Math.sqrt(trace * bins);
  const atBound = 2 * RESIDUAL_LOSS * residual * Math.sqrt((trace * absolute) / relative);
  return roundoff * proportional > relative / 2 || roundoff * atBound > absolute;
}
