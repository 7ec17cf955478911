/** Flags of a reduced plane: those of the points that its values are from. */
import { at } from '../at.js';
import { readTile } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { productOf, type Tile } from '../tiles/tiles.js';
import type { VariableSpec } from '../tiles/variables.js';
import { collectFlags, type FlagPlane, flagVariables } from './flags.js';
import { chunkOf, chunksOf, type ReducedChi2, tileOf } from './reducePlane.js';
import { marginalisedAxes, profiledAxes } from './reductions.js';
import type { PlaneChoice } from './slice.js';

/**
 * The flags of a reduced plane. A point takes those of the minimum over the profiled axes (`places`); over the marginalised axes, those that any of
 * their points there has. A point without chi2 has none. Tiles without any of these points are not read.
 */
export async function reducedFlags(
  grid: Grid,
  choice: PlaneChoice,
  suffix: string,
  { places }: Pick<ReducedChi2, 'places'>,
): Promise<FlagPlane> {
  const collected = collectFlags(grid, places.length);
  for (const variable of flagVariables(grid, suffix)) {
    const add = collected.adderOf(variable);
    for (const tile of tilesOf(grid, variable, choice)) {
      const { points, origins, steps } = pointsIn(grid, variable, choice, places, tile);
      if (points.length === 0) continue;
      const data = await readTile(grid, tile, variable.name);
      for (let i = 0; i < points.length; i++) {
        for (const step of steps) add(at(points, i), data[at(origins, i) + step] ?? 0);
      }
    }
  }
  return collected.plane;
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

/** The points of the plane whose values are from a tile, and where: the offset of each in the tile, and the steps from there over the marginalised axes. */
interface PointsIn {
  readonly points: readonly number[];
  readonly origins: readonly number[];
  readonly steps: readonly number[];
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
  const steps = marginalisedAxes(reduced).reduce<number[]>(
    (all, { axis }) => {
      const within = along(axis.name);
      const lengths = Array.from({ length: within?.length ?? 1 }, (_, k) => k * (within?.stride ?? 0));
      return all.flatMap((step) => lengths.map((next) => step + next));
    },
    [0],
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
