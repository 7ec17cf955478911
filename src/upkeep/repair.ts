/** Repairs a grid: its metadata first, then its tiles. A chunk is believed if its digest holds, and is computed anew otherwise. */
import { rm } from 'node:fs/promises';
import { type ChunkDigest, parseTileDigests } from '../digests/tileDigests.js';
import { StoreError } from '../errors.js';
import { pathOfKey } from '../grid/atomicStore.js';
import { listDoneTiles } from '../grid/doneTiles.js';
import { readTextOrOther } from '../grid/metadataFiles.js';
import { digestWarnings, type Grid, withoutDigests } from '../grid/store.js';
import { readTileDigests, tileDigestsKey } from '../grid/tileDigestFiles.js';
import { setComplete } from '../grid/writing/complete.js';
import { goOn, type Kept, tilesInWords } from '../grid/writing/ended.js';
import { claimGrid } from '../grid/writing/writers.js';
import { DOCUMENT } from '../metadata/documents.js';
import { type RunOptions, runScan } from '../scan/run.js';
import { productOf, tileAt } from '../tiles/tiles.js';
import type { Damage } from './damage.js';
import { examineGrid } from './examine.js';
import { IS_NO_FILE } from './examineTiles.js';
import { gridFromScan, mendMetadata } from './mendMetadata.js';
import { requireOneGrid } from './oneGrid.js';
import { scanOfGrid } from './scanOfGrid.js';

/** How to repair. */
export interface RepairOptions extends Pick<RunOptions, 'adapterName' | 'allowSoftware' | 'signal'> {
  /** Called as by a scan, with all points of the grid last. */
  readonly onProgress?: (pointsDone: number, pointsResumed: number, points: number) => void;
  /** The grid's scan file, where the run log does not name it. */
  readonly scanFile?: string;
}

/** What was done, as `dualnu repair --json` prints it. */
export interface Repair {
  readonly grid: string;
  /** What was damaged. */
  readonly damage: readonly Pick<Damage, 'kind' | 'path' | 'what'>[];
  /** Files that were written anew from what is known of them. */
  readonly mended: readonly string[];
  /** Tiles, and grid points, that were computed anew. */
  readonly tiles: number;
  readonly points: number;
  /** Chunks that now hold other bytes than they were first written with; empty unless engine or driver changed in silence. */
  readonly changed: readonly string[];
  /** Tiles that no scan has come to. */
  readonly absent: number;
  /** Of a grid without digests, in which changed numbers are not seen. */
  readonly warnings: readonly string[];
}

/**
 * Repairs the grid at `dir`. ConfigError where a scan file is needed and none is found, or it is another scan's; StoreError where the grid is
 * none of ours to repair, or is still damaged afterwards; errors of the engine.
 */
export async function repairGrid(dir: string, options: RepairOptions): Promise<Repair> {
  const { found, mended, grid } = await withMetadata(dir, options.scanFile);
  const examined = found.grid === undefined ? await examineGrid(dir) : found;
  const numbers = new Set(examined.damage.flatMap(({ tile }) => (tile === undefined ? [] : [tile])));
  const before = new Map<string, ChunkDigest>();
  let points = 0;
  if (numbers.size > 0) {
    const { scan, isSameVersion } = await scanOfGrid(grid, options.scanFile);
    if (!isSameVersion)
      throw new StoreError(
        `${dir}: was made by dualnu ${grid.attributes.dualnu_version} with other kernels or packages, and this version would write other numbers; repair it with that version, or scan again with --overwrite`,
      );
    // Nothing is removed that no scan has written.
    const other = examined.damage.find(({ kind, what }) => kind === 'chunk' && what === IS_NO_FILE);
    if (other !== undefined)
      throw new StoreError(`${dir}: ${other.path} ${IS_NO_FILE}; move it elsewhere and repair again`);
    for (const number of numbers) await forgetTile(grid, number, before);
    const { scanFile: _, onProgress, ...device } = options;
    const total = productOf(grid.tilePlan.shape);
    const engine = grid.attributes.engine === 'reference' ? 'reference' : 'gpu';
    const run = await runScan(scan, {
      ...device,
      out: dir,
      engine,
      overwrite: false,
      keptInWords: keptByRepair,
      onProgress: (done, resumed) => onProgress?.(done, resumed, total),
    });
    points = run.computed;
  }
  // A grid that nothing was written into is as it was found, and may be large.
  const after = numbers.size + mended.length === 0 ? examined : await examineGrid(dir);
  const [left] = after.damage;
  if (left !== undefined) throw new StoreError(`${dir}: ${left.path} ${left.what}, after the repair, too`);
  return {
    grid: dir,
    damage: [...found.damage, ...(found.grid === undefined ? examined.damage : [])].map(
      ({ kind, path, what }) => ({ kind, path, what }),
    ),
    mended,
    tiles: numbers.size,
    points,
    changed: await changedChunks(grid, numbers, before),
    absent: after.absent.size,
    warnings: digestWarnings(grid),
  };
}

/** A repair that was stopped is gone on with by the scan: what was damaged is now not there. */
function keptByRepair(kept: Kept): string {
  const how = goOn(kept, 'run the scan again with the same --out to go on');
  return `${tilesInWords(kept)}; the damaged ones that were not computed anew are removed: ${how}`;
}

/** Mends the metadata; nobody may write the grid in the meantime. */
async function withMetadata(dir: string, scanFile: string | undefined) {
  await using _claim = await claimGrid(dir);
  const found = await examineGrid(dir);
  const grid = found.grid ?? (await gridFromScan(dir, scanFile));
  const lacks = withoutDigests(grid);
  if (lacks !== undefined) {
    const [first] = found.damage;
    // One that never had digests lacks nothing.
    if (first === undefined && grid.storage.kind !== 'undigested') return { found, grid, mended: [] };
    const what = first === undefined ? '' : `${first.path} ${first.what}; it `;
    throw new StoreError(`${dir}: ${what}${lacks}, and cannot be repaired: scan again with --overwrite`);
  }
  if (found.grid !== undefined) await requireOneGrid(found.grid, scanFile);
  const mended = await mendMetadata(grid, found, scanFile);
  if (found.grid === undefined || [...mended, ...found.damage.map(({ path }) => path)].includes(DOCUMENT)) {
    await setComplete(dir, (await listDoneTiles(grid)).size === grid.tilePlan.tileCount);
  }
  return { found, grid, mended };
}

/** Removes the digests of a tile, so that a scan computes it; keeps in `before` what they said. */
async function forgetTile(grid: Grid, number: number, before: Map<string, ChunkDigest>): Promise<void> {
  const path = tileDigestsKey(grid, tileAt(grid.tilePlan, number));
  const digests = parseTileDigests((await readTextOrOther(grid.dir, path)) ?? '');
  for (const digest of digests?.chunks ?? []) before.set(digest.path, digest);
  await rm(pathOfKey(grid.dir, path), { force: true });
}

/** Paths of the chunks that now are others than they were written. */
async function changedChunks(
  grid: Grid,
  numbers: ReadonlySet<number>,
  before: ReadonlyMap<string, ChunkDigest>,
): Promise<string[]> {
  const changed = new Set<string>();
  for (const number of numbers) {
    const digests = await readTileDigests(grid, tileAt(grid.tilePlan, number));
    if (digests === undefined || digests === 'damaged') continue;
    for (const { path, crc32 } of digests.chunks) {
      const known = before.get(path);
      if (known !== undefined && known.crc32 !== crc32) changed.add(path);
    }
  }
  return [...changed];
}
