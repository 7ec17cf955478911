/** Room on a disk: what a grid takes, what is free, and whether anything may be written. */
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import type { StoreError } from '../errors.js';
import { storeErrorFrom } from './atomicStore.js';
import { nearestExisting } from './folders.js';
import type { GridSpec } from './manifest.js';
import { productOf } from './tiles.js';

/** Bytes of a number in a chunk: float32 or uint32. */
const WORD_BYTES = 4;

/** Bytes of all chunks of a grid. Those at the upper edge of an axis are as large as the others. */
export function bytesOfChunks({
  axes,
  tilePlan,
  variables,
}: Pick<GridSpec, 'axes' | 'tilePlan' | 'variables'>): number {
  return variables.reduce((sum, variable) => {
    const words = axes.reduce(
      (product, { name, values }, i) => {
        if (!variable.axes.includes(name)) return product;
        const chunk = tilePlan.chunkShape[i] ?? values.length;
        return product * chunk * Math.ceil(values.length / chunk);
      },
      productOf(variable.extra.map(({ size }) => size)),
    );
    return sum + WORD_BYTES * words;
  }, 0);
}

/** Bytes that are free for files at a path, which need not exist; undefined where the system does not tell. */
export async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(await nearestExisting(path));
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** Why nothing can be written at a path, as the attempt would say; undefined where it seems possible. */
export async function refusalToWrite(path: string): Promise<StoreError | undefined> {
  try {
    await access(await nearestExisting(path), constants.W_OK);
    return undefined;
  } catch (error) {
    return storeErrorFrom(error, 'cannot create grid', path);
  }
}
