/** A grid on one page: shape, best fit, flags, and how much of it is done. Read tile by tile. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { at } from '../at.js';
import { StoreError } from '../errors.js';
import { listReadableTiles } from '../grid/doneTiles.js';
import { readTile } from '../grid/reading.js';
import type { Grid, StorageKind } from '../grid/store.js';
import { statisticInWords } from '../metadata/manifest.js';
import { unitOf } from '../model/parameters.js';
import { CHI2 } from '../outputs/chi2.js';
import { FLAG_WORDS } from '../outputs/flags.js';
import { variableName } from '../outputs/output.js';
import { countEvents, type EventCounts } from '../planes/eventCounts.js';
import { addCounts, countMasks, type FlagCounts, flagVariables } from '../planes/flags.js';
import { NEGATIVE_MEANS } from '../planes/missing.js';
import { storeErrorFrom } from '../systemErrors.js';
import { type BestFit, bestWithBackground, betterFit, type FoundFit } from '../tiles/bestFit.js';
import type { VariableArray } from '../tiles/block.js';
import { productOf, type Tile, tileAt } from '../tiles/tiles.js';
import { dimensionNames, extraDimensions, type VariableSpec } from '../tiles/variables.js';
import { shortNumber } from '../words.js';

/** Tiles that are read ahead while one is being evaluated. */
const TILES_AHEAD = 2;

/** A grid on one page, as `dualnu info --json` prints it. */
export interface GridSummary {
  readonly grid: string;
  readonly shape: readonly number[];
  readonly points: number;
  readonly tiles: { readonly done: number; readonly total: number; readonly shape: readonly number[] };
  readonly axes: readonly {
    readonly name: string;
    readonly points: number;
    readonly first: number;
    readonly last: number;
    readonly unit: string;
    readonly spacing: string;
  }[];
  readonly variables: readonly {
    readonly name: string;
    /** Axes of the variable, followed by further dimensions. */
    readonly axes: readonly string[];
    readonly units: string;
  }[];
  /** Dimensions of variables that are not axes, with what they count; absent where there are none. */
  readonly dimensions?: readonly {
    readonly name: string;
    readonly size: number;
    readonly long_name: string;
    readonly labels: readonly string[];
  }[];
  /** Over the tiles that are done, and |U|^2 = 0; null when none is, or the grid has no chi2. */
  readonly best_fit: BestFit | null;
  readonly background_chi2: number;
  /** Grid points of the done tiles that carry each flag; in a joint grid the flags of the experiments in the sum. */
  readonly flags: FlagCounts;
  /** Flags of each experiment of a joint grid, by its name; absent where the grid does not have them. */
  readonly flags_by_experiment?: Readonly<Record<string, FlagCounts>>;
  /** Mass points of the done tiles, counted by their events; null where all have the same number. */
  readonly events: EventCounts | null;
  readonly provenance: Readonly<Record<string, unknown>>;
  /** Whether its files are those that a scan wrote, with digests. */
  readonly storage: StorageKind;
  readonly bytes: number;
}

/** The tiles that a run has written and their best fit, so that they need not be read again. */
export interface SeenTiles {
  readonly tiles: ReadonlySet<number>;
  /** The best fit in them; undefined where chi2 was not computed. */
  readonly best: FoundFit | undefined;
}

/** Summarizes a grid; reads every finished tile that was not seen, one at a time. StoreError when the disk refuses. */
export async function summarizeGrid(grid: Grid, seen?: SeenTiles): Promise<GridSummary> {
  const { background_chi2, config: _config, ...provenance } = grid.attributes;
  const done = await listReadableTiles(grid);
  const unseen = [...done].filter((number) => !seen?.tiles.has(number));
  return {
    grid: grid.dir,
    shape: grid.tilePlan.shape,
    points: productOf(grid.tilePlan.shape),
    tiles: { done: done.size, total: grid.tilePlan.tileCount, shape: grid.tilePlan.chunkShape },
    axes: grid.axes.map((axis) => ({
      name: axis.name,
      points: axis.values.length,
      first: at(axis.values, 0),
      last: at(axis.values, axis.values.length - 1),
      unit: unitOf(axis) || '1',
      spacing: axis.spacing,
    })),
    variables: grid.variables.map((variable) => ({
      name: variable.name,
      axes: dimensionNames(variable),
      units: variable.units,
    })),
    ...describeDimensions(grid),
    best_fit: done.size === 0 ? null : await findBestFit(grid, unseen, seen?.best),
    background_chi2,
    flags: await countAllFlags(grid, done, flagVariables(grid)),
    ...(await countByExperiment(grid, done)),
    events: await countEvents(grid, done),
    provenance: { ...provenance, statistic: statisticInWords(grid.attributes), identity: grid.identity },
    storage: grid.storage.kind,
    bytes: await sizeOnDisk(grid.dir),
  };
}

function describeDimensions({ variables }: Grid): Pick<GridSummary, 'dimensions'> {
  const extra = extraDimensions(variables);
  if (extra.length === 0) return {};
  const dimensions = extra.map(({ name, size, attributes: { long_name, labels } }) => ({
    name,
    size,
    long_name: String(long_name ?? name),
    labels: Array.isArray(labels) ? labels.map(String) : [],
  }));
  return { dimensions };
}

/**
 * The least chi2 among some tiles, the best fit that is already known, and |U|^2 = 0; null where the grid has no chi2.
 * StoreError where a chi2 is negative.
 */
export async function findBestFit(
  grid: Grid,
  tiles: Iterable<number>,
  known?: FoundFit,
): Promise<BestFit | null> {
  if (!grid.variables.some((variable) => variable.name === CHI2.name)) return null;
  let best = known;
  for await (const { number, tile, data } of readAhead(grid, tiles, CHI2.name)) {
    best = betterFit(grid.axes, best, number, tile, data);
    if (best && best.chi2 < 0) {
      const place = Object.entries(best.at).map(([name, value]) => `${name} = ${shortNumber(value)}`);
      throw new StoreError(`${grid.dir}: chi2 is ${best.chi2} at ${place.join(', ')}; ${NEGATIVE_MEANS}`);
    }
  }
  return bestWithBackground(grid.axes, best, grid.attributes.background_chi2);
}

/** A variable tile by tile; the next tiles are read from disk while one is being evaluated. */
async function* readAhead(grid: Grid, tiles: Iterable<number>, name: string) {
  const reading: { readonly number: number; readonly tile: Tile; readonly data: Promise<VariableArray> }[] =
    [];
  const next = async () => {
    const oldest = reading.shift();
    return oldest && { ...oldest, data: await oldest.data };
  };
  for (const number of tiles) {
    const tile = tileAt(grid.tilePlan, number);
    const data = readTile(grid, tile, name);
    // An error is thrown when the tile's turn comes; until then it must not count as unhandled.
    data.catch(() => undefined);
    reading.push({ number, tile, data });
    const oldest = reading.length > TILES_AHEAD ? await next() : undefined;
    if (oldest) yield oldest;
  }
  for (let oldest = await next(); oldest; oldest = await next()) yield oldest;
}

/** Grid points of some tiles that carry each flag, by the variables that hold them. */
export async function countAllFlags(
  grid: Grid,
  tiles: Iterable<number>,
  variables: readonly VariableSpec[],
): Promise<FlagCounts> {
  const total: Record<string, number> = {};
  for (const variable of variables) {
    for (const number of tiles) {
      const tile = tileAt(grid.tilePlan, number);
      const values = await readTile(grid, tile, variable.name);
      // One value of the flags applies to all points of the tile on the axes that flags lack.
      addCounts(total, countMasks(variable, values, productOf(tile.shape) / values.length));
    }
  }
  return total;
}

/** Flags of each experiment by itself, where the grid has them; `flags` has those that all experiments share. */
async function countByExperiment(
  grid: Grid,
  tiles: ReadonlySet<number>,
): Promise<Pick<GridSummary, 'flags_by_experiment'>> {
  const counts: [name: string, counts: FlagCounts][] = [];
  for (const { name, suffix } of grid.attributes.experiments) {
    const flagWords = grid.variables.filter(
      (v) => suffix !== '' && v.name === variableName(FLAG_WORDS, suffix),
    );
    if (flagWords.length > 0) counts.push([name, await countAllFlags(grid, tiles, flagWords)]);
  }
  return counts.length > 0 ? { flags_by_experiment: Object.fromEntries(counts) } : {};
}

/** Bytes of all files below a folder. */
export async function sizeOnDisk(dir: string): Promise<number> {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const sizes = await Promise.all(
      files.map((file) => stat(join(file.parentPath, file.name)).then((info) => info.size)),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch (error) {
    throw storeErrorFrom(error, 'cannot read', dir);
  }
}
