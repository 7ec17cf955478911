/** What a prediction is compared with, and the statistics that compare. MODEL section 10. Events and events^2. */

/** Smallest prediction: below it, a count would make the CNP variance vanish (MODEL section 10). */
export const MIN_PREDICTION = 1e-6;

/** Which statistical variance a chi2 uses; the codes are those of the kernel. */
export const STATISTIC_CODES = { cnp: 0, neyman: 1, pearson: 2, included: 3 } as const;

/** Name of a chi2 statistic. */
export type StatisticName = keyof typeof STATISTIC_CODES;

/** Rows of numbers. */
type Rows = readonly (readonly number[])[];

/** Observation and background that a prediction is compared with. */
export interface Counts {
  /** Shape [bins]. */
  readonly data: readonly number[];
  readonly background: readonly number[];
  /** Absolute systematic covariance of the background, shape [bins][bins]. */
  readonly covariance: Rows;
  /** X and Y of C + s_i X_ij + s_j X_ji + s_i s_j Y_ij, the errors of the signal s; undefined where it has none. */
  readonly cross?: Rows | undefined;
  readonly signalCovariance?: Rows | undefined;
}
