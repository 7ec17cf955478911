/** Making folders and taking them back. */
import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it that are missing; returns the outermost one made, if any, and leaves none on failure.
 * Not by mkdir's own `recursive`: where the system says ENOENT to a new folder, as in /proc, Node then tries for ever.
 */
export async function makeFolders(dir: string): Promise<string | undefined> {
  const folder = resolve(dir);
  if (await isFolder(folder)) return undefined;
  const above = dirname(folder) === folder ? undefined : await makeFolders(dirname(folder));
  try {
    await mkdir(folder);
  } catch (error) {
    // Another process may have made it in the meantime.
    if (!(await isFolder(folder))) {
      await removeMadeFolders(dirname(folder), above);
      throw error;
    }
  }
  return above ?? folder;
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

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
