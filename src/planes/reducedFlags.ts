/** Flags of a reduced plane: those of the points that its values are from. */
import { at } from '../at.js';
import { readTile } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { productOf, type Tile, unravel } from '../tiles/tiles.js';
import type { VariableSpec } from '../tiles/variables.js';
import { collectFlags, type FlagPlane, flagVariables } from './flags.js';
import { modelBorder } from './outside.js';
import { chunkOf, chunksOf, type ReducedChi2, tileOf } from './reducePlane.js';
import { marginalisedAxes, profiledAxes } from './reductions.js';
import type { PlaneChoice } from './slice.js';

/**
 * The flags of a reduced plane. A point takes those of the minimum over the profiled axes (`places`); over the marginalised axes, those that any of
 * the points that are averaged has, and where the model has none of them, any at all. A point without chi2 has none. Tiles without any of these points are not read.
 */
export async function reducedFlags(
  grid: Grid,
  choice: PlaneChoice,
  suffix: string,
  { places }: Pick<ReducedChi2, 'places'>,
): Promise<FlagPlane> {
  const collected = collectFlags(grid, places.length);
  const isAveraged = averagedPoints(grid, choice, places);
  for (const variable of flagVariables(grid, suffix)) {
    const add = collected.adderOf(variable);
    for (const tile of tilesOf(grid, variable, choice)) {
      const { points, origins, steps } = pointsIn(grid, variable, choice, places, tile);
      if (points.length === 0) continue;
      const data = await readTile(grid, tile, variable.name);
      for (let i = 0; i < points.length; i++) {
        const k = at(points, i);
        for (const { offset, index } of steps)
          if (isAveraged(k, index)) add(k, data[at(origins, i) + offset] ?? 0);
      }
    }
  }
  return collected.plane;
}

/** Whether a point of the marginalised axes is in the mean that a point of the plane has: all are, where the model has none of them. */
function averagedPoints(
  grid: Grid,
  { x, y, fixed, reduced }: PlaneChoice,
  places: Float64Array,
): (k: number, index: ReadonlyMap<string, number>) => boolean {
  const border = modelBorder(grid);
  const marginal = marginalisedAxes(reduced).filter(({ axis }) => border?.axes.includes(axis.name));
  if (border === undefined || marginal.length === 0) return () => true;
  const profiled = profiledAxes(reduced);
  const lengths = profiled.map(({ values }) => values.length);
  const here = (k: number) => {
    const known = new Map(fixed.map(({ name, index }) => [name, index]));
    known.set(x.name, k % x.values.length).set(y.name, Math.floor(k / x.values.length));
    const place = unravel(at(places, k), lengths);
    for (const [i, { name }] of profiled.entries()) known.set(name, at(place, i));
    return known;
  };
  const all = marginal.reduce<ReadonlyMap<string, number>[]>(
    (points, { axis }) =>
      points.flatMap((point) => axis.values.map((_, i) => new Map([...point, [axis.name, i]]))),
    [new Map()],
  );
  const insideOf = (known: ReadonlyMap<string, number>) => {
    const inside = all.filter(
      (index) => !border.isOutside((axis) => index.get(axis) ?? known.get(axis) ?? 0),
    );
    return inside.length > 0 ? inside : all;
  };
  // Many points of a plane share their masses.
  const kept = new Map<string, readonly ReadonlyMap<string, number>[]>();
  return (k, index) => {
    const known = here(k);
    const key = border.axes.map((axis) => known.get(axis)).join();
    const inside = kept.get(key) ?? insideOf(known);
    kept.set(key, inside);
    // A variable that lacks an axis is the same along it.
    return inside.some((point) => [...point].every(([axis, i]) => (index.get(axis) ?? i) === i));
  };
}

/** The tiles that hold a variable at the fixed axes' values; of tiles that differ only in axes that it lacks, the first. */
function tilesOf(grid: Grid, { axes }: VariableSpec, { fixed }: PlaneChoice): Tile[] {
  const combinations = axes.reduce<ReadonlyMap<string, number>[]>(
    (all, name) => {
      const index = fixed.find((axis) => axis.name === name)?.index;
      const chunks = index === undefined ? chunksOf(grid, name) : [chunkOf(grid, name, index)];
      return all.flatMap((chosen) => chunks.map((chunk) => new Map([...chosen, [name, chunk]])));
    },
    [new Map()],
  );
  return combinations.map((chunks) => tileOf(grid, chunks));
}

/** A point of the marginalised axes: how far it is from their first one in a tile, and its indices in the grid. */
interface Step {
  readonly offset: number;
  readonly index: ReadonlyMap<string, number>;
}

/** The points of the plane whose values are from a tile, and where: the offset of each in the tile, and the steps from there over the marginalised axes. */
interface PointsIn {
  readonly points: readonly number[];
  readonly origins: readonly number[];
  readonly steps: readonly Step[];
}

function pointsIn(
  grid: Grid,
  { axes }: VariableSpec,
  { x, y, fixed, reduced }: PlaneChoice,
  places: Float64Array,
  tile: Tile,
): PointsIn {
  /** First index and length of the tile on an axis, and the distance of neighbours in it; undefined for an axis that the variable lacks. */
  const along = (name: string) => {
    const i = grid.axes.findIndex((axis) => axis.name === name);
    if (!axes.includes(name)) return undefined;
    const after = grid.axes.flatMap((axis, k) =>
      k > i && axes.includes(axis.name) ? [at(tile.shape, k)] : [],
    );
    return { start: at(tile.start, i), length: at(tile.shape, i), stride: productOf(after) };
  };
  /** Offset of an index on an axis; undefined beyond the tile. */
  const offset = (within: ReturnType<typeof along>, index: number) => {
    if (within === undefined) return 0;
    const k = index - within.start;
    return k >= 0 && k < within.length ? k * within.stride : undefined;
  };
  const profiled = profiledAxes(reduced);
  const profiledAlong = profiled.map((axis, i) => ({
    within: along(axis.name),
    length: axis.values.length,
    after: productOf(profiled.slice(i + 1).map(({ values }) => values.length)),
  }));
  const [alongX, alongY] = [along(x.name), along(y.name)];
  const origin = fixed.reduce((sum, { name, index }) => sum + (offset(along(name), index) ?? 0), 0);
  const steps = marginalisedAxes(reduced).reduce<Step[]>(
    (all, { axis }) => {
      const within = along(axis.name);
      if (within === undefined) return all;
      return all.flatMap((step) =>
        Array.from({ length: within.length }, (_, k) => ({
          offset: step.offset + k * within.stride,
          index: new Map([...step.index, [axis.name, within.start + k]]),
        })),
      );
    },
    [{ offset: 0, index: new Map() }],
  );
  const nx = x.values.length;
  const points: number[] = [];
  const origins: number[] = [];
  for (let k = 0; k < places.length; k++) {
    const place = at(places, k);
    if (place < 0) continue;
    const [ofX, ofY] = [offset(alongX, k % nx), offset(alongY, Math.floor(k / nx))];
    if (ofX === undefined || ofY === undefined) continue;
    let from: number | undefined = origin + ofX + ofY;
    for (const { within, length, after } of profiledAlong) {
      const more = offset(within, Math.floor(place / after) % length);
      from = from === undefined || more === undefined ? undefined : from + more;
    }
    if (from === undefined) continue;
    points.push(k);
    origins.push(from);
  }
  return { points, origins, steps };
}
