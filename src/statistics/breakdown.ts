/** chi2 taken apart: what each bin adds, what its covariance is made of, and what the simulation's error does. MODEL section 10. */
import { NumericError } from '../errors.js';
import { chi2, systematicCovariance } from './chi2.js';
import { type Counts, MIN_PREDICTION } from './counts.js';
import { add, dot, multiply, type Real, rounded, subtract, ZERO } from './doubleDouble.js';
import * as extended from './extended.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/** One bin of a chi2; events and events^2. */
export interface BinBreakdown {
  /** Signal and background, kept at MIN_PREDICTION at least. */
  readonly prediction: number;
  /** Data less prediction. */
  readonly residual: number;
  /** Parts of the covariance's diagonal: C_stat, C_syst and C_MC. */
  readonly statistical: number;
  readonly systematic: number;
  readonly monteCarlo: number;
  /** (C^-1 r)_i, 1/events. */
  readonly weight: number;
  /** (C^-1 r)_i r_i: the bins add up to chi2. With correlations one bin's may be negative. */
  readonly chi2: number;
  /** dchi2/ds_i at a C_MC that stays, 1/events. */
  readonly slope: number;
  /** What chi2 would be larger by without C_MC in this bin; undefined where C is no covariance then. */
  readonly loweredByMonteCarlo: number | undefined;
}

/** A chi2 and what it is made of. */
export interface Chi2Breakdown {
  readonly chi2: number;
  readonly bins: readonly BinBreakdown[];
  /** C_syst at the signal, shape [bins][bins], events^2. */
  readonly systematic: readonly (readonly number[])[];
  /** chi2 without C_MC; undefined where C is no covariance then. */
  readonly withoutMonteCarlo: number | undefined;
  /** Standard deviation of chi2 from the Monte Carlo errors of the bins: sqrt(sum_i (sigma_i dchi2/ds_i)^2). */
  readonly monteCarloError: number;
}

/**
 * Takes the chi2 of a signal apart, in twice a double's precision; arguments and errors as those of `chi2`. With g = C^-1 r,
 *
 *   dchi2/ds_i = -2 g_i - g^T (dC/ds_i) g,    and a variance v that leaves C_ii raises chi2 by v g_i^2/(1 - v (C^-1)_ii).
 */
export function breakDown(
  statistical: StatisticalVariance,
  counts: Counts,
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
): Chi2Breakdown {
  const { data } = counts;
  const s = data.map((_, i) => signal[i] ?? 0);
  const mc = s
    .map((events, i) => multiply(events, relativeError[i] ?? 0))
    .map((error) => multiply(error, error));
  const mu = s.map((events, i) => extended.prediction(events, counts.background[i] ?? 0));
  const residual = data.map((n, i) => subtract(n, mu[i] ?? ZERO));
  const factor = extended.lowerFactor(data.length, (i, j) => {
    const fixed = extended.systematicCovariance(counts, s, i, j);
    if (i !== j) return fixed;
    const counted = statistical.extendedVariance(data[i] ?? 0, mu[i] ?? ZERO, s[i] ?? 0);
    return add(fixed, add(counted, mc[i] ?? ZERO));
  });
  const inverse = extended.invertLower(factor);
  const column = (i: number): Real[] => inverse.slice(i).map((row) => row[i] ?? ZERO);
  const whitened = inverse.map((row) => dot(row, residual.slice(0, row.length)));
  const weights = data.map((_, i) => dot(column(i), whitened.slice(i)));
  const g = weights.map(rounded);
  const bins = data.map((n, i): BinBreakdown => {
    const [events, prediction, variance] = [s[i] ?? 0, rounded(mu[i] ?? ZERO), rounded(mc[i] ?? ZERO)];
    const left = 1 - variance * rounded(dot(column(i), column(i)));
    return {
      prediction,
      residual: rounded(residual[i] ?? ZERO),
      statistical: statistical.variance(n, prediction, events),
      systematic: systematicCovariance(counts, s, i, i),
      monteCarlo: variance,
      weight: g[i] ?? 0,
      chi2: rounded(multiply(weights[i] ?? ZERO, residual[i] ?? ZERO)),
      slope: slopeAt(statistical, counts, s, g, i, prediction),
      loweredByMonteCarlo: left > 0 ? (variance * (g[i] ?? 0) ** 2) / left : undefined,
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
  const weight = g[i] ?? 0;
  // Below the least prediction a signal changes neither it nor what is made of it.
  const moves = (s[i] ?? 0) + (background[i] ?? 0) >= MIN_PREDICTION ? 1 : 0;
  const systematic = s.reduce((sum, sj, j) => {
    return sum + ((cross?.[i]?.[j] ?? 0) + sj * (signalCovariance?.[i]?.[j] ?? 0)) * (g[j] ?? 0);
  }, 0);
  // With statistical errors in the covariance a signal adds its own, whatever the prediction.
  const varies = statistical.ofSignal ? 1 : moves;
  const spreads = varies * weight * statistical.slope(data[i] ?? 0, prediction);
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
