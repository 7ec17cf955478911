/** Tiles: rectangular pieces of the grid that are computed, stored and resumed as a unit. */

import { at } from '../at.js';
import type { Axis } from './axes.js';

/** Budget of one tile, fixed so that a tile's shape does not depend on the machine. */
export const TILE_BUDGET = {
  /** Grid points: a float32 chunk of 4 MiB. */
  points: 2 ** 20,
  /** Expensive points, so that their working memory stays well below WebGPU's default limits. */
  expensive: 256,
} as const;

/**
 * Limits of a tile: grid points; expensive points, the combinations of values on the expensive axes; and cells, the combinations on all
 * axes except those that are only factors.
 */
export interface TileBudget {
  readonly points: number;
  readonly expensive: number;
  readonly cells: number;
}

/** Bytes of a storage binding that every WebGPU device supports. */
export const DEFAULT_BINDING_BYTES = 2 ** 27;

/** The fixed budget, limited to the cells and expensive points that fit into a default binding at the given bytes for each. */
export function tileBudget(bytesPerCell: number, bytesPerExpensive: number): TileBudget {
  const fitting = (bytes: number) => Math.max(1, Math.floor(DEFAULT_BINDING_BYTES / bytes));
  return {
    points: TILE_BUDGET.points,
    expensive: Math.min(TILE_BUDGET.expensive, fitting(bytesPerExpensive)),
    cells: Math.min(TILE_BUDGET.points, fitting(bytesPerCell)),
  };
}

/** One tile: its first index and its length on each axis. */
export interface Tile {
  /** Chunk coordinates, shape [axes]. */
  readonly index: readonly number[];
  /** First grid index on each axis, shape [axes]. */
  readonly start: readonly number[];
  /** Number of grid points on each axis (smaller than the chunk at the upper edge), shape [axes]. */
  readonly shape: readonly number[];
}

/** Shape of the grid and of its regular chunks. */
export interface TilePlan {
  readonly shape: readonly number[];
  readonly chunkShape: readonly number[];
  readonly tileCount: number;
}

/** Product of the entries. */
export function productOf(numbers: Iterable<number>): number {
  let product = 1;
  for (const n of numbers) product *= n;
  return product;
}

/** Multi-index of a linear position in a C-order array. */
export function unravel(position: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length).fill(0);
  let rest = position;
  for (let i = shape.length - 1; i >= 0; i--) {
    const n = at(shape, i);
    index[i] = rest % n;
    rest = Math.floor(rest / n);
  }
  return index;
}

/** Costs of a grid's axes, by name. */
export interface AxisCosts {
  /** A step on it is expensive, and its work is shared by all steps on the other axes. */
  readonly isExpensive: (name: string) => boolean;
  /** It only multiplies results, so that cutting it does not reduce the number of cells. */
  readonly isFactor?: (name: string) => boolean;
}

/**
 * Chooses the chunk shape: expensive axes are halved before the others until the budget is met, the slowest axis first, so that chunks
 * stay contiguous in memory.
 */
export function planTiles(
  axes: readonly Axis[],
  budget: TileBudget,
  { isExpensive, isFactor = () => false }: AxisCosts,
): TilePlan {
  const shape = axes.map((axis) => axis.values.length);
  const chunkShape = [...shape];
  const costly = axes.map(({ name }) => isExpensive(name));
  const expensive = () => productOf(chunkShape.filter((_, i) => costly[i]));
  const factors = axes.map(({ name }) => isFactor(name));
  const cells = () => productOf(chunkShape.filter((_, i) => !factors[i]));
  const tooBig = () =>
    productOf(chunkShape) > budget.points || expensive() > budget.expensive || cells() > budget.cells;
  while (tooBig()) {
    const first = (mayBeCut: readonly boolean[]) => chunkShape.findIndex((n, i) => n > 1 && mayBeCut[i]);
    const others = cells() > budget.cells ? factors.map((is) => !is) : factors.map(() => true);
    const cut = first(costly) >= 0 ? first(costly) : first(others);
    chunkShape[cut] = Math.ceil(at(chunkShape, cut) / 2);
  }
  return tilePlanOf(shape, chunkShape);
}

/** The plan of a grid that is cut into chunks of a shape. */
export function tilePlanOf(shape: readonly number[], chunkShape: readonly number[]): TilePlan {
  return { shape, chunkShape, tileCount: productOf(tileCounts({ shape, chunkShape })) };
}

/** Number of tiles along each axis. */
export function tileCounts({ shape, chunkShape }: Pick<TilePlan, 'shape' | 'chunkShape'>): number[] {
  return shape.map((n, i) => Math.ceil(n / at(chunkShape, i)));
}

/** The number of the tile with a given index, shape [axes]; undone by tileAt. */
export function tileNumber(plan: TilePlan, index: readonly number[]): number {
  const counts = tileCounts(plan);
  return index.reduce((number, k, i) => number * at(counts, i) + k, 0);
}

/** The tile with a given number (C order over chunks), 0 <= number < plan.tileCount. */
export function tileAt(plan: TilePlan, number: number): Tile {
  const index = unravel(number, tileCounts(plan));
  const start = index.map((k, i) => k * at(plan.chunkShape, i));
  const shape = start.map((s, i) => Math.min(at(plan.chunkShape, i), at(plan.shape, i) - s));
  return { index, start, shape };
}

/** Number of grid points in the tiles with these numbers. */
export function pointsIn(plan: TilePlan, numbers: Iterable<number>): number {
  let points = 0;
  for (const number of numbers) points += productOf(tileAt(plan, number).shape);
  return points;
}
