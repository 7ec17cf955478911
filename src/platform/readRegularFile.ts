/** Reading of a file that somebody else wrote: its kind and its size are looked at before its content is. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** Largest sizes that are read, bytes. */
export const SIZE_LIMITS = { text: 2 ** 24, table: 2 ** 28 } as const;

/** Why a file was not read, to stand behind its name: `no such file`. */
export class UnreadableFile extends Error {
  /** Whether there is nothing of that name. */
  readonly isMissing: boolean;

  constructor(what: string, isMissing = false) {
    super(what);
    this.isMissing = isMissing;
  }
}

/**
 * The bytes of a regular file of at most `limit` bytes; throws UnreadableFile for a folder, a FIFO, a socket, a device, a file that is larger or
 * never ends, and for whatever the system refuses. Nothing is waited for.
 */
export async function readRegularFile(path: string, limit: number): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    // Opening a device or a FIFO may do something by itself, so the name is asked first and the open file again.
    refuseOthers(await stat(path), limit);
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    refuseOthers(await file.stat(), limit);
    return await readAtMost(file, limit);
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UnreadableFile('no such file', true);
    throw new UnreadableFile(`cannot be read (${code})`);
  } finally {
    await file?.close();
  }
}

function refuseOthers(found: Stats, limit: number): void {
  const kind = kindOf(found);
  if (kind !== undefined) throw new UnreadableFile(`cannot be read: ${kind}, not a file`);
  if (found.size > limit) throw tooLarge(found.size, limit);
}

/** What something that is no regular file is, or undefined. */
function kindOf(found: Stats): string | undefined {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe (FIFO)';
  if (found.isSocket()) return 'a socket';
  return found.isFile() ? undefined : 'a device';
}

/** Files of the kernel are regular and have no size: what is read is counted. */
async function readAtMost(file: FileHandle, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for (;;) {
    const part = Buffer.allocUnsafe(2 ** 16);
    const { bytesRead } = await file.read(part, 0, part.length, null);
    if (bytesRead === 0) return Buffer.concat(parts, size);
    size += bytesRead;
    if (size > limit) throw tooLarge(size, limit);
    parts.push(part.subarray(0, bytesRead));
  }
}

function tooLarge(size: number, limit: number): UnreadableFile {
  const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  return new UnreadableFile(`cannot be read: ${mebibytes(size)}, where at most ${mebibytes(limit)} are read`);
}
