/** Reading of input files: where the program's own data lie, how a file is named in messages, and what its hash is. */

import { basename, dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputDataError } from '../errors.js';
import { decodeText } from '../platform/decodeText.js';
import { readRegularFile, SIZE_LIMITS, whyUnread } from '../platform/readRegularFile.js';
import { sha256 } from '../platform/sha256.js';

/** Absolute path of the program's data folder; it is the same from src/ and from the built dist/. */
export const DATA_DIR = fileURLToPath(new URL('../../data', import.meta.url));

/** SHA-256 of every file read so far, keyed by its path below the data folder (or starting with its experiment's folder). */
export type FileHashes = Record<string, string>;

/** The kind of a file, which sets its size limit: text with keys, or a table of numbers, which may be larger. */
export type FileKind = keyof typeof SIZE_LIMITS;

/** A file's name for messages: relative to the working directory where that is shorter. */
export function displayPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

/** Reads a text file and records its hash under its path relative to `root`; InputDataError where it cannot be read. */
export async function readInput(
  path: string,
  root: string,
  hashes: FileHashes,
  kind: FileKind = 'text',
): Promise<string> {
  const file = displayPath(path);
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(path, SIZE_LIMITS[kind]);
  } catch (error) {
    throw new InputDataError([{ file, what: `${whyUnread(error)}; restore it` }]);
  }
  hashes[relative(root, path).split(sep).join('/')] = sha256(bytes);
  const decoded = decodeText(bytes);
  if ('what' in decoded) throw new InputDataError([{ file, ...decoded }]);
  return decoded.text;
}

/** The folder that an experiment's hashes are relative to: the data folder, or the parent of a folder elsewhere. */
export function hashRoot(experimentDir: string): string {
  const dir = resolve(experimentDir);
  return dir.startsWith(DATA_DIR + sep) ? DATA_DIR : dirname(dir);
}

/** Last part of a folder's path. */
export function folderName(dir: string): string {
  return basename(resolve(dir));
}
