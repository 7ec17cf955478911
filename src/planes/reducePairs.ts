/**
 * chi2 of a grid profiled onto every pair of some axes at once. Each tile is read once and folded axis by axis, pairs that lose the same axes
 * together; beside it only the planes are held. A minimum does not depend on the order, and of equal values the first in scan
 * order counts, so that no bit of the result depends on the tiles.
 */
import { at } from '../at.js';
import { readTile } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { productOf } from '../tiles/tiles.js';
import type { ChiBlock } from './foldAxis.js';
import { modelBorder, UNKNOWN, withUnknown } from './outside.js';
import { chunkOf, chunksOf, type ReadTile, type ReducedCounts, readBlock, tileOf } from './reducePlane.js';
import type { FixedAxis } from './slice.js';

/** Two axes, by their indices among the axes that vary; x before y. */
export interface AxisPair {
  readonly x: number;
  readonly y: number;
}

/** chi2 profiled onto a pair; shapes [ny, nx], C order. */
export interface PairPlane extends AxisPair {
  /** NaN where no point has any, OUTSIDE (outside.ts) where none is the model's. */
  readonly chi2: Float64Array;
  /** Point of the other axes (C order, in scan order) that each value is from; -1 where chi2 is missing. */
  readonly places: Float64Array;
}

/** All planes, and counts of the grid points. */
export interface ProfiledPairs extends ReducedCounts {
  readonly planes: readonly PairPlane[];
}

/** What a place counts in: the axes that vary, and for each the distance of neighbours in C order. */
interface Counting {
  readonly names: readonly string[];
  readonly lengths: readonly number[];
  readonly strides: readonly number[];
}

/** A piece of the planes that is being folded: its first index on each of its axes, which are counted among those that vary. */
interface Piece {
  readonly axes: readonly number[];
  readonly starts: readonly number[];
  readonly shape: readonly number[];
  readonly chi2: ChiBlock['chi2'];
  /** What the folded axes add to the place of each value; absent before any was folded. */
  readonly places?: Float64Array;
}

/**
 * Profiles a variable of chi2 onto all pairs of `axes` (names in scan order, two at least) over the others of them, with all other axes of
 * the grid fixed. StoreError where a chi2 is negative, and where a tile cannot be read.
 */
export async function profilePairs(
  grid: Grid,
  name: string,
  axes: readonly string[],
  fixed: readonly FixedAxis[],
  read: ReadTile = readTile,
): Promise<ProfiledPairs> {
  const lengths = axes.map((axis) => at(grid.tilePlan.shape, axisIndex(grid, axis)));
  const counting = { names: axes, lengths, strides: axes.map((_, i) => productOf(lengths.slice(i + 1))) };
  const pairs = axes.flatMap((_, y) => axes.slice(0, y).map((__, x): AxisPair => ({ x, y })));
  const planes = pairs.map((pair) => {
    const count = at(lengths, pair.x) * at(lengths, pair.y);
    return {
      ...pair,
      chi2: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
      places: new Float64Array(count),
    };
  });
  const counts = { points: 0, missing: 0, outside: 0 };
  const border = modelBorder(grid);
  for (const chunks of chunksOfAxes(grid, axes, fixed)) {
    const block = await readBlock(grid, name, { fixed, border }, tileOf(grid, chunks), read);
    counts.points += block.chi2.length;
    counts.missing += block.missing;
    counts.outside += block.outside;
    foldPairs(pieceOf(grid, block, chunks, counting), pairs, counting, (piece) =>
      merge(piece, planes, counting),
    );
  }
  return { planes: planes.map((plane) => ({ ...plane, ...finished(plane, counting) })), ...counts };
}

const axisIndex = (grid: Grid, name: string) => grid.axes.findIndex((axis) => axis.name === name);

/** The chunks of all tiles that hold the fixed values, in C order. */
function* chunksOfAxes(
  grid: Grid,
  axes: readonly string[],
  fixed: readonly FixedAxis[],
): Generator<ReadonlyMap<string, number>> {
  const beside = fixed.map(({ name, index }) => [name, chunkOf(grid, name, index)] as const);
  const counts = axes.map((axis) => chunksOf(grid, axis).length);
  for (let k = 0; k < productOf(counts); k++) {
    let rest = k;
    const chunks = new Map(beside);
    for (let i = axes.length - 1; i >= 0; i--) {
      chunks.set(at(axes, i), rest % at(counts, i));
      rest = Math.floor(rest / at(counts, i));
    }
    yield chunks;
  }
}

function pieceOf(
  grid: Grid,
  block: ChiBlock,
  chunks: ReadonlyMap<string, number>,
  { names }: Counting,
): Piece {
  const starts = block.axes.map(
    (name) => (chunks.get(name) ?? 0) * at(grid.tilePlan.chunkShape, axisIndex(grid, name)),
  );
  return {
    axes: block.axes.map((name) => names.indexOf(name)),
    starts,
    shape: block.shape,
    chi2: withUnknown(block),
  };
}

/** Folds a piece down to each of some pairs: first the axis that most of them lose, for these together. */
function foldPairs(
  piece: Piece,
  pairs: readonly AxisPair[],
  counting: Counting,
  take: (piece: Piece) => void,
): void {
  if (piece.axes.length === 2) {
    take(piece);
    return;
  }
  let left = pairs;
  while (left.length > 0) {
    const keepers = (axis: number) => left.filter(({ x, y }) => x === axis || y === axis);
    const folded = piece.axes.reduce((best, axis) =>
      keepers(axis).length < keepers(best).length ? axis : best,
    );
    const kept = keepers(folded);
    const losing = left.filter((pair) => !kept.includes(pair));
    foldPairs(foldOut(piece, folded, counting), losing, counting, take);
    left = kept;
  }
}

/** The least chi2 along an axis; of equal values the one with the smallest place. */
function foldOut({ axes, starts, shape, chi2, places }: Piece, axis: number, { strides }: Counting): Piece {
  const i = axes.indexOf(axis);
  const [before, along, after] = [productOf(shape.slice(0, i)), at(shape, i), productOf(shape.slice(i + 1))];
  const least = new Float64Array(before * after).fill(Number.POSITIVE_INFINITY);
  const found = new Float64Array(before * after);
  const [start, stride] = [at(starts, i), at(strides, axis)];
  for (let a = 0, k = 0; a < before; a++) {
    for (let n = 0; n < along; n++) {
      const place = (start + n) * stride;
      for (let b = 0, to = a * after; b < after; b++, k++, to++) {
        const value = chi2[k] as number;
        const low = least[to] as number;
        if (!(value <= low)) continue;
        const here = places === undefined ? place : place + (places[k] as number);
        if (value < low || here < (found[to] as number)) {
          least[to] = value;
          found[to] = here;
        }
      }
    }
  }
  const without = <T>(list: readonly T[]) => list.filter((_, k) => k !== i);
  return { axes: without(axes), starts: without(starts), shape: without(shape), chi2: least, places: found };
}

/** Takes a piece into the plane of its pair. */
function merge(piece: Piece, planes: readonly PairPlane[], { lengths }: Counting): void {
  const [first = 0, second = 0] = piece.axes;
  const isTurned = first > second;
  const plane = planes.find(({ x, y }) => x === Math.min(first, second) && y === Math.max(first, second));
  if (plane === undefined) throw new RangeError('a piece of no pair');
  const nx = at(lengths, plane.x);
  const inner = at(piece.shape, 1);
  for (let k = 0; k < piece.chi2.length; k++) {
    const value = piece.chi2[k] as number;
    const [i, j] = [at(piece.starts, 0) + Math.floor(k / inner), at(piece.starts, 1) + (k % inner)];
    const to = isTurned ? i * nx + j : j * nx + i;
    const place = piece.places?.[k] ?? 0;
    const low = plane.chi2[to] as number;
    if (value < low || (value === low && place < (plane.places[to] as number))) {
      plane.chi2[to] = value;
      plane.places[to] = place;
    }
  }
}

/** A plane with NaN where nothing was found, and places counted on its profiled axes alone. */
function finished(
  { x, y, chi2, places }: PairPlane,
  { lengths, strides }: Counting,
): Pick<PairPlane, 'chi2' | 'places'> {
  const others = lengths.map((_, i) => i).filter((i) => i !== x && i !== y);
  const isFound = (value: number) => value !== UNKNOWN && value < Number.POSITIVE_INFINITY;
  return {
    places: places.map((place, k) => {
      if (!isFound(at(chi2, k))) return -1;
      return others.reduce(
        (sum, i) => sum * at(lengths, i) + (Math.floor(place / at(strides, i)) % at(lengths, i)),
        0,
      );
    }),
    chi2: chi2.map((value) => (isFound(value) ? value : Number.NaN)),
  };
}
