/** Which files in the folder of a grid are the grid's, and removing these and no others. */
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { DOCUMENT } from '../../metadata/documents.js';
import { syncFolder } from '../../platform/syncFolder.js';
import { DIGESTS } from '../metadataFiles.js';
import { readGroupAttributes } from '../store.js';

/** In the folder of a grid that another one has replaced: the folder is about to be removed. */
export const REPLACED_MARK = '.dualnu-replaced';

/** Temporary files of writers, and what file managers and NFS put into any folder. */
const PASSING = /^(\..*\.tmp|\.DS_Store|\.nfs[\da-f]+)$/;

/** Whether a path below a grid's folder, in its parts, is a grid's with arrays of these names. */
function isOfGrid([top = '', ...rest]: readonly string[], arrays: ReadonlySet<string>): boolean {
  if (rest.length === 0) return top === DOCUMENT || top === REPLACED_MARK || PASSING.test(top);
  const inArray = rest.every((part, i) => {
    const isLast = i === rest.length - 1;
    if (isLast && PASSING.test(part)) return true;
    // Digests are files of JSON beside the chunks.
    if (rest[0] === DIGESTS) return i === 0 ? !isLast : isLast && part.endsWith('.json');
    if (i === 0) return part === 'c' || (isLast && part === DOCUMENT);
    return /^\d+$/.test(part);
  });
  return arrays.has(top) && inArray;
}

/** Files and links below a grid's folder that are not the grid's, relative to it. */
export async function strangersIn(dir: string): Promise<string[]> {
  const attributes = (await readGroupAttributes(dir)) ?? {};
  const names = ['axes', 'variables', 'dimensions'].flatMap((key) => attributes[key] ?? []);
  const arrays = new Set(names.map(String));
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .filter((path) => !isOfGrid(path.split(sep), arrays))
    .sort();
}

/** Removes a grid, as far as it is one: files that are not the grid's stay, in their folders, and are returned. */
export async function removeGrid(dir: string): Promise<string[]> {
  const strangers = await strangersIn(dir);
  // These two last: if this ends in the middle, they say what the rest is.
  const last = [DOCUMENT, REPLACED_MARK];
  if (strangers.length === 0) {
    for (const name of await readdir(dir)) {
      if (!last.includes(name)) await rm(join(dir, name), { recursive: true, force: true });
    }
  } else {
    for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
      const path = relative(dir, join(entry.parentPath, entry.name));
      if (entry.isDirectory() || strangers.includes(path) || last.includes(path)) continue;
      await rm(join(dir, path), { force: true });
    }
  }
  await rm(join(dir, DOCUMENT), { force: true });
  // A power cut may not bring it back without the mark.
  await syncFolder(dir);
  await rm(join(dir, REPLACED_MARK), { force: true });
  if (strangers.length === 0) await rmdir(dir);
  return strangers;
}
