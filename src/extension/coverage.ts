/**
 * Which grid points of a scan another grid has. An engine computes blocks only, so that it is given the axes in another order: within each
 * tile the values that the other grid has come first. Then what a tile has of that grid is one block, and the rest is at most one block an axis.
 */
import { at } from '../at.js';
import { isKinematic } from '../model/parameters.js';
import { planScan } from '../prediction/tilePlan.js';
import type { ResolvedScan } from '../resolved/scan.js';
import type { Axis } from '../tiles/axes.js';
import type { Tile, TilePlan } from '../tiles/tiles.js';

/** An axis of the scan beside that of the grid. */
export interface AxisMatch {
  readonly name: string;
  /** Index on the grid's axis of each value of the scan's; -1 where the grid does not have it, bit for bit. */
  readonly oldIndex: readonly number[];
  /** The scan's index of each place of the engine's axis. */
  readonly order: readonly number[];
  /** Values of the grid that the scan does not have. */
  readonly lost: readonly number[];
  /** Values of the scan that differ from one of the grid in the last digits only. */
  readonly near: readonly number[];
}

/** All axes, and the tiles of the scan. */
export interface Coverage {
  readonly axes: readonly AxisMatch[];
  readonly plan: TilePlan;
}

/** A tile of the scan in blocks of the engine's axes. */
export interface TileParts {
  /** What the other grid has; undefined if it has nothing. */
  readonly known: Tile | undefined;
  readonly unknown: readonly Tile[];
}

/** Relative distance below which two values were meant to be one. */
const NEAR = 1e-9;

/** Compares the axes of a scan with those of a grid, which have the same names. */
export function coverageOf(before: readonly Axis[], scan: ResolvedScan): Coverage {
  const plan = planScan(scan);
  const axes = scan.axes.map((axis, i) => matchOf(at(before, i).values, axis, at(plan.chunkShape, i)));
  return { axes, plan };
}

function matchOf(before: readonly number[], { name, values }: Axis, chunk: number): AxisMatch {
  const indices = new Map(before.map((value, i) => [value, i]));
  const oldIndex = values.map((value) => indices.get(value) ?? -1);
  const order: number[] = [];
  for (let start = 0; start < values.length; start += chunk) {
    const inChunk = values.slice(start, start + chunk).map((_, k) => start + k);
    order.push(...inChunk.filter((i) => at(oldIndex, i) >= 0), ...inChunk.filter((i) => at(oldIndex, i) < 0));
  }
  const kept = new Set(values);
  const isNear = (value: number) => {
    const next = firstAtLeast(before, value);
    return [before[next - 1], before[next]].some(
      (one) => one !== undefined && Math.abs(one - value) <= NEAR * Math.abs(value),
    );
  };
  return {
    name,
    oldIndex,
    order,
    lost: before.filter((value) => !kept.has(value)),
    near: values.filter((value, i) => at(oldIndex, i) < 0 && isNear(value)),
  };
}

/** Index of the first of rising values that is not below `value`; their number if all are. */
function firstAtLeast(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(rising, middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The scan with its axes in the engine's order: the same points, and the same tiles. */
export function inEngineOrder(scan: ResolvedScan, { axes }: Coverage): ResolvedScan {
  return {
    ...scan,
    axes: scan.axes.map((axis, i) => ({
      ...axis,
      values: at(axes, i).order.map((index) => at(axis.values, index)),
    })),
  };
}

/** Numbers of the values of each axis that the grid has. */
export function knownCounts({ axes }: Coverage): number[] {
  return axes.map(({ oldIndex }) => oldIndex.filter((index) => index >= 0).length);
}

/** Cuts a tile of the scan. Mass points are cut first, so that the events of each are simulated for one block only. */
export function partsOf({ axes }: Coverage, tile: Tile): TileParts {
  const known = axes.map(({ oldIndex }, i) => {
    const first = at(tile.start, i);
    return oldIndex.slice(first, first + at(tile.shape, i)).filter((index) => index >= 0).length;
  });
  if (known.includes(0)) return { known: undefined, unknown: [tile] };
  const unknown: Tile[] = [];
  const shape = [...tile.shape];
  const cuts = axes.map(({ name }, i) => ({ i, rank: isKinematic(name) ? 0 : 1 }));
  for (const { i } of cuts.toSorted((a, b) => a.rank - b.rank)) {
    const [whole, have] = [at(shape, i), at(known, i)];
    if (have < whole) {
      const start = tile.start.map((first, k) => (k === i ? first + have : first));
      unknown.push({ index: tile.index, start, shape: shape.with(i, whole - have) });
    }
    shape[i] = have;
  }
  return { known: { index: tile.index, start: tile.start, shape }, unknown };
}
