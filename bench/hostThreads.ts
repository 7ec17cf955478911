/** What packing a tile costs the main thread and the threads, beside an engine that answers at once. */
import { at } from '../src/at.js';
import { linkKernels } from '../src/engine/packing/kernels.js';
import { startPackingThreads } from '../src/engine/packing/packingThreads.js';
import { createTilePacker, type PackerOptions } from '../src/engine/packing/packTile.js';
import { threadCpuSeconds } from '../src/platform/threadCpu.js';
import { setUpPhysics } from '../src/prediction/physicsSetup.js';
import { layOutTile } from '../src/prediction/tileLayout.js';
import { planScan } from '../src/prediction/tilePlan.js';
import { experimentScans, type ResolvedScan } from '../src/resolved/scan.js';
import { type Tile, tileAt } from '../src/tiles/tiles.js';

/** Threads are for hardware. */
const FORM = 'lifetimes';

/** Milliseconds of processor time for each tile. */
export interface TileTimes {
  /** Of the main thread. */
  readonly main: number;
  /** Of the threads together, with their garbage collection; loading modules and filling tables are not counted. */
  readonly threads: number;
}

/** Packs the first tiles of a scan with a number of threads, 0 for the main thread alone, after as many tiles that are not counted. */
export async function timeTiles(scan: ResolvedScan, count: number, threads: number): Promise<TileTimes> {
  const plan = planScan(scan);
  const tiles = Array.from({ length: 2 * count }, (_, number) => tileAt(plan, number % plan.tileCount));
  await using packer = await packerOf(scan, threads);
  packer.foresee(tiles);
  for (const tile of tiles.slice(0, count)) await packer.pack(tile);
  const [whole, main] = [process.cpuUsage(), threadCpuSeconds() ?? Number.NaN];
  for (const tile of tiles.slice(count)) await packer.pack(tile);
  const ofMain = ((threadCpuSeconds() ?? Number.NaN) - main) * 1000;
  const { user, system } = process.cpuUsage(whole);
  const ofThreads = threads > 0 ? (user + system) / 1000 - ofMain : 0;
  return { main: ofMain / count, threads: ofThreads / count };
}

interface Packer extends AsyncDisposable {
  foresee(tiles: readonly Tile[]): void;
  pack(tile: Tile): Promise<void>;
}

async function packerOf(scan: ResolvedScan, threads: number): Promise<Packer> {
  const scans = experimentScans(scan);
  const options: PackerOptions[] = [];
  for (const each of scans) options.push({ codes: await linkKernels(each, FORM), form: FORM });
  if (threads === 0) {
    const packers = scans.map((each, e) => createTilePacker(setUpPhysics(each), at(options, e)));
    return {
      foresee() {},
      async pack(tile) {
        const layout = layOutTile(scan, tile);
        for (const pack of packers) {
          const packing = pack(layout, true);
          packing.lifetimes();
          packing.release();
        }
      },
      async [Symbol.asyncDispose]() {},
    };
  }
  const ahead = startPackingThreads(scan, threads).ready(options, true);
  return {
    foresee: ahead.foresee,
    async pack(tile) {
      // The main thread lays out tiles in any case.
      layOutTile(scan, tile);
      const packings = ahead.take(tile);
      if (!packings) throw new RangeError('a foreseen tile is packed by a thread');
      for (const packing of await Promise.all(packings)) packing.release();
    },
    [Symbol.asyncDispose]: () => ahead[Symbol.asyncDispose](),
  };
}
