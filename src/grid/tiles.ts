/** Tiles: the rectangular pieces of the grid that are computed, stored and resumed as a unit. */

import type { Axis } from './axes.js';

/** Budget of one tile, fixed so that a tile's shape never depends on a machine. */
export const TILE_BUDGET = {
  /** Grid points: a float32 chunk of 4 MiB. */
  points: 2 ** 20,
  /** Expensive points: bounds the working memory that each takes well below WebGPU's default limits. */
  expensive: 256,
} as const;

/**
 * What a tile may hold: grid points; expensive points, which are the combinations of values of the axes that are expensive; and cells, which are
 * its points but for the axes that are factors only.
 */
export interface TileBudget {
  readonly points: number;
  readonly expensive: number;
  readonly cells: number;
}

/** Bytes of a storage binding that every WebGPU device grants. */
export const DEFAULT_BINDING_BYTES = 2 ** 27;

/** The fixed budget, with as many cells and expensive points as fit into a default binding when each takes so many bytes. */
export function tileBudget(bytesPerCell: number, bytesPerExpensive: number): TileBudget {
  const fitting = (bytes: number) => Math.max(1, Math.floor(DEFAULT_BINDING_BYTES / bytes));
  return {
    points: TILE_BUDGET.points,
    expensive: Math.min(TILE_BUDGET.expensive, fitting(bytesPerExpensive)),
    cells: Math.min(TILE_BUDGET.points, fitting(bytesPerCell)),
  };
}

/** One tile: half-open index ranges on each axis. */
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

/** What the axes of a grid cost, by their names. */
export interface AxisCosts {
  /** A step on it costs much, and what was made for it serves all steps on the others. */
  readonly isExpensive: (name: string) => boolean;
  /** It multiplies results and does nothing else: cutting it would make no cell fewer. */
  readonly isFactor?: (name: string) => boolean;
}

/**
 * Chooses the chunk shape: whole inexpensive axes first, then as many expensive points as the budget allows; axes are cut slowest first, so
 * that chunks stay long in memory.
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
    chunkShape[cut] = Math.ceil((chunkShape[cut] ?? 1) / 2);
  }
  const tileCount = productOf(shape.map((n, i) => Math.ceil(n / (chunkShape[i] ?? 1))));
  return { shape, chunkShape, tileCount };
}

/** The tile with a linear number (C order over chunks), 0 <= number < plan.tileCount. */
export function tileAt(plan: TilePlan, number: number): Tile {
  const counts = plan.shape.map((n, i) => Math.ceil(n / (plan.chunkShape[i] ?? 1)));
  const index = new Array<number>(counts.length).fill(0);
  let rest = number;
  for (let i = counts.length - 1; i >= 0; i--) {
    const count = counts[i] ?? 1;
    index[i] = rest % count;
    rest = Math.floor(rest / count);
  }
  const start = index.map((k, i) => k * (plan.chunkShape[i] ?? 1));
  const shape = start.map((s, i) => Math.min(plan.chunkShape[i] ?? 1, (plan.shape[i] ?? 1) - s));
  return { index, start, shape };
}

/** Grid points in the tiles of these numbers. */
export function pointsIn(plan: TilePlan, numbers: Iterable<number>): number {
  let points = 0;
  for (const number of numbers) points += productOf(tileAt(plan, number).shape);
  return points;
}
