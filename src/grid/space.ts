/** Disk space: the size of a grid, the free space, and write permission. */
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { at } from '../at.js';
import type { StoreError } from '../errors.js';
import type { GridSpec } from '../metadata/manifest.js';
import { productOf } from '../tiles/tiles.js';
import { storeErrorFrom } from './atomicStore.js';
import { nearestExisting } from './folders.js';

/** Bytes of a number in a chunk: float32 or uint32. */
const WORD_BYTES = 4;

/** Bytes of all chunks of a grid. Chunks at the upper end of an axis have the full size. */
export function bytesOfChunks({
  axes,
  tilePlan,
  variables,
}: Pick<GridSpec, 'axes' | 'tilePlan' | 'variables'>): number {
  return variables.reduce((sum, variable) => {
    const words = axes.reduce(
      (product, { name, values }, i) => {
        if (!variable.axes.includes(name)) return product;
        const chunk = at(tilePlan.chunkShape, i);
        return product * chunk * Math.ceil(values.length / chunk);
      },
      productOf(variable.extra.map(({ size }) => size)),
    );
    return sum + WORD_BYTES * words;
  }, 0);
}

/** Free bytes at a path, which need not exist; undefined if the system does not report them. */
export async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(await nearestExisting(path));
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** The error that writing at a path would give; undefined if writing seems possible. */
export async function refusalToWrite(path: string): Promise<StoreError | undefined> {
  try {
    await access(await nearestExisting(path), constants.W_OK);
    return undefined;
  } catch (error) {
    return storeErrorFrom(error, 'cannot create grid', path);
  }
}
