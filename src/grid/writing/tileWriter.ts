/** Writing tiles into a grid that others may remove, rename or put something else in the place of. */
import { stat } from 'node:fs/promises';
import { StoreError } from '../../errors.js';
import { isAbsent, storeErrorFrom } from '../../systemErrors.js';
import type { VariableArray } from '../../tiles/block.js';
import type { Tile } from '../../tiles/tiles.js';
import type { WriteOptions } from '../atomicStore.js';
import { writeTile } from '../chunks.js';
import { type Grid, readGroupAttributes } from '../store.js';

/** Writes one tile, as writeTile does. */
export type TileWriter = (tile: Tile, results: Readonly<Record<string, VariableArray>>) => Promise<void>;

/** A writer of tiles that throws StoreError as soon as the grid's folder is no longer there or holds another grid, and makes none again. */
export async function openTileWriter(
  grid: Grid,
  options: Pick<WriteOptions, 'sync'> = {},
): Promise<TileWriter> {
  let known = await folderOf(grid.dir);
  const lasting = new Set<string>();
  const check = async () => {
    const found = await folderOf(grid.dir);
    if (found === known && found !== undefined) return;
    // Some network disks number their folders anew: then it is still the same grid.
    const attributes = found === undefined ? undefined : await readGroupAttributes(grid.dir);
    if (attributes?.identity !== grid.identity) {
      throw new StoreError(
        `${grid.dir}: was removed or renamed while the scan wrote there, and nothing more is computed; run the scan again`,
      );
    }
    known = found;
  };
  return async (tile, results) => {
    await check();
    try {
      await writeTile(grid, tile, results, { ...options, lasting });
    } catch (error) {
      await check();
      throw error;
    }
  };
}

/** Which folder is at a path, by the numbers of disk and folder; undefined if there is none. */
async function folderOf(dir: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(dir, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw storeErrorFrom(error, 'cannot look at', dir);
  }
}
