/** Makes folders, and removes them again. */
import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isFolder } from '../platform/isFolder.js';
import { isAbsent, systemErrorCode } from '../systemErrors.js';

/**
 * Makes a folder and its missing parents; returns the outermost folder made, if any, and leaves none on failure. It does not use mkdir's
 * `recursive`, with which Node loops for ever where the system answers ENOENT to a new folder, as in /proc. Of the parents it makes only
 * those below `within`, if that is given.
 */
export async function makeFolders(dir: string, within?: string): Promise<string | undefined> {
  const folder = resolve(dir);
  const parent = dirname(folder);
  // Tries mkdir first, because the folders of chunks are usually new and a check would cost an extra call.
  const refusal = await refusalOf(folder);
  if (refusal === undefined) return folder;
  // A parent that is missing, or is a file.
  const isAboveWrong = isAbsent(refusal);
  if (!isAboveWrong && (await isFolder(folder))) return undefined;
  if (!isAboveWrong || parent === folder) throw refusal;
  if (within !== undefined && parent === resolve(within)) throw refusal;
  const above = await makeFolders(parent, within).catch((error: unknown) => {
    // A file in the place of a parent: what the system said of the folder itself says it better.
    throw systemErrorCode(error) === 'EEXIST' ? refusal : error;
  });
  const second = await refusalOf(folder);
  // Another process may have made it in the meantime.
  if (second !== undefined && !(await isFolder(folder))) {
    await removeMadeFolders(parent, above);
    throw second;
  }
  return above ?? folder;
}

/** Makes one folder; returns the system's error, or undefined on success. */
async function refusalOf(folder: string): Promise<unknown> {
  return await mkdir(folder).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Removes the empty folders from `dir` up to `outermost`, which makeFolders returned; stops at one that is in use. */
export async function removeMadeFolders(dir: string, outermost: string | undefined): Promise<void> {
  if (outermost === undefined) return;
  for (let folder = resolve(dir); folder.startsWith(outermost); folder = dirname(folder)) {
    const isGone = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!isGone) return;
  }
}

/** The path itself if it exists, otherwise its nearest existing parent. Absolute. */
export async function nearestExisting(path: string): Promise<string> {
  for (let place = resolve(path); ; place = dirname(place)) {
    const isThere = await stat(place).then(
      () => true,
      () => false,
    );
    if (isThere || place === dirname(place)) return place;
  }
}
