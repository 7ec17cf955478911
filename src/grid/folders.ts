/** Making folders and taking them back. */
import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it that are missing; returns the outermost one made, if any, and leaves none on failure.
 * Not by mkdir's own `recursive`: where the system says ENOENT to a new folder, as in /proc, Node then tries for ever.
 */
export async function makeFolders(dir: string): Promise<string | undefined> {
  const folder = resolve(dir);
  const parent = dirname(folder);
  // Made first and asked for later: chunks come in new folders, each of which would take a question more.
  const refusal = await refusalOf(folder);
  if (refusal === undefined) return folder;
  if (!isAboveWrong(refusal) && (await isFolder(folder))) return undefined;
  if (!isAboveWrong(refusal) || parent === folder) throw refusal;
  const above = await makeFolders(parent);
  const second = await refusalOf(folder);
  // Another process may have made it in the meantime.
  if (second !== undefined && !(await isFolder(folder))) {
    await removeMadeFolders(parent, above);
    throw second;
  }
  return above ?? folder;
}

/** Whether a folder could not be made because of those above it: one is missing, or is a file. */
function isAboveWrong(refusal: unknown): boolean {
  const code = refusal instanceof Error && 'code' in refusal ? refusal.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Makes one folder; what the system said, or undefined. */
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

/** The path itself where something is there, or else the nearest above it where something is. Absolute. */
export async function nearestExisting(path: string): Promise<string> {
  for (let at = resolve(path); ; at = dirname(at)) {
    const isThere = await stat(at).then(
      () => true,
      () => false,
    );
    if (isThere || at === dirname(at)) return at;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
