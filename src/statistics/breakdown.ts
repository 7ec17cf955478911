/** Decomposition of a chi2: the share of each bin, the parts of its covariance, and the effect of the Monte Carlo error. docs/statistics.md, "The chi2". */

import { add, dot, multiply, type Real, rounded, subtract } from '../algebra/doubleDouble.js';
import { invertLower, lowerFactor } from '../algebra/factor.js';
import { at } from '../at.js';
import { NumericError } from '../errors.js';
import { chi2, systematicCovariance } from './chi2.js';
import { type Counts, entryOf, MIN_PREDICTION } from './counts.js';
import * as extended from './extended.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/** One bin of a chi2; events and events^2. */
export interface BinBreakdown {
  /** Signal plus background, at least MIN_PREDICTION. */
  readonly prediction: number;
  /** Data minus prediction. */
  readonly residual: number;
  /** Parts of the covariance's diagonal: C_stat, C_syst and C_MC. */
  readonly statistical: number;
  readonly systematic: number;
  readonly monteCarlo: number;
  /** (C^-1 r)_i, 1/events. */
  readonly weight: number;
  /** (C^-1 r)_i r_i; the sum over bins is chi2. With correlations a bin may contribute negatively. */
  readonly chi2: number;
  /** dchi2/ds_i at fixed C_MC, 1/events. */
  readonly slope: number;
  /** Increase of chi2 without C_MC in this bin; undefined if C is not positive definite without it. */
  readonly loweredByMonteCarlo: number | undefined;
}

/** A chi2 and its parts. */
export interface Chi2Breakdown {
  readonly chi2: number;
  readonly bins: readonly BinBreakdown[];
  /** C_syst at the signal, shape [bins][bins], events^2. */
  readonly systematic: readonly (readonly number[])[];
  /** chi2 without C_MC; undefined if C is not positive definite without it. */
  readonly withoutMonteCarlo: number | undefined;
  /** Standard deviation of chi2 from the Monte Carlo errors of the bins: sqrt(sum_i (sigma_i dchi2/ds_i)^2). */
  readonly monteCarloError: number;
}

/**
 * Decomposes the chi2 of a signal, in twice double precision; arguments and errors as for `chi2`. With g = C^-1 r,
 *
 *   dchi2/ds_i = -2 g_i - g^T (dC/ds_i) g,    and removing a variance v from C_ii raises chi2 by v g_i^2/(1 - v (C^-1)_ii).
 */
export function breakDown(
  statistical: StatisticalVariance,
  counts: Counts,
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
): Chi2Breakdown {
  const { data } = counts;
  const s = data.map((_, i) => at(signal, i));
  const mc = s
    .map((events, i) => multiply(events, at(relativeError, i)))
    .map((error) => multiply(error, error));
  const mu = s.map((events, i) => extended.prediction(events, at(counts.background, i)));
  const residual = data.map((n, i) => subtract(n, at(mu, i)));
  const factor = lowerFactor(data.length, (i, j) => {
    const fixed = extended.systematicCovariance(counts, s, i, j);
    if (i !== j) return fixed;
    const counted = statistical.extendedVariance(at(data, i), at(mu, i), at(s, i));
    return add(fixed, add(counted, at(mc, i)));
  });
  const inverse = invertLower(factor);
  const column = (i: number): Real[] => inverse.slice(i).map((row) => at(row, i));
  const whitened = inverse.map((row) => dot(row, residual.slice(0, row.length)));
  const weights = data.map((_, i) => dot(column(i), whitened.slice(i)));
  const g = weights.map(rounded);
  const bins = data.map((n, i): BinBreakdown => {
    const [events, prediction, variance] = [at(s, i), rounded(at(mu, i)), rounded(at(mc, i))];
    const left = 1 - variance * rounded(dot(column(i), column(i)));
    return {
      prediction,
      residual: rounded(at(residual, i)),
      statistical: statistical.variance(n, prediction, events),
      systematic: systematicCovariance(counts, s, i, i),
      monteCarlo: variance,
      weight: at(g, i),
      chi2: rounded(multiply(at(weights, i), at(residual, i))),
      slope: slopeAt(statistical, counts, s, g, i, prediction),
      loweredByMonteCarlo: left > 0 ? (variance * at(g, i) ** 2) / left : undefined,
    };
  });
  return {
    chi2: chi2(statistical, counts, signal, relativeError),
    bins,
    systematic: data.map((_, i) => data.map((_n, j) => systematicCovariance(counts, s, i, j))),
    withoutMonteCarlo: withoutError(statistical, counts, s),
    monteCarloError: Math.hypot(...bins.map(({ slope, monteCarlo }) => slope * Math.sqrt(monteCarlo))),
  };
}

/** dchi2/ds_i from g = C^-1 r. */
function slopeAt(
  statistical: StatisticalVariance,
  { data, background, cross, signalCovariance }: Counts,
  s: readonly number[],
  g: readonly number[],
  i: number,
  prediction: number,
): number {
  const weight = at(g, i);
  // Below MIN_PREDICTION a signal changes neither the prediction nor anything derived from it.
  const moves = at(s, i) + at(background, i) >= MIN_PREDICTION ? 1 : 0;
  const systematic = s.reduce((sum, sj, j) => {
    return sum + (entryOf(cross, i, j) + sj * entryOf(signalCovariance, i, j)) * at(g, j);
  }, 0);
  // Where the covariance includes the statistical errors, a signal adds its variance whatever the prediction.
  const varies = statistical.ofSignal ? 1 : moves;
  const spreads = varies * weight * statistical.slope(at(data, i), prediction);
  return -weight * (2 * (moves + systematic) + spreads);
}

function withoutError(
  statistical: StatisticalVariance,
  counts: Counts,
  signal: readonly number[],
): number | undefined {
  try {
    return chi2(statistical, counts, signal, new Float64Array(signal.length));
  } catch (error) {
    if (error instanceof NumericError) return undefined;
    throw error;
  }
}
