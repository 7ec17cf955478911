/** The parts of a chi2 that do not depend on the signal, prepared in twice double precision and rounded once. docs/statistics.md, docs/numerics.md. */

import {
  add,
  divide,
  dot,
  exactly,
  multiply,
  type Real,
  rounded,
  squareRoot,
  subtract,
  ZERO,
} from '../algebra/doubleDouble.js';
import { invertLower, lowerFactor } from '../algebra/factor.js';
import { at } from '../at.js';
import { constrain } from './constraint.js';
import { type Counts, MIN_PREDICTION } from './counts.js';
import { prediction } from './extended.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/**
 * Counts in the kernel's form, for the bins with a signal given all others (`constrain`). `error` is sigma_0, the square root of the
 * total variance without a signal; matrices are divided by it and so are of order 1. Shapes [bins] and [bins x bins], row-major.
 */
export interface PreparedCounts {
  readonly error: Float64Array;
  /** n - mu without a signal, minus its expectation given the other bins; events. */
  readonly residual: Float64Array;
  /** A signal s reduces the residual by a further s tilt. */
  readonly tilt: Float64Array;
  readonly background: Float64Array;
  /** Signal events up to which the prediction stays at MIN_PREDICTION. */
  readonly gap: Float64Array;
  /** Signal events up to which the statistical variance does not change. */
  readonly onset: Float64Array;
  /** Above, the variance grows as in `VarianceGrowth`; see `addedVariance`. */
  readonly linear: Float64Array;
  readonly curved: Float64Array;
  readonly offset: Float64Array;
  /** Correlations without a signal. */
  readonly correlation: Float64Array;
  /** X_ij/error_j and Y_ij; both undefined where the signal has no errors, and neither where it has some. */
  readonly cross: Float64Array | undefined;
  readonly signalCovariance: Float64Array | undefined;
  /** L^-1 of the correlations' lower factor L, and L^-1 residual/error, of shape [bins]. */
  readonly whitening: Float64Array;
  readonly whitened: Float64Array;
  /** X_ij/error_j times L^-T: correlation of the signal's errors with the whitened background; 0 where the signal has no errors. */
  readonly whitenedCross: Float64Array;
  /** chi2 of the other bins. */
  readonly base: number;
}

/** Prepares the counts for signals in the bins `kept` only. Throws NumericError where the covariance is not positive definite. */
export function prepareCounts(
  statistical: StatisticalVariance,
  counts: Counts,
  kept: readonly number[],
): PreparedCounts {
  const { data, background, covariance, cross, signalCovariance, shift, tilt, base } = constrain(
    statistical,
    counts,
    kept,
  );
  const mus = background.map((b) => prediction(0, b));
  const variances = mus.map((mu, i) =>
    add(at(at(covariance, i), i), statistical.extendedVariance(at(data, i), mu, 0)),
  );
  const errors = variances.map(squareRoot);
  const correlation = covariance.map((row, i) =>
    row.map((c, j) => (i === j ? exactly(1) : divide(c, multiply(at(errors, i), at(errors, j))))),
  );
  const factor = lowerFactor(data.length, (i, j) => at(at(correlation, i), j));
  const whitening = invertLower(factor);
  const residual = data.map((n, i) => subtract(subtract(n, at(mus, i)), at(shift, i)));
  const relative = residual.map((r, i) => divide(r, at(errors, i)));
  const growths = mus.map((mu, i) => statistical.growth(at(data, i), mu));
  const hasErrors = cross !== undefined || signalCovariance !== undefined;
  const none = data.map(() => data.map(() => ZERO));
  const ofErrors = (cross ?? none).map((row) => row.map((x, j) => divide(x, at(errors, j))));
  const list = (numbers: readonly Real[]) => Float64Array.from(numbers, rounded);
  const gap = list(background.map((b) => Math.max(MIN_PREDICTION - b, 0)));
  return {
    error: list(errors),
    residual: list(residual),
    tilt: list(tilt),
    background: list(background),
    gap,
    onset: statistical.ofSignal ? gap.map(() => 0) : gap,
    linear: list(growths.map(({ linear }) => linear)),
    curved: list(growths.map(({ curved }) => curved)),
    offset: list(growths.map(({ offset }) => offset)),
    correlation: list(correlation.flat()),
    cross: hasErrors ? list(ofErrors.flat()) : undefined,
    signalCovariance: hasErrors ? list((signalCovariance ?? none).flat()) : undefined,
    whitening: list(whitening.flatMap((row, i) => [...row, ...data.slice(i + 1).map(() => 0)])),
    whitened: list(whitening.map((row) => dot(row, relative))),
    whitenedCross: list(ofErrors.flatMap((x) => whitening.map((row) => dot(row, x)))),
    base: rounded(base),
  };
}
