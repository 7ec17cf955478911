/** One axis of a grid: a name and its values. This room does not know what the name means. */

/** One axis of a grid: strictly monotone values of one parameter. */
export interface Axis {
  readonly name: string;
  readonly spacing: 'linear' | 'log' | 'values';
  /** Shape [n], n >= 1, in the axis's unit, strictly increasing. */
  readonly values: readonly number[];
  /** Unit of the values, `1` if dimensionless; absent where the name determines it. */
  readonly units?: string;
}

/** An axis with the unit and description of its coordinate on disk. */
export interface GridAxis extends Axis {
  readonly units: string;
  readonly longName: string;
}

/** The part of an axis that determines its ticks. */
export type TickAxis = Pick<Axis, 'spacing' | 'values'>;
