/** How many points carry which validity flag, in the words of the grid's own flag attributes. */
import { readVariable, type Selection } from '../grid/chunks.js';
import type { VariableSpec } from '../grid/manifest.js';
import type { Grid } from '../grid/store.js';
import { productOf } from '../grid/tiles.js';

/** Points with each flag, by the flag's name; flags that no point carries are there with 0. */
export type FlagCounts = Readonly<Record<string, number>>;

/** Name and mask of every flag that a grid defines; empty when it holds no flags. */
export function flagsOf(grid: Grid): [name: string, mask: number][] {
  const attributes = findFlags(grid)?.attributes ?? {};
  const masks = attributes.flag_masks;
  const names = String(attributes.flag_meanings ?? '').split(' ');
  if (!Array.isArray(masks)) return [];
  return names.map((name, i) => [name, Number(masks[i])]);
}

/** Flagged grid points within a selection; a flag counts for every point of the grid on the axes that flags lack. */
export async function countFlags(grid: Grid, selection: Selection): Promise<FlagCounts> {
  const variable = findFlags(grid);
  if (!variable) return {};
  const { data } = await readVariable(grid, variable.name, selection);
  return countMasks(grid, data, pointsPerFlag(grid, variable, selection));
}

/** Counts the flags in some values, each of which stands for `weight` grid points. */
export function countMasks(grid: Grid, values: ArrayLike<number>, weight: number): FlagCounts {
  const words = Array.from(values);
  return Object.fromEntries(
    flagsOf(grid).map(([name, mask]) => [name, weight * words.filter((word) => (word & mask) !== 0).length]),
  );
}

/** Grid points that share one value of the flags: the product of the free axes that flags lack. */
function pointsPerFlag(grid: Grid, variable: VariableSpec, selection: Selection): number {
  const shared = grid.axes.filter(
    (axis) => !variable.axes.includes(axis.name) && selection[axis.name] === undefined,
  );
  return productOf(shared.map((axis) => axis.values.length));
}

function findFlags(grid: Grid): VariableSpec | undefined {
  return grid.variables.find((variable) => variable.name === 'flags');
}
