/** Metadata documents on disk, and their second copy, against which they are checked byte by byte. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { at } from '../at.js';
import { type MetadataCopy, metadataCopyText, parseMetadataCopy } from '../digests/metadataCopy.js';
import { StoreError } from '../errors.js';
import { consolidatedTexts, DOCUMENT, withComplete } from '../metadata/documents.js';
import type { GridSpec } from '../metadata/manifest.js';
import { readRegularFile, SIZE_LIMITS, UnreadableFile } from '../platform/readRegularFile.js';
import { isAbsent, storeErrorFrom } from '../systemErrors.js';
import { pathOfKey, type WriteOptions, writeAtomically } from './atomicStore.js';

/**
 * Folder of the digests and of the second copy, in that of the first variable: in the folder of an array Zarr looks at nothing but its
 * document and its chunks.
 */
export const DIGESTS = 'digests';

/** Name of the second copy. */
const COPY = 'metadata.json';

/** Path in the grid of a file of the digests. */
export function digestsKey({ variables }: Pick<GridSpec, 'variables'>, name: string): string {
  return `${at(variables, 0).name}/${DIGESTS}/${name}`;
}

/** The bytes of a file below a grid's folder; undefined if there is none. StoreError if it cannot be read, or is no file. */
export async function readGridFile(dir: string, path: string, limit: number): Promise<Buffer | undefined> {
  const file = pathOfKey(dir, path);
  try {
    return await readRegularFile(file, limit);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    if (error instanceof UnreadableFile)
      throw new StoreError(`${file}: ${error.message}; the grid is damaged`, { cause: error });
    throw storeErrorFrom(error, 'cannot read', file);
  }
}

/** A pipe, a device or a link to none of ours in the place of a file: it can be replaced, and is never opened. */
export const NO_FILE = 'no file';

/** What `read` reads of a path in a grid; NO_FILE where something is there that is neither a file nor a folder, and that a rename would replace. */
export async function unlessNoFile<T>(
  dir: string,
  path: string,
  read: () => Promise<T>,
): Promise<T | typeof NO_FILE> {
  try {
    return await read();
  } catch (error) {
    const info = await lstat(pathOfKey(dir, path)).catch(() => undefined);
    // In a folder there may be anything; and a file that the disk refuses is a file.
    if (info === undefined || info.isDirectory() || info.isFile()) throw error;
    return NO_FILE;
  }
}

/** As readGridText; NO_FILE as unlessNoFile. */
export function readTextOrOther(dir: string, path: string): Promise<string | undefined> {
  return unlessNoFile(dir, path, () => readGridText(dir, path));
}

/** The text of a file below a grid's folder; undefined if there is none. Bytes that are not UTF-8 are replaced, which no digest overlooks. */
export async function readGridText(dir: string, path: string): Promise<string | undefined> {
  return (await readGridFile(dir, path, SIZE_LIMITS.table))?.toString('utf8');
}

/** The texts of files below a grid's folder by their paths, as far as they are there. */
export async function readGridTexts(dir: string, paths: Iterable<string>): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = await readGridText(dir, path);
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}

/** The documents of a grid that its group's document names, with that one, and what of them is not as it says. */
export async function readConsolidated(
  dir: string,
  group: string,
): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly fault: string | undefined }> {
  const expected = consolidatedTexts(group);
  const texts = await readGridTexts(dir, expected.keys());
  const other = [...expected].find(([path, text]) => texts.get(path) !== text)?.[0];
  const what = other !== undefined && texts.has(other) ? `is not what ${DOCUMENT} says of it` : 'is gone';
  return { texts: new Map([[DOCUMENT, group], ...texts]), fault: other && `${other} ${what}` };
}

/** The second copy and its path in the grid; the copy itself is missing where it is damaged. */
export interface FoundCopy {
  readonly path: string;
  readonly copy?: MetadataCopy;
}

/**
 * Looks for the second copy in every folder of a grid, since the damage may be in the name of its first variable. Undefined where there is
 * none, and no digest either.
 */
export async function findMetadataCopy(dir: string): Promise<FoundCopy | undefined> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: unknown) => {
    throw storeErrorFrom(error, 'cannot read', dir);
  });
  for (const entry of entries.filter((found) => found.isDirectory())) {
    const path = `${entry.name}/${DIGESTS}/${COPY}`;
    const text = await readTextOrOther(dir, path);
    if (text !== undefined) {
      const copy = parseMetadataCopy(text);
      return { path, ...(copy === undefined ? {} : { copy }) };
    }
    if (await hasFiles(join(dir, entry.name, DIGESTS))) return { path };
  }
  return undefined;
}

async function hasFiles(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length > 0;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw storeErrorFrom(error, 'cannot read', folder);
  }
}

/** Writes the second copy of a grid's metadata. */
export async function writeMetadataCopy(
  dir: string,
  spec: Pick<GridSpec, 'identity' | 'variables'>,
  texts: ReadonlyMap<string, string>,
  options: WriteOptions = {},
): Promise<void> {
  // The document of the group is another one when the last tile is there: both are known from the beginning.
  const of = (path: string, text: string) =>
    path === DOCUMENT ? [withComplete(text, false), withComplete(text, true)] : [text];
  const files = Object.fromEntries([...texts].map(([path, text]) => [path, of(path, text)]));
  const text = metadataCopyText({ identity: spec.identity, files });
  await writeAtomically(pathOfKey(dir, digestsKey(spec, COPY)), text, options);
}

/** Paths of the documents that are not as their second copy has them, in the order of the copy; undefined stands for a missing document. */
export function changedDocuments(copy: MetadataCopy, texts: ReadonlyMap<string, string>): string[] {
  return Object.keys(copy.files).filter((path) => {
    const text = texts.get(path);
    return text === undefined || !copy.files[path]?.includes(text);
  });
}

/** The documents as the second copy has them; of several texts the newest, or the oldest. */
export function textsOfCopy(
  { files }: MetadataCopy,
  which: 'newest' | 'oldest' = 'newest',
): Map<string, string> {
  const place = which === 'newest' ? -1 : 0;
  return new Map(Object.entries(files).map(([path, texts]) => [path, texts.at(place) ?? '']));
}
