/** Shapes of variables and of their chunks, from lists with an entry for each axis of the grid. */
import { at } from '../at.js';
import type { Axis } from './axes.js';
import type { Tile, TilePlan } from './tiles.js';
import type { VariableSpec } from './variables.js';

/** The axes of a grid. */
interface WithAxes {
  readonly axes: readonly Pick<Axis, 'name'>[];
}

/** Entries of a per-axis list (`shape`, `index`, ...) for the axes of a variable, in scan order. */
export function restrictToAxes<T>(grid: WithAxes, axes: readonly string[], list: readonly T[]): T[] {
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

/** Shape of a variable's chunks, [dimensions of the variable]. */
export function chunkShapeOf(
  grid: WithAxes & { readonly tilePlan: Pick<TilePlan, 'chunkShape'> },
  variable: Pick<VariableSpec, 'axes' | 'extra'>,
): number[] {
  return shapeOfVariable(grid, variable, grid.tilePlan.chunkShape);
}

/** Index of a tile's chunk of a variable, [dimensions of the variable]. Dimensions that are not axes have a single chunk. */
export function chunkIndex(
  grid: WithAxes,
  { axes, extra }: Pick<VariableSpec, 'axes' | 'extra'>,
  tile: Pick<Tile, 'index'>,
): number[] {
  return [...restrictToAxes(grid, axes, tile.index), ...extra.map(() => 0)];
}
