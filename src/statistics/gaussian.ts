/**
 * Statistics with a covariance: chi2 = (n - mu)^T C^-1 (n - mu). They differ only in the statistical variance of a bin, and share one
 * kernel, which reads that variance as data.
 */
import { breakDown } from './breakdown.js';
import { chi2 } from './chi2.js';
import { correlationCondition, inverseEigenvalues } from './condition.js';
import { constrain } from './constraint.js';
import { type Counts, UNKNOWN } from './counts.js';
import { chi2 as extendedChi2 } from './extended.js';
import { FLOAT64, needsCheck, needsWhitening } from './precision.js';
import { type PreparedCounts, prepareCounts } from './prepared.js';
import { preparedChi2 } from './preparedChi2.js';
import { createSimulationError } from './simulationError.js';
import type {
  KernelFields,
  LinkConstants,
  PreparedStatistic,
  Statistic,
  StatisticWords,
} from './statistic.js';
import type { StatisticalVariance } from './statisticalVariance.js';

/** A statistic with a covariance, together with its statistical variance. */
export interface GaussianStatistic extends Statistic, StatisticalVariance {}

/** Builds the statistic with a given statistical variance. */
export function gaussian<const Words extends StatisticWords>(
  words: Words,
  statistical: StatisticalVariance,
): Words & GaussianStatistic {
  return {
    ...words,
    ...statistical,
    value: (counts, signal, relativeError) => chi2(statistical, counts, signal, relativeError),
    prepare: (counts, kept) => prepare(statistical, counts, kept),
    simulationError: (counts, kept) =>
      createSimulationError(statistical, constrain(statistical, counts, kept)),
    breakDown: (counts, signal, relativeError) => breakDown(statistical, counts, signal, relativeError),
    correlations: {
      condition: (counts) => correlationCondition(statistical, counts),
      inverseEigenvalues: (counts, kept) => inverseEigenvalues(prepareCounts(statistical, counts, kept)),
    },
    kernel: { counts: 'prepared::PreparedCounts', value: 'preparedChi2::preparedChi2' },
  };
}

function prepare(
  statistical: StatisticalVariance,
  counts: Counts,
  kept: readonly number[],
): PreparedStatistic {
  const prepared = prepareCounts(statistical, counts, kept);
  return {
    constants: kernelConstants(prepared),
    fields: (constants) => kernelFields(prepared, constants),
    value(signal, relativeError) {
      const value = preparedChi2(prepared, signal, relativeError, FLOAT64, true);
      if (value !== UNKNOWN) return value;
      const whole = (numbers: ArrayLike<number>) =>
        Float64Array.from(counts.data, (_, bin) => numbers[kept.indexOf(bin)] ?? 0);
      return extendedChi2(statistical, counts, whole(signal), whole(relativeError));
    },
  };
}

/** Constants that the kernel is linked with for these counts: sizes of matrices, 1 for a matrix that it does not read. */
export function kernelConstants(prepared: PreparedCounts): LinkConstants {
  const pairs = prepared.error.length ** 2;
  return {
    BIN_PAIRS: pairs,
    SIGNAL_PAIRS: prepared.signalCovariance ? pairs : 1,
    WHITENED_PAIRS: needsWhitening(prepared) ? pairs : 1,
    IS_CHECKED: Number(needsCheck(prepared)),
  };
}

/** Counts as fields of the kernel's struct, with a single zero in place of a matrix that it does not read. */
export function kernelFields(prepared: PreparedCounts, constants: LinkConstants): KernelFields {
  const pairs = prepared.error.length ** 2;
  const { SIGNAL_PAIRS, WHITENED_PAIRS } = constants;
  const ifOf = (size: number | undefined, matrix: Float64Array | undefined): ArrayLike<number> =>
    size === pairs ? (matrix ?? new Float64Array(pairs)) : [0];
  return {
    error: prepared.error,
    residual: prepared.residual,
    tilt: prepared.tilt,
    background: prepared.background,
    gap: prepared.gap,
    onset: prepared.onset,
    linear: prepared.linear,
    curved: prepared.curved,
    offset: prepared.offset,
    correlation: prepared.correlation,
    cross: ifOf(SIGNAL_PAIRS, prepared.cross),
    signalCovariance: ifOf(SIGNAL_PAIRS, prepared.signalCovariance),
    whitening: ifOf(WHITENED_PAIRS, prepared.whitening),
    whitened: prepared.whitened,
    whitenedCross: ifOf(WHITENED_PAIRS, prepared.whitenedCross),
    base: prepared.base,
  };
}
