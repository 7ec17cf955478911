/** The counts that a prediction is compared with, and conventions shared by all statistics. docs/statistics.md. Events and events^2. */
import { at } from '../at.js';

/** Smallest prediction. Without it the CNP variance would vanish at zero prediction (docs/statistics.md, "The chi2"). */
export const MIN_PREDICTION = 1e-6;

/** Returned where a precision does not suffice for a statistic. */
export { UNKNOWN } from '../tiles/reduction.js';

/** Rows of numbers. */
type Rows<N = number> = readonly (readonly N[])[];

/** Observation and background that a prediction is compared with; `N` is the form of the numbers in its covariances. */
export interface Counts<N = number> {
  /** Shape [bins]. */
  readonly data: readonly number[];
  readonly background: readonly number[];
  /** Absolute systematic covariance of the background, shape [bins][bins]. */
  readonly covariance: Rows<N>;
  /** X and Y in C + s_i X_ij + s_j X_ji + s_i s_j Y_ij, the systematic errors of the signal s; undefined where it has none. */
  readonly cross?: Rows<N> | undefined;
  readonly signalCovariance?: Rows<N> | undefined;
}

/** Entry of a matrix; 0 where there is no matrix. */
export function entryOf(matrix: Rows | undefined, i: number, j: number): number {
  return matrix === undefined ? 0 : at(at(matrix, i), j);
}
