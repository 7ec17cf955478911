/**
 * A grid that takes the place of another, for `--overwrite`: it grows beside the old one, which stays until the new one is whole, and then
 * they change places. Where a run ends in between, the next one finds either grid in place and clears up what is left.
 */
import { rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exchangeFolders } from '../../platform/exchangeFolders.js';
import { syncFolder } from '../../platform/syncFolder.js';
import { isAbsent } from '../../systemErrors.js';
import { type WriteOptions, writeAtomically } from '../atomicStore.js';
import { isComplete } from './complete.js';
import { REPLACED_MARK, removeGrid } from './ownFiles.js';
import { replacedBeside, replacementBeside } from './place.js';

/**
 * Brings a place into order after a run that ended while it exchanged two grids: a grid stands there if there was one, and what was replaced
 * is gone. Only for who has claimed the grid.
 */
export async function settleReplacement(place: string): Promise<void> {
  const [fresh, old] = [replacementBeside(place), replacedBeside(place)];
  // The two have changed places, and the old one was not yet removed.
  if (await isMarked(fresh)) await removeReplaced(fresh, old);
  if (await isMarked(old)) {
    if (await isThere(place)) await removeGrid(old);
    else if (await isComplete(fresh)) {
      await rename(fresh, place);
      await removeGrid(old);
    } else await rename(old, place);
  }
  // Its mark is removed before the folder itself. A folder that is not empty stays.
  await rmdir(old).catch(() => undefined);
  if (await isMarked(place)) await rm(join(place, REPLACED_MARK), { force: true });
}

/**
 * Puts the replacement of a grid into its place and removes the old one. On Linux and macOS, and disks that can do it, both change places at
 * one instant; elsewhere the place is empty between two renames. Returns files in the old folder that are not a grid's, which stay.
 */
export async function finishReplacement(
  place: string,
  { sync = true }: Pick<WriteOptions, 'sync'> = {},
): Promise<string[]> {
  const [fresh, old] = [replacementBeside(place), replacedBeside(place)];
  const syncNames = async () => {
    if (sync) await syncFolder(dirname(place));
  };
  if (!(await isThere(place))) {
    await rename(fresh, place);
    await syncNames();
    return [];
  }
  await writeAtomically(join(place, REPLACED_MARK), '', { sync, within: place });
  if (await exchangeFolders(fresh, place)) {
    await syncNames();
    return await removeReplaced(fresh, old);
  }
  await rename(place, old);
  await rename(fresh, place);
  await syncNames();
  return await removeGrid(old);
}

/** Removes an old grid from the folder of a replacement. What is not the grid's must not be in the way there: it is left under another name. */
async function removeReplaced(fresh: string, old: string): Promise<string[]> {
  if (await isThere(old)) return await removeGrid(fresh);
  await rename(fresh, old);
  return await removeGrid(old);
}

/** Whether a folder is that of a grid that was replaced. */
export function isMarked(dir: string): Promise<boolean> {
  return isThere(join(dir, REPLACED_MARK));
}

/** Whether there is anything at a path. Throws where that cannot be told. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}
