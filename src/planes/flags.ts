/** Which points carry which validity flag, by the names in the grid's flag attributes. */

import { at } from '../at.js';
import type { ContourSide, DeltaPlane } from '../contouring/contour.js';
import { StoreError } from '../errors.js';
import { readVariable } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { ownValue } from '../input/ownValue.js';
import { FLAG_WORDS } from '../outputs/flags.js';
import { variableName } from '../outputs/output.js';
import { FILL_VALUES, isMissing, type VariableSpec } from '../tiles/variables.js';
import { masksOf } from './flagMasks.js';
import { type PlaneChoice, selectionOf } from './slice.js';

/** Points with each flag, by the flag's name; a flag that no point carries is listed with 0. */
export type FlagCounts = Readonly<Record<string, number>>;

/**
 * The variables of a grid that are bit fields of flags: of all experiments together, or of the one whose variables have that
 * suffix. Where the grid stores no flags by experiment, every experiment gets the common ones.
 */
export function flagVariables(grid: Grid, suffix = ''): VariableSpec[] {
  const suffixes = grid.attributes.experiments.map((e) => e.suffix).filter((ending) => ending !== '');
  const experimentNames = new Set(suffixes.map((ending) => variableName(FLAG_WORDS, ending)));
  const all = grid.variables.filter(({ attributes }) => Array.isArray(attributes.flag_masks));
  const shared = all.filter(({ name }) => !experimentNames.has(name));
  const experimentFlags =
    suffix === '' ? undefined : all.find(({ name }) => name === variableName(FLAG_WORDS, suffix));
  return experimentFlags
    ? [experimentFlags, ...shared.filter(({ name }) => name !== FLAG_WORDS.name)]
    : shared;
}

/** Counts the flags in some values of a variable, each of which stands for `weight` grid points. */
export function countMasks(variable: VariableSpec, values: ArrayLike<number>, weight: number): FlagCounts {
  // A tile has a million values but only a few different words.
  const words = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    const word = values[i] ?? 0;
    // The fill value has every bit set, and means that nothing was written.
    if (word !== FILL_VALUES.uint32) words.set(word, (words.get(word) ?? 0) + 1);
  }
  const counts = masksOf(variable).map(([name, mask]) => {
    let points = 0;
    for (const [word, times] of words) if ((word & mask) !== 0) points += times;
    return [name, weight * points];
  });
  return Object.fromEntries(counts);
}

/** Adds counts to a sum of counts. */
export function addCounts(sum: Record<string, number>, counts: FlagCounts): void {
  for (const [name, count] of Object.entries(counts)) sum[name] = (ownValue(sum, name) ?? 0) + count;
}

/** The flags of the points of a plane. */
export interface FlagPlane {
  /** None where the grid holds no flags. */
  readonly names: readonly string[];
  /** A word for each point, shape [ny, nx], C order: bit i stands for `names[i]`. */
  readonly bits: Uint32Array;
}

/**
 * Reads the flags of a plane: of all experiments, or of the one with that suffix; or of some of the variables that hold them. StoreError when a
 * tile is missing.
 */
export async function readFlagPlane(
  grid: Grid,
  choice: PlaneChoice,
  suffix = '',
  variables = flagVariables(grid, suffix),
): Promise<FlagPlane> {
  const [nx, ny] = [choice.x.values.length, choice.y.values.length];
  const { plane, adderOf } = collectFlags(grid, nx * ny);
  for (const variable of variables) {
    const { axes, shape, data } = await readVariable(grid, variable.name, selectionOf(choice));
    const strideOf = (name: string) => {
      const axis = axes.indexOf(name);
      return axis < 0 ? 0 : axis === axes.length - 1 ? 1 : at(shape, axis + 1);
    };
    const [strideX, strideY] = [strideOf(choice.x.name), strideOf(choice.y.name)];
    const add = adderOf(variable);
    for (let k = 0; k < nx * ny; k++) add(k, data[(k % nx) * strideX + Math.floor(k / nx) * strideY] ?? 0);
  }
  return plane;
}

/** Flags that are being collected: a plane without any, and for each variable a function that adds its word at a point. */
interface CollectedFlags {
  readonly plane: FlagPlane;
  readonly adderOf: (variable: VariableSpec) => (k: number, word: number) => void;
}

/** Starts a plane of flags with a number of points. StoreError, while a variable is added, where there are too many flags. */
export function collectFlags(grid: Grid, points: number): CollectedFlags {
  const names: string[] = [];
  const bits = new Uint32Array(points);
  return {
    plane: { names, bits },
    adderOf: (variable) => {
      const masks = masksOf(variable).map(([name, mask]) => [mask, bitOf(grid, names, name)] as const);
      return (k, word) => {
        // The fill value has every bit set, and means that nothing was written.
        if (word === 0 || word === FILL_VALUES.uint32) return;
        for (const [mask, bit] of masks) if ((word & mask) !== 0) bits[k] = (bits[k] ?? 0) | bit;
      };
    },
  };
}

/** The bit of a flag in a FlagPlane; a new name is added to the list. */
function bitOf(grid: Grid, names: string[], name: string): number {
  const known = names.indexOf(name);
  if (known >= 0) return 1 << known;
  if (names.length === 32)
    throw new StoreError(`${grid.dir}: more than 32 different flags; the grid is damaged`);
  names.push(name);
  return 1 << (names.length - 1);
}

/** Number of points in a region of a plane, and how many of them carry each flag. */
export interface RegionFlags {
  readonly points: number;
  readonly flags: FlagCounts;
}

/** Counts the points of a plane for which `isInside` holds, and their flags. */
export function flagsWithin({ names, bits }: FlagPlane, isInside: (k: number) => boolean): RegionFlags {
  const counts = new Array<number>(names.length).fill(0);
  let points = 0;
  for (let k = 0; k < bits.length; k++) {
    if (!isInside(k)) continue;
    points++;
    const word = bits[k] ?? 0;
    if (word === 0) continue;
    for (let i = 0; i < counts.length; i++) if ((word & (1 << i)) !== 0) counts[i] = (counts[i] ?? 0) + 1;
  }
  return { points, flags: Object.fromEntries(names.map((name, i) => [name, at(counts, i)])) };
}

/** The counts for a whole plane. */
export const flagsOfPlane = (flags: FlagPlane): RegionFlags => flagsWithin(flags, () => true);

/** The counts for the grid points on one side of a level; a point whose chi2 is missing lies on neither side. */
export function flagsBeside(
  flags: FlagPlane,
  { delta }: Pick<DeltaPlane, 'delta'>,
  level: number,
  side: ContourSide,
): RegionFlags {
  return flagsWithin(flags, (k) => {
    const value = delta[k] ?? Number.NaN;
    return !isMissing(value) && value > level === (side === 'above');
  });
}

/** Share of a region's points that carries each flag; null where the region has no point. */
export function flagShares({ points, flags }: RegionFlags): Record<string, number | null> {
  const shares = Object.entries(flags).map(([name, count]) => [name, points > 0 ? count / points : null]);
  return Object.fromEntries(shares);
}
