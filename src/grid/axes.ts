/** One axis of a grid: a name and its values. */
import type { AxisName } from '../model/parameters.js';

/** One axis of the grid: strictly monotone values of one parameter. */
export interface Axis {
  readonly name: AxisName;
  readonly spacing: 'linear' | 'log' | 'values';
  /** Shape [n], n >= 1, in the axis's unit, strictly increasing. */
  readonly values: readonly number[];
}

/** What ticks depend on of an axis. */
export type TickAxis = Pick<Axis, 'spacing' | 'values'>;
