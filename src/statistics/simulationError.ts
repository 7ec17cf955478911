/**
 * What the Monte Carlo error of a simulated signal does to chi2 where a conclusion hangs on it: at the upper end of the interval of the
 * signal's strength. Statistical and systematic errors of the bins, and their correlations, weigh the signal's own error.
 */

import { type Real, rounded } from '../algebra/doubleDouble.js';
import { MIN_PREDICTION } from './counts.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/** Delta chi2 at the end of the interval: 95 % of two parameters, -2 ln 0.05. */
export const INTERVAL_LEVEL = -2 * Math.log(0.05);

/** Signals below, in all bins together, are taken for none: float32 may have lost them. */
export const LEAST_SIGNAL = 1e-30;

/** Spread that is not worth working out: the covariance at the strength changes it by a factor of a few. */
const NEGLIGIBLE = 0.1;

/** The error of one spectrum. */
export interface SimulationError {
  /** Standard deviation of chi2 at `strength`; infinite where it cannot be known, for no event fell into a bin. */
  readonly spread: number;
  /** Where it was judged, in units of the spectrum: the end of the interval, 1 at most. */
  readonly strength: number;
}

/** Error of a spectrum from its signal, in events, and the signal's relative Monte Carlo error; shape [bins] each. */
export type SimulationErrorOf = (
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
) => SimulationError;

/**
 * Prepares that for an observation. With C(s) the covariance without Monte Carlo error and a* the strength at which
 * (n - b - a s)^T C^-1 (n - b - a s) has risen by 5.99 from its minimum over a >= 0, at most 1,
 *
 *   spread^2 = sum_i (e_i s_i dchi2/ds_i)^2 at a* s,     dchi2/ds_i = -2 g_i - g^T dC/ds_i g,    g = C^-1 (n - b - a* s),
 *
 * a* in two steps: with C without a signal, then with C at the strength so found. For bins with a signal only (see `constrain`).
 * The function works in a memory of its own: one call at a time.
 */
export function createSimulationError(
  statistical: StatisticalVariance,
  counts: JudgedCounts,
): SimulationErrorOf {
  const terms = termsOf(statistical, counts);
  const { bins, residual, response } = terms;
  const [fixed, own] = [emptyFactor(bins), emptyFactor(bins)];
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
    // Without what the signal does to the covariance, first.
    for (let i = 0; i < bins; i++) z[i] = (whitened[i] ?? 0) - strength * (y[i] ?? 0);
    unwhiten(fixed, z);
    const rough = spreadAt(terms, signal, relativeError, strength, z);
    if (rough < NEGLIGIBLE) return { spread: rough, strength };
    if (!factorAt(terms, signal, strength, own)) return UNKNOWN;
    whiten(own, shape, y);
    whiten(own, residual, z);
    strength = endOfInterval(y, z);
    if (!factorAt(terms, signal, strength, own)) return UNKNOWN;
    for (let i = 0; i < bins; i++) y[i] = (residual[i] ?? 0) - strength * (shape[i] ?? 0);
    whiten(own, y, z);
    unwhiten(own, z);
    return { spread: spreadAt(terms, signal, relativeError, strength, z), strength };
  };
}

const UNKNOWN: SimulationError = { spread: Number.POSITIVE_INFINITY, strength: 1 };

function vector(length: number): Float64Array {
  return new Float64Array(length);
}

/** Strength at the end of the interval from signal and residual in coordinates in which the covariance is 1. */
function endOfInterval(signal: Float64Array, residual: Float64Array): number {
  let q = 0;
  let p = 0;
  for (let i = 0; i < signal.length; i++) {
    q += (signal[i] ?? 0) ** 2;
    p += (signal[i] ?? 0) * (residual[i] ?? 0);
  }
  // A deficit makes the interval begin at 0, and its end is where the parabola has risen by the level from there.
  const end =
    p > 0
      ? p / q + Math.sqrt(INTERVAL_LEVEL / q)
      : INTERVAL_LEVEL / (Math.sqrt(p * p + q * INTERVAL_LEVEL) - p);
  return Math.min(end, 1);
}

// Flat arrays and plain loops below: they run for every cell of a grid.

/** Rows of numbers. */
type Rows = readonly (readonly Real[])[];

/** What a spectrum is judged against: `Counts` of bins that can all have a signal, or those given all others (`constrain`). */
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
  readonly own: Float64Array;
  /** n - b - shift, and what a unit of signal takes off it, 1 + tilt: see ConstrainedCounts. */
  readonly residual: Float64Array;
  readonly response: Float64Array;
}

function termsOf(statistical: StatisticalVariance, counts: JudgedCounts): Terms {
  const bins = counts.data.length;
  const flat = (matrix: JudgedCounts['cross']) =>
    Float64Array.from({ length: bins * bins }, (_, k) =>
      rounded(matrix?.[Math.floor(k / bins)]?.[k % bins] ?? 0),
    );
  const data = Float64Array.from(counts.data);
  const background = Float64Array.from(counts.background);
  return {
    statistical,
    bins,
    data,
    background,
    covariance: flat(counts.covariance),
    cross: flat(counts.cross),
    own: flat(counts.signalCovariance),
    residual: data.map(
      (n, i) => n - Math.max(background[i] ?? 0, MIN_PREDICTION) - rounded(counts.shift?.[i] ?? 0),
    ),
    response: data.map((_, i) => 1 + rounded(counts.tilt?.[i] ?? 0)),
  };
}

/** Systematic covariance of bins i and j with signals si and sj, as `systematicCovariance`. */
function systematic({ bins, covariance, cross, own }: Terms, i: number, j: number, si: number, sj: number) {
  const mixed = si * (cross[i * bins + j] ?? 0) + sj * (cross[j * bins + i] ?? 0);
  return (covariance[i * bins + j] ?? 0) + mixed + si * sj * (own[i * bins + j] ?? 0);
}

function predicted({ background }: Terms, i: number, s: number): number {
  return Math.max(s + (background[i] ?? 0), MIN_PREDICTION);
}

/** A covariance: the roots of its diagonal, and the lower factor of what is left when they are taken out. */
interface Factor {
  readonly sigma: Float64Array;
  readonly lower: Float64Array;
}

function emptyFactor(bins: number): Factor {
  return { sigma: vector(bins), lower: vector(bins * bins) };
}

/** Covariance at a strength of the signal, written into a factor. False where it is not positive definite. */
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

/** Writes b in coordinates in which the covariance is 1. */
function whiten({ sigma, lower }: Factor, b: Float64Array, into: Float64Array): void {
  const bins = b.length;
  for (let i = 0; i < bins; i++) {
    let sum = (b[i] ?? 0) / (sigma[i] ?? 1);
    for (let k = 0; k < i; k++) sum -= (lower[i * bins + k] ?? 0) * (into[k] ?? 0);
    into[i] = sum / (lower[i * bins + i] ?? 1);
  }
}

/** C^-1 b from b in those coordinates, in place. */
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
  const { statistical, bins, data, cross, own, response } = terms;
  let variance = 0;
  for (let i = 0; i < bins; i++) {
    const s = strength * (signal[i] ?? 0);
    if (s === 0) continue;
    let first = response[i] ?? 0;
    for (let j = 0; j < bins; j++) {
      const both = (cross[i * bins + j] ?? 0) + strength * (signal[j] ?? 0) * (own[i * bins + j] ?? 0);
      first += both * (g[j] ?? 0);
    }
    const gi = g[i] ?? 0;
    const slope = gi * (2 * first + gi * statistical.slope(data[i] ?? 0, predicted(terms, i, s)));
    // A signal whose error is lost is not known at all.
    variance += (slope * s * (relativeError[i] || 1)) ** 2;
  }
  return Math.sqrt(variance);
}
