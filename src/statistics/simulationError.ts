/**
 * Effect of a signal's Monte Carlo error on chi2 where it matters for a limit: at the upper end of the interval of the signal's strength.
 * The error is weighted by the statistical and systematic errors of the bins and their correlations.
 */
import {
  emptyFactor,
  factorAt,
  type JudgedCounts,
  predicted,
  type Terms,
  termsOf,
  unwhiten,
  whiten,
} from './flatCovariance.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/** Delta chi2 at the end of the interval: 95 % for two parameters, -2 ln 0.05. */
export const INTERVAL_LEVEL = -2 * Math.log(0.05);

/** Signals below this, summed over all bins, count as zero: float32 may have lost them. */
export const LEAST_SIGNAL = 1e-30;

/** Spread below which the covariance without a signal is good enough: the signal's contribution changes the spread by a factor of a few. */
const NEGLIGIBLE = 0.1;

/** The error of one spectrum. */
export interface SimulationError {
  /** Standard deviation of chi2 at `strength`; infinite where it is unknown because no event fell into a bin. */
  readonly spread: number;
  /** Strength at which it was evaluated, in units of the spectrum: the end of the interval, at most 1. */
  readonly strength: number;
}

/** Error of a spectrum from its signal in events and its relative Monte Carlo error; shape [bins] each. */
export type SimulationErrorOf = (
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
) => SimulationError;

/**
 * Prepares the error function of an observation. With C(s) the covariance without Monte Carlo error and a* the strength at which
 * (n - b - a s)^T C^-1 (n - b - a s) has risen by 5.99 above its minimum over a >= 0, at most 1,
 *
 *   spread^2 = sum_i (e_i s_i dchi2/ds_i)^2 at a* s,     dchi2/ds_i = -2 g_i - g^T dC/ds_i g,    g = C^-1 (n - b - a* s),
 *
 * a* is found in two steps: with C without a signal, then with C at the strength found first. For bins with a signal only (see
 * `constrain`). The function reuses its buffers and is not reentrant.
 */
export function createSimulationError(
  statistical: StatisticalVariance,
  counts: JudgedCounts,
): SimulationErrorOf {
  const terms = termsOf(statistical, counts);
  const { bins, residual, response } = terms;
  const [fixed, shifted] = [emptyFactor(bins), emptyFactor(bins)];
  const [shape, y, z, whitened] = [vector(bins), vector(bins), vector(bins), vector(bins)];
  factorAt(terms, vector(bins), 0, fixed);
  whiten(fixed, residual, whitened);
  return (signal, relativeError) => {
    let found = 0;
    for (let i = 0; i < bins; i++) {
      found += signal[i] ?? 0;
      shape[i] = (signal[i] ?? 0) * (response[i] ?? 0);
    }
    if (!(found > LEAST_SIGNAL)) return UNKNOWN;
    whiten(fixed, shape, y);
    let strength = endOfInterval(y, whitened);
    // First without the signal's contribution to the covariance.
    for (let i = 0; i < bins; i++) z[i] = (whitened[i] ?? 0) - strength * (y[i] ?? 0);
    unwhiten(fixed, z);
    const rough = spreadAt(terms, signal, relativeError, strength, z);
    if (rough < NEGLIGIBLE) return { spread: rough, strength };
    if (!factorAt(terms, signal, strength, shifted)) return UNKNOWN;
    whiten(shifted, shape, y);
    whiten(shifted, residual, z);
    strength = endOfInterval(y, z);
    if (!factorAt(terms, signal, strength, shifted)) return UNKNOWN;
    for (let i = 0; i < bins; i++) y[i] = (residual[i] ?? 0) - strength * (shape[i] ?? 0);
    whiten(shifted, y, z);
    unwhiten(shifted, z);
    return { spread: spreadAt(terms, signal, relativeError, strength, z), strength };
  };
}

const UNKNOWN: SimulationError = { spread: Number.POSITIVE_INFINITY, strength: 1 };

function vector(length: number): Float64Array {
  return new Float64Array(length);
}

/** Strength at the end of the interval, from whitened signal and residual. */
function endOfInterval(signal: Float64Array, residual: Float64Array): number {
  let q = 0;
  let p = 0;
  for (let i = 0; i < signal.length; i++) {
    q += (signal[i] ?? 0) ** 2;
    p += (signal[i] ?? 0) * (residual[i] ?? 0);
  }
  // For a deficit the minimum over strengths >= 0 is at 0, and the interval ends where the parabola has risen by the level from there.
  const end =
    p > 0
      ? p / q + Math.sqrt(INTERVAL_LEVEL / q)
      : INTERVAL_LEVEL / (Math.sqrt(p * p + q * INTERVAL_LEVEL) - p);
  return Math.min(end, 1);
}

/** Spread of chi2 at a strength, from g = C^-1 r there. */
function spreadAt(
  terms: Terms,
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
  strength: number,
  g: Float64Array,
): number {
  const { statistical, bins, data, cross, signalCovariance, response } = terms;
  let variance = 0;
  for (let i = 0; i < bins; i++) {
    const s = strength * (signal[i] ?? 0);
    if (s === 0) continue;
    let first = response[i] ?? 0;
    for (let j = 0; j < bins; j++) {
      const both =
        (cross[i * bins + j] ?? 0) + strength * (signal[j] ?? 0) * (signalCovariance[i * bins + j] ?? 0);
      first += both * (g[j] ?? 0);
    }
    const gi = g[i] ?? 0;
    const slope = gi * (2 * first + gi * statistical.slope(data[i] ?? 0, predicted(terms, i, s)));
    // A signal without a known error counts as 100 % uncertain.
    variance += (slope * s * (relativeError[i] || 1)) ** 2;
  }
  return Math.sqrt(variance);
}
