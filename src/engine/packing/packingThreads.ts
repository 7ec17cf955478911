/** Threads that pack the tiles of a scan ahead of the engine: how many, and how far ahead. The bytes do not depend on them. */

import { isKinematic } from '../../model/parameters.js';
import { thisMachine } from '../../platform/machine.js';
import { startThreads, type Threads } from '../../platform/threads.js';
import { channelCount } from '../../prediction/channels.js';
import { lifetimeAxisNames } from '../../prediction/tileLayout.js';
import { planScan } from '../../prediction/tilePlan.js';
import { experimentScans, type ResolvedScan } from '../../resolved/scan.js';
import { productOf, type Tile } from '../../tiles/tiles.js';
import type { PackedTile, PackingTask } from './packingThread.js';
import { type PackerOptions, type TilePacking, uploadedBuffers } from './packTile.js';

/** Number of threads that pack tiles; `as needed` leaves it to `threadsFor`. */
export type ThreadChoice = number | 'as needed';

/** Four pack tiles faster than disks take their chunks; more would only use memory. */
const MOST_THREADS = 4;
/** With less to prepare, a thread has hardly loaded its modules when little is left to do, ms. */
const LEAST_PREPARATION_MS = 150;
/** About what the preparation of a channel of a mass point takes, and of a coupling of a mass point, ms; only the order matters. */
const MS_PER_ROW = 4e-3;
const MS_PER_CELL = 3e-4;
/** With fewer tiles, all are under way before a thread is ready. */
const LEAST_TILES = 8;

/** About what the process grows by with each thread, bytes: its modules, its set-up of the scan, and the tiles that it packs ahead. */
export const BYTES_PER_THREAD = 50 * 2 ** 20;

/** Tiles that are packed or being packed for each thread: one at work, one behind it, and one that waits for the device. */
const AHEAD_PER_THREAD = 3;

/**
 * How many threads pack the tiles of a scan. None for a small scan, whose first tile is on the device before a thread has started, and none
 * for a software adapter, whose shaders need every core and take far longer than the preparation, and none where a sample's events would be
 * copied to each. Else as many as may be of use beside the main thread.
 */
export function threadsFor(
  scan: ResolvedScan,
  { software }: { readonly software: boolean },
  cores: number = thisMachine().cores,
): number {
  if (scan.runs.some((run) => run.sample !== undefined)) return 0;
  if (software || planScan(scan).tileCount < LEAST_TILES) return 0;
  if (preparationOf(scan) < LEAST_PREPARATION_MS) return 0;
  return Math.max(0, Math.min(cores - 1, MOST_THREADS));
}

/** About how long the main thread would prepare all tiles of a scan, ms. */
function preparationOf(scan: ResolvedScan): number {
  const ofLifetimes = new Set<string>(lifetimeAxisNames(scan));
  const points = (isMeant: (name: string) => boolean) =>
    productOf(scan.axes.filter(({ name }) => isMeant(name)).map(({ values }) => values.length));
  const [masses, cells] = [points((name) => isKinematic(name)), points((name) => ofLifetimes.has(name))];
  return experimentScans(scan)
    .map((each) => masses * channelCount(each) * MS_PER_ROW + cells * MS_PER_CELL)
    .reduce((sum, ms) => sum + ms, 0);
}

/** Tiles that are packed ahead. */
export interface TilesAhead extends AsyncDisposable {
  /** Names the tiles that will be taken, in their order. Some of them are packed at once, and one more for each that is taken. */
  foresee(tiles: Iterable<Tile>): void;
  /** The packings of a tile, one of each experiment, or undefined where nobody packs it. A failure of its packing is thrown when it is awaited. */
  take(tile: Tile): readonly Promise<TilePacking>[] | undefined;
}

/** Starts threads for the tiles of a scan. They load their modules meanwhile; `ready` gives them what else they need. */
export function startPackingThreads(scan: ResolvedScan, count: number) {
  const threads: PackingThreads = startThreads('engine/packing/packingThread', count, scan);
  return {
    /** `withVariables` as for a packer; `options` has an entry for each experiment. */
    ready(options: readonly PackerOptions[], withVariables: boolean): TilesAhead {
      const opened = threads.askAll({ options });
      // Thrown with the first tile; until then a failure must not count as unhandled.
      opened.catch(() => undefined);
      return tilesAhead(threads, opened, options.length, withVariables);
    },
    [Symbol.asyncDispose]: () => threads[Symbol.asyncDispose](),
  };
}

type PackingThreads = Threads<PackingTask, PackedTile | undefined>;

function tilesAhead(
  threads: PackingThreads,
  opened: Promise<unknown>,
  experiments: number,
  withVariables: boolean,
): TilesAhead {
  const packed = new Map<string, readonly Promise<TilePacking>[]>();
  // They go with the next task to whichever thread it is: all threads get as many tasks.
  let spare: ArrayBuffer[] = [];
  let coming: Iterator<Tile> = [][Symbol.iterator]();
  const pack = async (tile: Tile, experiment: number): Promise<TilePacking> => {
    const asked = threads.ask({ tile, experiment, withVariables, spare });
    spare = [];
    // Why a thread did not open says more than what it then throws.
    const [, answer] = await Promise.all([opened, asked]);
    if (!answer) throw new RangeError('a thread answers a tile with its packing');
    const { events, lifetimes } = answer;
    return {
      events,
      lifetimes: () => lifetimes,
      release: () => spare.push(...uploadedBuffers(events, lifetimes)),
    };
  };
  const fill = () => {
    while (packed.size < AHEAD_PER_THREAD * threads.count) {
      const { value: tile, done } = coming.next();
      if (done) return;
      const packings = Array.from({ length: experiments }, (_, e) => pack(tile, e));
      // Thrown when the tile is taken; until then a failure must not count as unhandled.
      for (const packing of packings) packing.catch(() => undefined);
      packed.set(keyOf(tile), packings);
    }
  };
  return {
    foresee(tiles) {
      coming = tiles[Symbol.iterator]();
      fill();
    },
    take(tile) {
      const packings = packed.get(keyOf(tile));
      if (!packings) return undefined;
      packed.delete(keyOf(tile));
      fill();
      return packings;
    },
    [Symbol.asyncDispose]: () => threads[Symbol.asyncDispose](),
  };
}

function keyOf({ start, shape }: Tile): string {
  return `${start}; ${shape}`;
}
