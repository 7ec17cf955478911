/** What makes a new name in a folder last through a power cut. */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder cannot be synced in this way: on Windows, on some network disks, or without the right to read it. */
const IMPOSSIBLE = new Set(['EACCES', 'EPERM', 'EISDIR', 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EBADF']);

/**
 * Returns when the names in a folder are on the disk: files that were renamed into it, folders that were made in it. Does nothing where
 * the system cannot do this, and throws where the disk fails.
 */
export async function syncFolder(dir: string): Promise<void> {
  try {
    await using folder = await open(dir, 'r');
    await folder.sync();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!IMPOSSIBLE.has(code)) throw error;
  }
}

/** Returns when everything in a folder that no other program sees yet is on the disk: all files below it, and all names. */
export async function syncTree(dir: string): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const sync = async (path: string) => {
    await using file = await open(path, 'r+');
    await file.sync();
  };
  const all = entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return entry.isDirectory() ? syncFolder(path) : sync(path);
  });
  await Promise.all([...all, syncFolder(dir)]);
}
