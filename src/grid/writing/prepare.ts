/** Prepares a folder for a scan: a new grid, a grid to resume or to replace, or a refusal. Leaves nothing behind on failure. */
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StoreError } from '../../errors.js';
import type { GridSpec } from '../../metadata/manifest.js';
import { storeErrorFrom } from '../../systemErrors.js';
import { isAbandoned, type WriteOptions } from '../atomicStore.js';
import { hasAnyChunk } from '../chunks.js';
import { createGrid } from '../createGrid.js';
import { listDoneTiles } from '../doneTiles.js';
import { makeFolders, removeMadeFolders } from '../folders.js';
import type { Grid } from '../store.js';
import { setComplete } from './complete.js';
import { lookAhead, type PrepareOptions } from './outlook.js';
import { removeGrid } from './ownFiles.js';
import { placeOf, replacementBeside } from './place.js';
import { finishReplacement, isThere, settleReplacement } from './replacement.js';
import { bytesMissing, refuseIfTooLarge } from './space.js';

/** A grid ready for its tiles. */
export interface PreparedGrid {
  /** The grid that is written; its folder is another one than that of the scan where it replaces a grid. */
  readonly grid: Grid;
  /** Numbers of the tiles that are already on disk (see `tileAt`). */
  readonly done: ReadonlySet<number>;
  /** How many tiles were written and are no longer there as they were; by what the grid itself knows. */
  readonly lost: number;
  /** True if this call made the grid, false if it existed and is resumed. */
  readonly isNew: boolean;
  /** The outermost folder that had to be made for the grid, if any. */
  readonly madeFolder?: string;
  /** Folder of the grid that this one will replace, if any. */
  readonly replaces?: string;
}

/**
 * Prepares `dir` for a scan: makes a new grid, or lists the finished tiles of an existing one; clears what dead writers have left. Only for who
 * has claimed the grid. Throws like lookAhead, and StoreError where the disk has no room for the tiles that are missing.
 */
export async function prepareGrid(
  dir: string,
  spec: GridSpec,
  options: PrepareOptions = {},
): Promise<PreparedGrid> {
  const place = await placeOf(dir);
  await settleReplacement(place);
  const outlook = await lookAhead(dir, spec, options);
  await removeAbandonedBeside(place);
  await refuseIfTooLarge(dir, bytesMissing(spec, outlook.kind === 'start' ? 0 : outlook.done.size));
  if (outlook.kind === 'start') return await makeGrid(dir, spec, options);
  const { grid, done, lost } = outlook;
  if (outlook.kind === 'replace') {
    const fresh = replacementBeside(place);
    if (!grid) {
      if (await isThere(fresh)) await removeGrid(fresh);
      return { ...(await makeGrid(fresh, spec, options)), replaces: place };
    }
    await removeAbandoned(fresh);
    return { grid, done, lost, isNew: false, replaces: place };
  }
  await removeAbandoned(outlook.grid.dir);
  if (done.size < outlook.grid.tilePlan.tileCount) await setComplete(outlook.grid.dir, false, options);
  return { grid: outlook.grid, done, lost, isNew: false };
}

/**
 * To be called when all tiles are written: says so in the grid, and puts it in the place of the one that it replaces. StoreError if tiles are
 * gone again. Returns files in the folder of the replaced grid that are not the grid's, and which stay.
 */
export async function finishGrid(
  { grid, replaces }: PreparedGrid,
  options: Pick<WriteOptions, 'sync'> = {},
): Promise<string[]> {
  const lost = grid.tilePlan.tileCount - (await listDoneTiles(grid)).size;
  if (lost > 0) {
    throw new StoreError(
      `${grid.dir}: ${lost} tiles that were written are gone again; run the scan again with the same --out, which computes them anew`,
    );
  }
  await setComplete(grid.dir, true, options);
  return replaces === undefined ? [] : await finishReplacement(replaces, options);
}

/**
 * After a failure, removes a grid that this run made if it has no tile yet, with the folders made for it. A grid with tiles is kept, so that
 * it can be resumed. Returns whether it was removed.
 */
export async function discardIfEmpty(prepared: PreparedGrid): Promise<boolean> {
  const { grid, isNew, madeFolder } = prepared;
  // A grid that cannot be looked at may have tiles; and what went wrong before must not be hidden by that.
  if (!isNew || (await hasAnyChunk(grid).catch(() => true))) return false;
  if (await isThere(grid.dir)) await removeGrid(grid.dir);
  await removeMadeFolders(dirname(resolve(grid.dir)), madeFolder);
  return true;
}

async function makeGrid(dir: string, spec: GridSpec, options: PrepareOptions): Promise<PreparedGrid> {
  let madeFolder: string | undefined;
  try {
    madeFolder = await makeFolders(dirname(resolve(dir)));
    const grid = await createGrid(dir, spec, options);
    return {
      grid,
      done: new Set(),
      lost: 0,
      isNew: true,
      ...(madeFolder === undefined ? {} : { madeFolder }),
    };
  } catch (error) {
    await removeMadeFolders(dirname(resolve(dir)), madeFolder);
    throw storeErrorFrom(error, 'cannot create grid', dir);
  }
}

/** Removes the temporary files of writers that were killed. */
async function removeAbandoned(dir: string): Promise<void> {
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && isAbandoned(entry.name))
      await rm(join(entry.parentPath, entry.name), { force: true });
  }
}

/** Removes what killed writers have left beside the grid: a grid that was being made, a log that was being written. */
async function removeAbandonedBeside(place: string): Promise<void> {
  const parent = dirname(place);
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(`.${basename(place)}.`) || !isAbandoned(name)) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}
