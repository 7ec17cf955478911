/** Precisions in which a chi2 is computed, and what they require of prepared counts. */
import { at } from '../at.js';
import { FILL_VALUES } from '../tiles/variables.js';
import { ENTRY_LOSS, type Limits, RESIDUAL_LOSS } from './cholesky.js';
import type { PreparedCounts } from './prepared.js';

/** A precision: its rounding, the accuracy required of a chi2, and the range in which it may be used. */
export interface Precision extends Limits {
  /** Largest estimated error: absolute + relative x chi2. */
  readonly absolute: number;
  readonly relative: number;
  /** Signal of a bin, events. */
  readonly largestSignal: number;
  /** Residual in units of the bin's error. */
  readonly largestResidual: number;
  /** Signal in units of the bin's error without a signal, where bins are whitened. */
  readonly largestWhitened: number;
  readonly smallestVariance: number;
}

/** The kernel's precision; its accuracy is half of the bound in docs/numerics.md. */
export const FLOAT32: Precision = {
  roundoff: 2 ** -24,
  absolute: 5e-4,
  relative: 5e-5,
  largestSignal: FILL_VALUES.float32,
  largestResidual: 1e8,
  largestWhitened: 1e6,
  largestSum: 1e20,
  smallestShare: 1e-6,
  smallestVariance: 1e-36,
};

/** The same in f64, with a thousand times tighter accuracy. */
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

/** Trace of the inverse correlation matrix: between 1/(smallest eigenvalue) and the number of bins times that. */
export function inverseTrace({ whitening }: PreparedCounts): number {
  return whitening.reduce((sum, t) => sum + t * t, 0);
}

/** Trace of the inverse, about 140, above which float32 may lose too much with bins in units of their errors (see `quadraticForm`). */
const MOST_CORRELATED = FLOAT32.relative / (FLOAT32.roundoff * ENTRY_LOSS);

/** Whether a kernel must be able to whiten the bins. */
export function needsWhitening(counts: PreparedCounts): boolean {
  return counts.error.length > 1 && inverseTrace(counts) > MOST_CORRELATED;
}

/**
 * Whether for some signal the rounding error, with bins in units of their errors, might reach half of the kernel's bound. If not, it need
 * not be estimated at every point. A signal without systematic errors only adds to the variances, so the smallest eigenvalue of the
 * correlations stays above lambda = 1/inverseTrace. With |x|^2 <= chi2/lambda, |z|^2 <= bins chi2 and R <= |z| + 2 |r|, r the residuals
 * without a signal in units of their errors, the loss of `quadraticForm` is at most
 *
 *   ENTRY_LOSS chi2/lambda + RESIDUAL_LOSS (chi2/lambda)^(1/2) [(bins chi2)^(1/2) + 2 |r|],
 *
 * and its last term is largest relative to the bound at chi2 = absolute/relative.
 */
export function needsCheck(counts: PreparedCounts): boolean {
  if (counts.signalCovariance) return true;
  const { roundoff, absolute, relative } = FLOAT32;
  const trace = inverseTrace(counts);
  const bins = counts.error.length;
  const residual = Math.hypot(...counts.residual.map((r, i) => r / at(counts.error, i)));
  const proportional = ENTRY_LOSS * trace + RESIDUAL_LOSS * Math.sqrt(trace * bins);
  const atBound = 2 * RESIDUAL_LOSS * residual * Math.sqrt((trace * absolute) / relative);
  return roundoff * proportional > relative / 2 || roundoff * atBound > absolute;
}
