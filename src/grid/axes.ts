/** One axis of a grid: a name and its values. What the name means is not known here. */

/** One axis of a grid: strictly monotone values of one parameter. */
export interface Axis {
  readonly name: string;
  readonly spacing: 'linear' | 'log' | 'values';
  /** Shape [n], n >= 1, in the axis's unit, strictly increasing. */
  readonly values: readonly number[];
  /** Unit of the values, `1` for a number without one; left out where the name says it. */
  readonly units?: string;
}

/** An axis with what its coordinate says of it on disk. */
export interface GridAxis extends Axis {
  readonly units: string;
  readonly longName: string;
}

/** What ticks depend on of an axis. */
export type TickAxis = Pick<Axis, 'spacing' | 'values'>;
