/** Disk space: the size of a grid, the free space, and write permission. */
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { at } from '../../at.js';
import { StoreError } from '../../errors.js';
import type { GridSpec } from '../../metadata/manifest.js';
import { storeErrorFrom } from '../../systemErrors.js';
import { productOf } from '../../tiles/tiles.js';
import { nearestExisting } from '../folders.js';

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

/** Bytes of the chunks of a grid that are not on disk, if that many of its tiles are. */
export function bytesMissing(spec: Pick<GridSpec, 'axes' | 'tilePlan' | 'variables'>, done: number): number {
  const { tileCount } = spec.tilePlan;
  return Math.ceil((bytesOfChunks(spec) * (tileCount - done)) / tileCount);
}

/** Throws StoreError where fewer bytes are free at a path than a scan will write there. */
export async function refuseIfTooLarge(path: string, needed: number): Promise<void> {
  const free = await freeBytes(path);
  if (free === undefined || needed <= free) return;
  throw new StoreError(
    `${path}: the scan will write ${bytesInWords(needed)}, but only ${bytesInWords(free)} are free on that disk; free some, choose another --out, or scan fewer points`,
  );
}

/** `12.3 MB`. */
function bytesInWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(bytes) / 3)));
  return power === 0 ? `${bytes} B` : `${(bytes / 1000 ** power).toPrecision(3)} ${units[power]}`;
}
