/** A statistic compares counts with a prediction; this is its interface to both engines. The list is in statistics.ts. */
import type { Chi2Breakdown } from './breakdown.js';
import type { Counts } from './counts.js';
import type { SimulationErrorOf } from './simulationError.js';

/** Texts about a statistic. */
export interface StatisticWords {
  /** Name in scan files and in JSON. */
  readonly name: string;
  /** Whether a scan file may choose it; otherwise the experiment determines it. */
  readonly isChoice: boolean;
  /** Description that follows its name in a list of choices. */
  readonly title: string;
  /** Statistical variance of a bin with n counts, prediction mu and signal s, and a remark: a row of docs/statistics.md. */
  readonly formula: string;
  readonly remark: string;
  /** The statistical error of a bin, as `point` prints it. */
  readonly errors: string;
  /** Name in grids, figures and tables, with any caveat that a reader must know. */
  readonly label: string;
}

/** WGSL names of a statistic: paths below `package::statistics` in WESL. */
export interface StatisticKernel {
  /** The struct of its prepared counts, `PreparedCounts` in a linked kernel. */
  readonly counts: string;
  /**
   * The function of prepared counts, a signal and its relative error, `preparedChi2` in a linked kernel. It returns UNKNOWN where float32
   * does not suffice.
   */
  readonly value: string;
}

/** Constants that a kernel is linked with; all are u32. */
export type LinkConstants = Readonly<Record<string, number>>;

/** Values of a kernel's struct by the names of its members, in order. */
export type KernelFields = Readonly<Record<string, number | ArrayLike<number>>>;

/** A dataset prepared for signals in some of its bins, the `kept` ones. */
export interface PreparedStatistic {
  /** Constants that a kernel must be linked with for this dataset. */
  readonly constants: LinkConstants;
  /** The dataset as fields of the struct `StatisticKernel.counts`, for a kernel linked with the given constants. */
  fields(constants: LinkConstants): KernelFields;
  /**
   * The value where the kernel returns UNKNOWN. `signal` in events and `relativeError`, the relative Monte Carlo error, have shape [kept].
   * Throws NumericError where the value does not exist.
   */
  value(signal: ArrayLike<number>, relativeError: ArrayLike<number>): number;
}

/** Correlations of the bins of a dataset. */
export interface Correlations {
  /** Condition number of the correlation matrix of all bins, statistical errors included. */
  condition(counts: Counts): number;
  /** Eigenvalues of the inverse correlation matrix of the bins `kept`, given all others. */
  inverseEigenvalues(counts: Counts, kept: readonly number[]): readonly number[];
}

/** A test statistic: small where counts and prediction agree, and distributed as a chi2 for large counts (Wilks). */
export interface Statistic extends StatisticWords {
  /**
   * The value for a signal of shape [bins] in events and its relative Monte Carlo error, accurate to 1e-10 (1 + value). Throws
   * NumericError where a covariance is not positive definite.
   */
  value(counts: Counts, signal: ArrayLike<number>, relativeError: ArrayLike<number>): number;
  /** Prepares counts for signals in the bins `kept` only. Throws NumericError where the value without a signal does not exist. */
  prepare(counts: Counts, kept: readonly number[]): PreparedStatistic;
  /** Effect of the Monte Carlo error on the value, for signals of shape [kept]. */
  simulationError(counts: Counts, kept: readonly number[]): SimulationErrorOf;
  /** The value and its parts; arguments and errors as for `value`. */
  breakDown(counts: Counts, signal: ArrayLike<number>, relativeError: ArrayLike<number>): Chi2Breakdown;
  /** Absent where no covariance enters. */
  readonly correlations?: Correlations;
  /** A warning for a scan that uses it on these counts, as a predicate of its name; undefined where none is needed. */
  readonly caveat?: (counts: Counts) => string | undefined;
  readonly kernel: StatisticKernel;
}

/** The value of the background alone. */
export function backgroundChi2(statistic: Pick<Statistic, 'value'>, counts: Counts): number {
  const zero = new Float64Array(counts.data.length);
  return statistic.value(counts, zero, zero);
}
