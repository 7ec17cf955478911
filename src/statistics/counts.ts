/** What a prediction is compared with, and what all statistics agree on. MODEL section 10. Events and events^2. */
import { at } from '../at.js';

/** Smallest prediction: below it, a count would make the CNP variance vanish (MODEL section 10). */
export const MIN_PREDICTION = 1e-6;

/** The answer where a precision cannot tell a statistic well enough. */
export const UNKNOWN = -1;

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

/** Entry of a matrix; 0 where there is no matrix. */
export function entryOf(matrix: Rows | undefined, i: number, j: number): number {
  return matrix === undefined ? 0 : at(at(matrix, i), j);
}
