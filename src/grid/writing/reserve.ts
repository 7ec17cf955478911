/** Room on a disk that is taken in advance: what must be written at the end is written, too, where the disk has filled by then. */
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../platform/syncFolder.js';
import { temporarySibling, type WriteOptions } from '../atomicStore.js';

/** A file of blanks under a temporary name, whose blocks can become another file. */
export interface Reserve {
  /** Puts content in the place of the file beside which the room was taken, whole or not at all. False where it does not fit or cannot be written. */
  become(content: string): Promise<boolean>;
  /** Gives the room back. Nothing after `become`. */
  release(): Promise<void>;
}

const BLANK = 0x20;

/** Takes room for so many bytes beside a file. Where there is none there is a reserve that nothing fits into. */
export async function reserveRoom(
  path: string,
  bytes: number,
  { sync = true }: Pick<WriteOptions, 'sync'> = {},
): Promise<Reserve> {
  const temporary = temporarySibling(path);
  let room = await fill(temporary, bytes);
  const release = async () => {
    room = 0;
    await rm(temporary, { force: true }).catch(() => undefined);
  };
  return {
    release,
    async become(content) {
      const text = new TextEncoder().encode(content);
      const fits = text.length <= room;
      try {
        if (fits) await replaceBy(text, temporary, path, sync);
      } catch {
        await release();
        return false;
      }
      if (!fits) await release();
      room = 0;
      return fits;
    },
  };
}

/** Bytes that were written: all of them or none. Not as a hole, for which no block would be taken. */
async function fill(path: string, bytes: number): Promise<number> {
  try {
    await using file = await open(path, 'w');
    await file.write(new Uint8Array(bytes).fill(BLANK), 0, bytes, 0);
    return (await file.stat()).size;
  } catch {
    await rm(path, { force: true }).catch(() => undefined);
    return 0;
  }
}

async function replaceBy(text: Uint8Array, temporary: string, path: string, sync: boolean): Promise<void> {
  {
    await using file = await open(temporary, 'r+');
    await file.write(text, 0, text.length, 0);
    await file.truncate(text.length);
    if (sync) await file.sync();
  }
  await rename(temporary, path);
  if (sync) await syncFolder(dirname(path));
}
