/** How many points carry which validity flag, in the words of the grid's own flag attributes. */
import { readVariable, type Selection } from '../grid/chunks.js';
import type { Grid } from '../grid/store.js';
import { productOf } from '../grid/tiles.js';
import type { VariableSpec } from '../grid/variables.js';
import { ownValue } from '../ownValue.js';

/** Points with each flag, by the flag's name; flags that no point carries are there with 0. */
export type FlagCounts = Readonly<Record<string, number>>;

/** The variables of a grid that are bit fields of flags. */
export function flagVariables(grid: Grid): VariableSpec[] {
  return grid.variables.filter(({ attributes }) => Array.isArray(attributes.flag_masks));
}

/** Flagged grid points within a selection; a flag counts for every point of the grid on the axes that flags lack. */
export async function countFlags(grid: Grid, selection: Selection): Promise<FlagCounts> {
  const counts: Record<string, number> = {};
  for (const variable of flagVariables(grid)) {
    const { data } = await readVariable(grid, variable.name, selection);
    addCounts(counts, countMasks(variable, data, pointsPerFlag(grid, variable, selection)));
  }
  return counts;
}

/** Counts the flags in some values of a variable, each of which stands for `weight` grid points. */
export function countMasks(variable: VariableSpec, values: ArrayLike<number>, weight: number): FlagCounts {
  const words = Array.from(values);
  return Object.fromEntries(
    flagsOf(variable).map(([name, mask]) => [
      name,
      weight * words.filter((word) => (word & mask) !== 0).length,
    ]),
  );
}

/** Adds counts to a sum of counts. */
export function addCounts(sum: Record<string, number>, counts: FlagCounts): void {
  for (const [name, count] of Object.entries(counts)) sum[name] = (ownValue(sum, name) ?? 0) + count;
}

/** Name and mask of every flag of a variable. */
function flagsOf({ attributes }: VariableSpec): [name: string, mask: number][] {
  const masks = attributes.flag_masks;
  const names = String(attributes.flag_meanings ?? '').split(' ');
  return Array.isArray(masks) ? names.map((name, i) => [name, Number(masks[i])]) : [];
}

/** Grid points that share one value of the flags: the product of the free axes that flags lack. */
function pointsPerFlag(grid: Grid, variable: VariableSpec, selection: Selection): number {
  const shared = grid.axes.filter(
    (axis) => !variable.axes.includes(axis.name) && selection[axis.name] === undefined,
  );
  return productOf(shared.map((axis) => axis.values.length));
}
