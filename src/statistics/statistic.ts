/** What a statistic is: how counts and a prediction are compared, for both engines. Those that there are: statistics.ts. */
import type { Chi2Breakdown } from './breakdown.js';
import type { Counts } from './counts.js';
import type { SimulationErrorOf } from './simulationError.js';

/** A statistic in words. */
export interface StatisticWords {
  /** As in a scan file and in JSON. */
  readonly name: string;
  /** Whether a scan file may choose it; one that it may not choose follows from an experiment. */
  readonly isChoice: boolean;
  /** Behind its name in a list of choices. */
  readonly title: string;
  /** What enters for a bin with n counts, prediction mu and signal s, and what is to be said of it: a row of docs/statistics.md. */
  readonly formula: string;
  readonly remark: string;
  /** The errors of a bin's count, for `point`. */
  readonly errors: string;
  /** In grids, and so in figures and tables: its name, and what whoever looks at them must know of it. */
  readonly label: string;
}

/** Where the kernel finds a statistic: paths below `package::statistics` in WESL. */
export interface StatisticKernel {
  /** The struct of its prepared counts, which a linked kernel has as `PreparedCounts`. */
  readonly counts: string;
  /** Its value from those, a signal and its relative error, or UNKNOWN where float32 cannot tell: there `preparedChi2`. */
  readonly value: string;
}

/** Numbers that a kernel is linked with; all are u32. */
export type LinkConstants = Readonly<Record<string, number>>;

/** Numbers of a kernel's struct by the names of its members, in its order. */
export type KernelFields = Readonly<Record<string, number | ArrayLike<number>>>;

/** A dataset, prepared for signals in some of its bins, the `kept` ones. */
export interface PreparedStatistic {
  /** What a kernel must be linked with for this dataset. */
  readonly constants: LinkConstants;
  /** The dataset in the struct `StatisticKernel.counts` of a kernel that is linked with such constants. */
  fields(constants: LinkConstants): KernelFields;
  /**
   * Its value where the kernel cannot tell; `signal` in events and `relativeError`, the Monte Carlo error over it, have shape [kept].
   * Throws NumericError where there is none.
   */
  value(signal: ArrayLike<number>, relativeError: ArrayLike<number>): number;
}

/** How a covariance correlates the bins of a dataset. */
export interface Correlations {
  /** Of all bins: condition number of the correlations, statistical errors included. */
  condition(counts: Counts): number;
  /** Eigenvalues of the inverse of the correlations of the bins `kept`, given all others. */
  inverseEigenvalues(counts: Counts, kept: readonly number[]): readonly number[];
}

/** A statistic: small where counts and prediction agree, and distributed as a chi2 for large counts (Wilks). */
export interface Statistic extends StatisticWords {
  /**
   * The value for a signal of shape [bins] in events and its relative Monte Carlo error, to 1e-10 (1 + value). Throws NumericError where
   * there is none: where a covariance is not positive definite.
   */
  value(counts: Counts, signal: ArrayLike<number>, relativeError: ArrayLike<number>): number;
  /** Prepares counts for signals in the bins `kept` only. Throws NumericError where there is no value without a signal. */
  prepare(counts: Counts, kept: readonly number[]): PreparedStatistic;
  /** What the simulation's error does to the value, for signals of shape [kept]. */
  simulationError(counts: Counts, kept: readonly number[]): SimulationErrorOf;
  /** The value taken apart; arguments and errors as those of `value`. */
  breakDown(counts: Counts, signal: ArrayLike<number>, relativeError: ArrayLike<number>): Chi2Breakdown;
  /** Left out where no covariance enters. */
  readonly correlations?: Correlations;
  /** A warning for a scan that compares these counts by it, as what its name does; undefined where nothing is to be said. */
  readonly caveat?: (counts: Counts) => string | undefined;
  readonly kernel: StatisticKernel;
}

/** The value of the background alone. */
export function backgroundChi2(statistic: Pick<Statistic, 'value'>, counts: Counts): number {
  const zero = new Float64Array(counts.data.length);
  return statistic.value(counts, zero, zero);
}
