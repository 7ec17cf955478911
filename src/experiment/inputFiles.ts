/** Reading of input files: where the program's own data lie, how a file is named in messages, and what its hash is. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputDataError } from '../errors.js';

/** The program's data folder, absolute: the same from src/ as from the built dist/. */
export const DATA_DIR = fileURLToPath(new URL('../../data', import.meta.url));

/** SHA-256 of every file read so far, keyed by its path below the data folder (or from its experiment's folder on). */
export type FileHashes = Record<string, string>;

/** A file's name for messages: relative to the working directory where that is shorter. */
export function displayPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

/** Reads a text file (UTF-8) and records its hash under its path relative to `root`; InputDataError where it cannot. */
export async function readInput(path: string, root: string, hashes: FileHashes): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const what = code === 'ENOENT' ? 'no such file' : `cannot be read (${String(code)})`;
    throw new InputDataError(`${displayPath(path)}: ${what}; restore it`);
  }
  hashes[relative(root, path).split(sep).join('/')] = createHash('sha256').update(bytes).digest('hex');
  return bytes.toString('utf8');
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
