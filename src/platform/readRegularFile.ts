/** Reading a user's file safely: kind and size are checked before the content is read. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** Largest sizes of files that are read, bytes. */
export const SIZE_LIMITS = { text: 2 ** 24, table: 2 ** 28 } as const;

/** A file that is refused for its kind or its size. */
export class UnreadableFile extends Error {}

/** The reason why a file was not read, for a message after its name, from the error that `readRegularFile` threw: `no such file`. */
export function whyUnread(error: unknown): string {
  if (error instanceof UnreadableFile) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'no such file' : `cannot be read (${code})`;
}

/**
 * The bytes of a regular file of at most `limit` bytes. Throws UnreadableFile for a folder, a FIFO, a socket or a device, and for a file
 * that is larger or never ends; other errors are those of the system. Never blocks on a FIFO.
 */
export async function readRegularFile(path: string, limit: number): Promise<Buffer> {
  // Opening a device or a FIFO may have side effects, so the path is checked first, and the open file again.
  refuseOthers(await stat(path), limit);
  // Windows has no O_NONBLOCK.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    refuseOthers(await file.stat(), limit);
    return await readAtMost(file, limit);
  } finally {
    await file.close();
  }
}

function refuseOthers(found: Stats, limit: number): void {
  const kind = kindOf(found);
  if (kind !== undefined) throw new UnreadableFile(`cannot be read: ${kind}, not a file`);
  if (found.size > limit) throw tooLarge(found.size, limit);
}

/** Name of the kind of something that is not a regular file, else undefined. */
function kindOf(found: Stats): string | undefined {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe (FIFO)';
  if (found.isSocket()) return 'a socket';
  return found.isFile() ? undefined : 'a device';
}

/** Counts the bytes while reading, because the kernel's files (/proc) are regular files of size 0. */
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
