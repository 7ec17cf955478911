/** Shapes of variables, from lists with an entry for each axis of the grid. */
import { at } from '../at.js';
import type { Axis } from './axes.js';
import type { VariableSpec } from './variables.js';

/** The axes of a grid. */
interface WithAxes {
  readonly axes: readonly Pick<Axis, 'name'>[];
}

/** Entries of a per-axis list (`shape`, `index`, ...) for the axes of a variable, in scan order. */
export function restrictToAxes(grid: WithAxes, axes: readonly string[], list: readonly number[]): number[] {
  return grid.axes.flatMap((axis, i) => (axes.includes(axis.name) ? [at(list, i)] : []));
}

/** Shape of a variable for given lengths of the grid's axes. */
export function shapeOfVariable(
  grid: WithAxes,
  { axes, extra }: Pick<VariableSpec, 'axes' | 'extra'>,
  lengths: readonly number[],
): number[] {
  return [...restrictToAxes(grid, axes, lengths), ...extra.map(({ size }) => size)];
}
