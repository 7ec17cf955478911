/**
 * Effect of a signal's Monte Carlo error on chi2 where it matters for a limit: at the upper end of the interval of the signal's strength.
 * The error is weighted by the statistical and systematic errors of the bins and their correlations.
 */

import { type Real, rounded } from '../algebra/doubleDouble.js';
import { at } from '../at.js';
import { MIN_PREDICTION } from './counts.js';
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

// Flat arrays and plain loops below, because they run for every cell of a grid.

/** Rows of numbers. */
type Rows = readonly (readonly Real[])[];

/** Observation for the error of a spectrum: `Counts` of bins that can all contain a signal, or bins given all others (`constrain`). */
export interface JudgedCounts {
  readonly data: readonly number[];
  readonly background: readonly number[];
  readonly covariance: Rows;
  readonly cross?: Rows | undefined;
  readonly signalCovariance?: Rows | undefined;
  readonly shift?: readonly Real[];
  readonly tilt?: readonly Real[];
}

/** An observation: matrices of shape [bins x bins], else [bins]. */
interface Terms {
  readonly statistical: StatisticalVariance;
  readonly bins: number;
  readonly data: Float64Array;
  readonly background: Float64Array;
  readonly covariance: Float64Array;
  readonly cross: Float64Array;
  readonly signalCovariance: Float64Array;
  /** n - b - shift, and its decrease per unit of signal, 1 + tilt: see ConstrainedCounts. */
  readonly residual: Float64Array;
  readonly response: Float64Array;
}

function termsOf(statistical: StatisticalVariance, counts: JudgedCounts): Terms {
  const bins = counts.data.length;
  const flat = (matrix: JudgedCounts['cross']) =>
    Float64Array.from({ length: bins * bins }, (_, k) =>
      // Without such a matrix the signal has no such errors.
      matrix === undefined ? 0 : rounded(at(at(matrix, Math.floor(k / bins)), k % bins)),
    );
  const { shift, tilt } = counts;
  const data = Float64Array.from(counts.data);
  const background = Float64Array.from(counts.background);
  return {
    statistical,
    bins,
    data,
    background,
    covariance: flat(counts.covariance),
    cross: flat(counts.cross),
    signalCovariance: flat(counts.signalCovariance),
    residual: data.map(
      (n, i) =>
        n - Math.max(at(background, i), MIN_PREDICTION) - rounded(shift === undefined ? 0 : at(shift, i)),
    ),
    response: data.map((_, i) => 1 + rounded(tilt === undefined ? 0 : at(tilt, i))),
  };
}

/** Systematic covariance of bins i and j with signals si and sj, as `systematicCovariance`. */
function systematic(
  { bins, covariance, cross, signalCovariance }: Terms,
  i: number,
  j: number,
  si: number,
  sj: number,
): number {
  const mixed = si * (cross[i * bins + j] ?? 0) + sj * (cross[j * bins + i] ?? 0);
  return (covariance[i * bins + j] ?? 0) + mixed + si * sj * (signalCovariance[i * bins + j] ?? 0);
}

function predicted({ background }: Terms, i: number, s: number): number {
  return Math.max(s + (background[i] ?? 0), MIN_PREDICTION);
}

/** A covariance: the square roots of its diagonal, and the lower Cholesky factor of its correlation matrix. */
interface Factor {
  readonly sigma: Float64Array;
  readonly lower: Float64Array;
}

function emptyFactor(bins: number): Factor {
  return { sigma: vector(bins), lower: vector(bins * bins) };
}

/** Factorises the covariance at a strength of the signal, in place. False where it is not positive definite. */
function factorAt(
  terms: Terms,
  signal: ArrayLike<number>,
  strength: number,
  { sigma, lower }: Factor,
): boolean {
  const { statistical, bins, data } = terms;
  for (let i = 0; i < bins; i++) {
    const s = strength * (signal[i] ?? 0);
    const variance = statistical.variance(data[i] ?? 0, predicted(terms, i, s), s);
    sigma[i] = Math.sqrt(systematic(terms, i, i, s, s) + variance);
  }
  for (let i = 0; i < bins; i++) {
    const si = strength * (signal[i] ?? 0);
    let rest = 1;
    for (let j = 0; j < i; j++) {
      const whole = systematic(terms, i, j, si, strength * (signal[j] ?? 0));
      let sum = whole / ((sigma[i] ?? 1) * (sigma[j] ?? 1));
      for (let k = 0; k < j; k++) sum -= (lower[i * bins + k] ?? 0) * (lower[j * bins + k] ?? 0);
      const entry = sum / (lower[j * bins + j] ?? 1);
      lower[i * bins + j] = entry;
      rest -= entry * entry;
    }
    if (!(rest > 0)) return false;
    lower[i * bins + i] = Math.sqrt(rest);
  }
  return true;
}

/** Writes the whitened b, L^-1 (b/sigma). */
function whiten({ sigma, lower }: Factor, b: Float64Array, into: Float64Array): void {
  const bins = b.length;
  for (let i = 0; i < bins; i++) {
    let sum = (b[i] ?? 0) / (sigma[i] ?? 1);
    for (let k = 0; k < i; k++) sum -= (lower[i * bins + k] ?? 0) * (into[k] ?? 0);
    into[i] = sum / (lower[i * bins + i] ?? 1);
  }
}

/** C^-1 b from the whitened b, in place. */
function unwhiten({ sigma, lower }: Factor, b: Float64Array): void {
  const bins = b.length;
  for (let i = bins - 1; i >= 0; i--) {
    let sum = b[i] ?? 0;
    for (let k = i + 1; k < bins; k++) sum -= (lower[k * bins + i] ?? 0) * (b[k] ?? 0);
    b[i] = sum / (lower[i * bins + i] ?? 1);
  }
  for (let i = 0; i < bins; i++) b[i] = (b[i] ?? 0) / (sigma[i] ?? 1);
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
