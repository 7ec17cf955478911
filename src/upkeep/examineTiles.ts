/** The tiles of a grid, chunk by chunk: against their digests, or, where there are none, number by number. */
import { stat } from 'node:fs/promises';
import { type ChunkDigest, faultOf } from '../digests/tileDigests.js';
import { StoreError } from '../errors.js';
import { pathOfKey } from '../grid/atomicStore.js';
import { tileState } from '../grid/chunks.js';
import { readTile } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { readTileDigests, tileDigestsKey } from '../grid/tileDigestFiles.js';
import { CHI2 } from '../outputs/chi2.js';
import { readRegularFile, UnreadableFile } from '../platform/readRegularFile.js';
import { isAbsent, storeErrorFrom } from '../systemErrors.js';
import { tileAt } from '../tiles/tiles.js';
import type { Damage } from './damage.js';

/** What was found of the tiles. */
export interface ExaminedTiles {
  readonly damage: readonly Damage[];
  readonly done: ReadonlySet<number>;
  readonly absent: ReadonlySet<number>;
  readonly chunks: number;
}

/** Of a folder, a pipe or a device in the place of a file. */
export const IS_NO_FILE = 'is no file';

/** Of a tile of a grid that says that all of them are there. */
const LOST_DIGESTS = 'is missing: removed or lost';

/** Every chunk against the digest that was written after it. */
export async function examineDigests(grid: Grid): Promise<ExaminedTiles> {
  const damage: Damage[] = [];
  const [done, absent] = [new Set<number>(), new Set<number>()];
  const seen = new Map<string, ChunkDigest>();
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    const digests = await readTileDigests(grid, tile);
    const path = tileDigestsKey(grid, tile);
    if (digests === undefined) {
      if (grid.storage.isComplete) damage.push({ kind: 'digests', path, what: LOST_DIGESTS, tile: number });
      else absent.add(number);
      continue;
    }
    if (digests === 'damaged') {
      damage.push({ kind: 'digests', path, what: 'is not as it was written', tile: number });
      continue;
    }
    done.add(number);
    for (const digest of digests.chunks) {
      const known = seen.get(digest.path);
      if (known === undefined) {
        const what = await faultOfChunk(grid, digest);
        if (what !== undefined) damage.push({ kind: 'chunk', path: digest.path, what, tile: number });
        seen.set(digest.path, digest);
      } else if (known.crc32 !== digest.crc32) {
        const what = `does not agree with other tiles about ${digest.path}`;
        damage.push({ kind: 'digests', path, what, tile: number });
      }
    }
  }
  return { damage, done, absent, chunks: seen.size };
}

async function faultOfChunk(grid: Grid, digest: ChunkDigest): Promise<string | undefined> {
  const path = pathOfKey(grid.dir, digest.path);
  try {
    return faultOf(await readRegularFile(path, digest.bytes), digest);
  } catch (error) {
    if (isAbsent(error)) return 'was written and is gone';
    // A longer file, a folder, a pipe or a device, of which the last two might never end.
    if (error instanceof UnreadableFile) return await faultOfOther(path, digest);
    throw storeErrorFrom(error, 'cannot read', path);
  }
}

/** What stands in the place of a chunk and was not read. */
async function faultOfOther(path: string, { bytes }: ChunkDigest): Promise<string> {
  const info = await stat(path);
  return info.isFile() ? `has ${info.size} bytes where ${bytes} were written` : IS_NO_FILE;
}

/** Of a grid without digests: every number can be read, and no chi2 is negative. */
export async function examineNumbers(grid: Grid): Promise<ExaminedTiles> {
  const damage: Damage[] = [];
  const [done, absent] = [new Set<number>(), new Set<number>()];
  let chunks = 0;
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    const state = await tileState(grid, tile);
    if (state === 'absent') {
      absent.add(number);
      continue;
    }
    // What is wrong with a damaged one is found in reading it.
    if (state === 'done') done.add(number);
    for (const { name } of grid.variables) {
      const what = await faultOfNumbers(grid, number, name);
      if (what !== undefined)
        damage.push({ kind: 'chunk', path: `${name} [${tile.index}]`, what, tile: number });
      chunks++;
    }
  }
  return { damage, done, absent, chunks };
}

async function faultOfNumbers(grid: Grid, number: number, name: string): Promise<string | undefined> {
  try {
    const numbers = await readTile(grid, tileAt(grid.tilePlan, number), name);
    const isChi2 = name === CHI2.name || name.startsWith(`${CHI2.name}_`);
    const negative = isChi2 ? numbers.find((value) => value < 0) : undefined;
    return negative === undefined ? undefined : `holds a chi2 of ${negative}`;
  } catch (error) {
    if (error instanceof StoreError) return error.message;
    throw error;
  }
}
