/** A Zarr store in a folder whose values appear whole or not at all. */
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { AbsolutePath, AsyncReadable, RangeQuery } from 'zarrita';
import { StoreError } from '../errors.js';
import { fateOf } from '../platform/processMark.js';
import { syncFolder } from '../platform/syncFolder.js';
import { isAbsent, storeErrorFrom } from '../systemErrors.js';
import { makeFolders, removeMadeFolders } from './folders.js';

let writes = 0;

/** A name for a temporary sibling of `path`: hidden, and unique over hosts, processes and concurrent writes. */
export function temporarySibling(path: string): string {
  writes += 1;
  return join(dirname(path), `.${basename(path)}.${hostname()}-${process.pid}-${writes}.tmp`);
}

/** Whether a file name is a temporary one of a process that no longer runs on this host. */
export function isAbandoned(name: string): boolean {
  const match = /^\..*-(\d+)-\d+\.tmp$/.exec(name);
  const [, pid] = match ?? [];
  // A process on another host may still be alive, so its temporary files are left alone. A host's name may have dots.
  if (pid === undefined || !name.replace(/-\d+-\d+\.tmp$/, '').endsWith(`.${hostname()}`)) return false;
  return fateOf({ host: hostname(), pid: Number(pid) }) === 'dead';
}

/** How a file is written. */
export interface WriteOptions {
  /** False where the disk is not waited for: after a power cut the file may be there without its content. By default true. */
  readonly sync?: boolean | undefined;
  /** A folder that must exist: only missing folders below it are made. By default any that is missing. */
  readonly within?: string | undefined;
  /**
   * Folders below `within` whose names are on the disk, of all writes that may make some at the same time: one write adds what it has synced,
   * and syncs what another one has made. By default a write syncs what it has made itself.
   */
  readonly lasting?: Set<string> | undefined;
}

/**
 * Writes a file so that a reader sees the old bytes or the new ones, never a part, and so does one after a power cut: the content is on
 * the disk before the file gets its name, and the name is when this returns. StoreError if it cannot.
 */
export async function writeAtomically(
  path: string,
  bytes: Uint8Array | string,
  options: WriteOptions = {},
): Promise<void> {
  const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  await writeInto(path, ({ put }) => put(content, 0), options);
}

/** A file that is being written. */
export interface FileInWork {
  /** Writes bytes at an offset. */
  readonly put: (bytes: Uint8Array, offset: number) => Promise<void>;
  /** Makes the file at least so long; what was not written is zeros. */
  readonly extend: (length: number) => Promise<void>;
}

/** The same for a file that is never held: `write` puts its bytes, in any order. StoreErrors of `write` are thrown as they are. */
export async function writeInto(
  path: string,
  write: (file: FileInWork) => Promise<void>,
  { sync = true, within, lasting }: WriteOptions = {},
): Promise<void> {
  const temporary = temporarySibling(path);
  let madeFolder: string | undefined;
  try {
    try {
      await writeWhole(temporary, write, sync);
    } catch (error) {
      // The folder usually exists, so it is made only after a failure.
      if (!isAbsent(error) || (within !== undefined && resolve(dirname(path)) === resolve(within)))
        throw error;
      madeFolder = await makeFolders(dirname(path), within);
      await writeWhole(temporary, write, sync);
    }
    await rename(temporary, path);
    if (!sync) return;
    if (within !== undefined && lasting !== undefined)
      await syncUpTo(within, resolve(dirname(path)), lasting);
    else await syncNames(resolve(dirname(path)), madeFolder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    await removeMadeFolders(dirname(path), madeFolder);
    throw storeErrorFrom(error, 'cannot write', path);
  }
}

/** Syncs a folder, and those above it up to the one in which `outermost` was made. */
async function syncNames(dir: string, outermost: string | undefined): Promise<void> {
  for (let folder = dir; ; folder = dirname(folder)) {
    await syncFolder(folder);
    if (outermost === undefined || folder === dirname(outermost) || folder === dirname(folder)) return;
  }
}

/** Syncs a folder, and those above it up to `within` if that was not yet done. */
async function syncUpTo(within: string, dir: string, lasting: Set<string>): Promise<void> {
  await syncFolder(dir);
  const isNew = !lasting.has(dir);
  if (isNew && dir !== resolve(within)) await syncUpTo(within, dirname(dir), lasting);
  // Only now: a write that meets it must not rely on what is still being synced.
  lasting.add(dir);
}

/** Replaces writeFile, which makes a system call and an event-loop turn for each half megabyte. */
async function writeWhole(
  path: string,
  write: (file: FileInWork) => Promise<void>,
  sync: boolean,
): Promise<void> {
  await using file = await open(path, 'w');
  const put: FileInWork['put'] = async (bytes, offset) => {
    for (let position = 0; position < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, position, bytes.length - position, offset + position);
      position += bytesWritten;
    }
  };
  const extend = async (length: number) => {
    if ((await file.stat()).size < length) await file.truncate(length);
  };
  await write({ put, extend });
  if (sync) await file.sync();
}

/** Path of a key of Zarr (`/chi2/c/0/1`), or of a path in a grid (`chi2/c/0/1`), below the folder. */
export function pathOfKey(dir: string, key: string): string {
  return join(dir, ...key.split('/'));
}

/** Length of a file; undefined if there is none. StoreError if it is no file: to read a pipe or a device might never end. */
export async function fileLength(path: string): Promise<number | undefined> {
  try {
    const info = await stat(path);
    if (info.isFile()) return info.size;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw storeErrorFrom(error, 'cannot read', path);
  }
  throw new StoreError(`${path}: is no file; the grid is damaged`);
}

/** A zarrita store of what is in `dir`, to read from; a chunk that is not there is one of fill values, as Zarr has it. */
export function readingStore(dir: string): AsyncReadable {
  const read = async (key: AbsolutePath, range?: RangeQuery): Promise<Uint8Array | undefined> => {
    const path = pathOfKey(dir, key);
    const length = await fileLength(path);
    if (length === undefined) return undefined;
    try {
      return range === undefined ? await readFile(path) : await readRange(path, length, range);
    } catch (error) {
      throw storeErrorFrom(error, 'cannot read', path);
    }
  };
  return { get: (key) => read(key), getRange: read };
}

/** A part of a file: a chunk of a shard, or the index at its end. Shorter where the file ends before. */
async function readRange(path: string, size: number, range: RangeQuery): Promise<Uint8Array> {
  const from = 'suffixLength' in range ? Math.max(0, size - range.suffixLength) : range.offset;
  const to = Math.min(size, 'suffixLength' in range ? size : range.offset + range.length);
  const bytes = new Uint8Array(Math.max(0, to - from));
  await using file = await open(path);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
  return bytes.subarray(0, bytesRead);
}
