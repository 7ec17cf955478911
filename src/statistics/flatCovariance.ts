/**
 * The covariance of an observation at a strength of a signal, factorised in flat arrays and plain loops, because that is done for every cell
 * of a grid. docs/statistics.md, "The chi2"; events and events^2.
 */
import { type Real, rounded } from '../algebra/doubleDouble.js';
import { at } from '../at.js';
import { type Counts, MIN_PREDICTION } from './counts.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/** Observation for the error of a spectrum: `Counts` of bins that can all contain a signal, or bins given all others (`constrain`). */
export interface JudgedCounts extends Counts<Real> {
  readonly shift?: readonly Real[];
  readonly tilt?: readonly Real[];
}

/** An observation in flat arrays: matrices of shape [bins x bins], else [bins]. */
export interface Terms {
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

/** The observation as flat arrays. */
export function termsOf(statistical: StatisticalVariance, counts: JudgedCounts): Terms {
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

/** Prediction of bin i with a signal s, events. */
export function predicted({ background }: Terms, i: number, s: number): number {
  return Math.max(s + (background[i] ?? 0), MIN_PREDICTION);
}

/** A covariance: the square roots of its diagonal, and the lower Cholesky factor of its correlation matrix. */
export interface Factor {
  readonly sigma: Float64Array;
  readonly lower: Float64Array;
}

/** A factor to be filled by `factorAt`. */
export function emptyFactor(bins: number): Factor {
  return { sigma: new Float64Array(bins), lower: new Float64Array(bins * bins) };
}

/** Factorises the covariance at a strength of the signal, in place. False where it is not positive definite. */
export function factorAt(
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
export function whiten({ sigma, lower }: Factor, b: Float64Array, into: Float64Array): void {
  const bins = b.length;
  for (let i = 0; i < bins; i++) {
    let sum = (b[i] ?? 0) / (sigma[i] ?? 1);
    for (let k = 0; k < i; k++) sum -= (lower[i * bins + k] ?? 0) * (into[k] ?? 0);
    into[i] = sum / (lower[i * bins + i] ?? 1);
  }
}

/** C^-1 b from the whitened b, in place. */
export function unwhiten({ sigma, lower }: Factor, b: Float64Array): void {
  const bins = b.length;
  for (let i = bins - 1; i >= 0; i--) {
    let sum = b[i] ?? 0;
    for (let k = i + 1; k < bins; k++) sum -= (lower[k * bins + i] ?? 0) * (b[k] ?? 0);
    b[i] = sum / (lower[i * bins + i] ?? 1);
  }
  for (let i = 0; i < bins; i++) b[i] = (b[i] ?? 0) / (sigma[i] ?? 1);
}
