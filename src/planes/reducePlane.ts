/**
 * A plane of a grid with some axes profiled and others marginalised. The grid is never held: for each piece of the plane its tiles are read one at
 * a time, each once, and folded. Marginalised axes are folded first, then profiled ones, each kind from the last axis to the first and
 * every axis in the order of its values, so that no bit of the result depends on the tiles.
 */
import { at } from '../at.js';
import { StoreError } from '../errors.js';
import { readTile } from '../grid/reading.js';
import { findVariable, type Grid } from '../grid/store.js';
import type { Axis } from '../tiles/axes.js';
import type { VariableArray } from '../tiles/block.js';
import { restrictToAxes, shapeOfVariable } from '../tiles/shapes.js';
import { productOf, type Tile, tileAt, unravel } from '../tiles/tiles.js';
import { FILL_VALUES, isMissing, type VariableSpec } from '../tiles/variables.js';
import { shortNumber } from '../words.js';
import { type AxisFold, type ChiBlock, marginalFold, profileFold } from './foldAxis.js';
import { NEGATIVE_MEANS } from './missing.js';
import { type ModelBorder, markOutside, modelBorder } from './outside.js';
import { marginalisedAxes, priorWeights, profiledAxes } from './reductions.js';
import type { PlaneChoice } from './slice.js';

/** Grid points that were reduced, how many of them have no chi2, and how many the model does not have. */
export interface ReducedCounts {
  readonly points: number;
  readonly missing: number;
  readonly outside: number;
}

/** A reduced plane; shapes [ny, nx], C order. */
export interface ReducedChi2 extends ReducedCounts {
  /** NaN where it is missing, OUTSIDE (outside.ts) where no point is the model's. */
  readonly chi2: Float64Array;
  /** Point of the profiled axes (C order, in scan order) that each value is from; 0 without any, -1 where chi2 is missing. */
  readonly places: Float64Array;
}

/** Reads a tile of a variable. */
export type ReadTile = (grid: Grid, tile: Tile, name: string) => Promise<VariableArray>;

/** An axis that is folded away. */
interface FoldedAxis {
  readonly name: string;
  readonly start: () => AxisFold;
}

/** Chunk coordinates by axis. */
type Chunks = ReadonlyMap<string, number>;

/** Reduces a variable of chi2 to a plane. `read` is readTile. StoreError where a chi2 is negative, and where a tile cannot be read. */
export async function reducePlane(
  grid: Grid,
  name: string,
  choice: PlaneChoice,
  read: ReadTile = readTile,
): Promise<ReducedChi2> {
  const count = choice.x.values.length * choice.y.values.length;
  const result = { chi2: new Float64Array(count), places: new Float64Array(count) };
  const counts = { points: 0, missing: 0, outside: 0 };
  const folds = foldedAxes(grid, name, choice);
  const border = modelBorder(grid);
  const fold = async (depth: number, chunks: Chunks): Promise<ChiBlock> => {
    const axis = folds[depth];
    if (axis === undefined) {
      const block = await readBlock(grid, name, { ...choice, border }, tileOf(grid, chunks), read);
      counts.points += block.chi2.length;
      counts.missing += block.missing;
      counts.outside += block.outside;
      return block;
    }
    const folding = axis.start();
    for (const chunk of chunksOf(grid, axis.name)) {
      const block = await fold(depth + 1, new Map([...chunks, [axis.name, chunk]]));
      folding.add(block, chunk * chunkLength(grid, axis.name));
    }
    return folding.finish();
  };
  for (const chunks of planeChunks(grid, choice)) place(await fold(0, chunks), grid, chunks, choice, result);
  return { ...result, ...counts };
}

/** The chunks of the plane, each with those of the fixed axes. */
function* planeChunks(grid: Grid, { x, y, fixed }: PlaneChoice): Generator<Chunks> {
  const beside = fixed.map(({ name, index }) => [name, chunkOf(grid, name, index)] as const);
  for (const j of chunksOf(grid, y.name)) {
    for (const i of chunksOf(grid, x.name)) yield new Map([...beside, [y.name, j], [x.name, i]]);
  }
}

/** The axes that are folded, from the outermost loop to the innermost: the marginalised ones last, so that they are folded first. */
function foldedAxes(grid: Grid, name: string, { reduced }: PlaneChoice): FoldedAxis[] {
  const profiled = profiledAxes(reduced);
  const lengths = profiled.map(({ values }) => values.length);
  const folds = [
    ...profiled.map((axis, i) => ({
      name: axis.name,
      start: () => profileFold(axis.name, productOf(lengths.slice(i + 1))),
    })),
    ...marginalisedAxes(reduced).map((marginal) => {
      const weights = priorWeights(marginal);
      return { name: marginal.axis.name, start: () => marginalFold(marginal.axis.name, weights) };
    }),
  ];
  // An axis of one value that another program dropped changes nothing.
  return folds.filter((axis) => findVariable(grid, name).axes.includes(axis.name));
}

/** The chunk coordinate of an index on an axis. */
export function chunkOf(grid: Grid, name: string, index: number): number {
  return Math.floor(index / chunkLength(grid, name));
}

/** The chunk coordinates along an axis. */
export function chunksOf(grid: Grid, name: string): number[] {
  return Array.from({ length: Math.ceil(lengthOf(grid, name) / chunkLength(grid, name)) }, (_, k) => k);
}

const axisIndex = (grid: Grid, name: string) => grid.axes.findIndex((axis) => axis.name === name);
const lengthOf = (grid: Grid, name: string) => at(grid.tilePlan.shape, axisIndex(grid, name));
const chunkLength = (grid: Grid, name: string) => at(grid.tilePlan.chunkShape, axisIndex(grid, name));

/** The tile with these chunk coordinates by axis; an axis without one takes its first chunk. */
export function tileOf({ axes, tilePlan }: Grid, chunks: Chunks): Tile {
  const number = axes.reduce((sum, { name }, i) => {
    const count = Math.ceil(at(tilePlan.shape, i) / at(tilePlan.chunkShape, i));
    return sum * count + (chunks.get(name) ?? 0);
  }, 0);
  return tileAt(tilePlan, number);
}

/** A tile without its fixed axes, NaN where chi2 is missing, OUTSIDE beyond the model's border. StoreError where a chi2 is negative, and where the tile cannot be read. */
export async function readBlock(
  grid: Grid,
  name: string,
  { fixed, border }: Pick<PlaneChoice, 'fixed'> & { readonly border: ModelBorder | undefined },
  tile: Tile,
  read: ReadTile,
): Promise<ChiBlock & { readonly missing: number; readonly outside: number }> {
  const variable = findVariable(grid, name);
  const shape = shapeOfVariable(grid, variable, tile.shape);
  const starts = restrictToAxes(grid, variable.axes, tile.start);
  const kept = variable.axes.map((axis, i) => {
    const found = fixed.find((other) => other.name === axis);
    return found === undefined ? undefined : found.index - at(starts, i);
  });
  const isFree = (_: unknown, i: number) => kept[i] === undefined;
  const free = shape.filter(isFree);
  const found = pick(await read(grid, tile, name), shape, kept);
  const count = found.length;
  // Most tiles lack nothing, and are not copied.
  let chi2 = found;
  let missing = 0;
  const fill = FILL_VALUES.float32;
  for (let k = 0; k < count; k++) {
    const value = found[k] as number;
    if (value >= 0 && value < fill) continue;
    if (isMissing(value)) {
      if (chi2 === found) chi2 = found.slice();
      chi2[k] = Number.NaN;
      missing++;
    } else {
      const index = unravel(k, free);
      let next = 0;
      const place = kept.map((fixedAt, i) => at(starts, i) + (fixedAt ?? at(index, next++)));
      throw negative(grid, variable, value, place);
    }
  }
  const axes = variable.axes.filter(isFree);
  const indexOf = (axis: string, within: number) =>
    fixed.find((other) => other.name === axis)?.index ?? startOn(grid, tile, axis) + within;
  return { axes, shape: free, missing, ...markOutside(border, { axes, shape: free, chi2 }, indexOf) };
}

const startOn = ({ axes }: Grid, { start }: Tile, name: string) =>
  at(
    start,
    axes.findIndex((axis) => axis.name === name),
  );

function negative(
  grid: Grid,
  { name, axes }: VariableSpec,
  value: number,
  index: readonly number[],
): StoreError {
  const where = axes.map((axis, i) => {
    const { values } = at(grid.axes, axisIndex(grid, axis));
    return `${axis} = ${shortNumber(at(values, at(index, i)))}`;
  });
  return new StoreError(`${grid.dir}: ${name} is ${value} at ${where.join(', ')}; ${NEGATIVE_MEANS}`);
}

/** The numbers at an index on some axes, whole on the others, C order: those of `data` itself where all axes are whole. */
function pick(
  data: VariableArray,
  shape: readonly number[],
  kept: readonly (number | undefined)[],
): Float32Array | Float64Array {
  const strides = shape.map((_, i) => productOf(shape.slice(i + 1)));
  const origin = kept.reduce<number>((sum, index, i) => sum + (index ?? 0) * at(strides, i), 0);
  const free = shape.flatMap((n, i) => (kept[i] === undefined ? [{ n, stride: at(strides, i) }] : []));
  if (free.length === shape.length) return data instanceof Float32Array ? data : new Float64Array(data);
  const result = new Float64Array(productOf(free.map(({ n }) => n)));
  const index = free.map(() => 0);
  for (let k = 0, from = origin; k < result.length; k++) {
    result[k] = data[from] ?? Number.NaN;
    for (let i = free.length - 1; i >= 0; i--) {
      const { n, stride } = at(free, i);
      const next = at(index, i) + 1;
      from += stride;
      if (next < n) {
        index[i] = next;
        break;
      }
      from -= n * stride;
      index[i] = 0;
    }
  }
  return result;
}

/** Puts a piece, on the plane's two axes in either order, to its place. */
function place(
  { axes, shape, chi2, places }: ChiBlock,
  grid: Grid,
  chunks: Chunks,
  { x, y }: PlaneChoice,
  result: { readonly chi2: Float64Array; readonly places: Float64Array },
): void {
  const startOf = ({ name }: Axis) => (chunks.get(name) ?? 0) * chunkLength(grid, name);
  const [fromX, fromY] = [startOf(x), startOf(y)];
  const isRowsFirst = axes[0] === y.name;
  const inner = at(shape, 1);
  for (let k = 0; k < chi2.length; k++) {
    const [outer, within] = [Math.floor(k / inner), k % inner];
    const [i, j] = isRowsFirst ? [within, outer] : [outer, within];
    const to = (fromY + j) * x.values.length + fromX + i;
    const value = at(chi2, k);
    result.chi2[to] = value;
    result.places[to] = Number.isNaN(value) ? -1 : (places?.[k] ?? 0);
  }
}
