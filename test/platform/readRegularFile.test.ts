/** What is no regular file, or too large, is refused before it is read: nothing here may wait or fill the memory. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRegularFile, UnreadableFile, whyUnread } from '../../src/platform/readRegularFile.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dualnu-read-'));
});
afterAll(() => rm(dir, { recursive: true }));

const why = (path: string, limit = 100) =>
  readRegularFile(path, limit).then(
    () => undefined,
    (error: unknown) => whyUnread(error),
  );

describe('readRegularFile', () => {
  it('reads a file, also by a link, up to its limit', async () => {
    const path = join(dir, 'a.txt');
    await writeFile(path, 'x'.repeat(100));
    await symlink(path, join(dir, 'link'));
    expect((await readRegularFile(path, 100)).length).toBe(100);
    expect((await readRegularFile(join(dir, 'link'), 100)).toString()).toBe('x'.repeat(100));
    expect(await why(path, 99)).toMatch(/^cannot be read: 1 MiB, where at most 1 MiB are read$/);
  });

  it('refuses ten gigabytes without reading them', async () => {
    const file = await open(join(dir, 'huge'), 'w');
    await file.truncate(1e10);
    await file.close();
    expect(await why(join(dir, 'huge'), 2 ** 24)).toBe(
      'cannot be read: 9537 MiB, where at most 16 MiB are read',
    );
  });

  it.skipIf(process.platform === 'win32')('refuses a pipe that nobody writes to', async () => {
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    expect(await why(join(dir, 'pipe'))).toBe('cannot be read: a pipe (FIFO), not a file');
  });

  it.skipIf(process.platform === 'win32')('refuses a socket', async () => {
    const path = join(dir, 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    try {
      expect(await why(path)).toBe('cannot be read: a socket, not a file');
    } finally {
      server.close();
    }
  });

  it.skipIf(process.platform === 'win32')('refuses a device that never ends, and a folder', async () => {
    expect(await why('/dev/zero')).toBe('cannot be read: a device, not a file');
    expect(await why(dir)).toBe('cannot be read: a folder, not a file');
  });

  // Regular by their kind, of size 0, and with content: only counting helps.
  it.skipIf(process.platform !== 'linux')("counts what it reads of the kernel's files", async () => {
    expect((await readRegularFile('/proc/self/status', 2 ** 20)).length).toBeGreaterThan(100);
    await expect(readRegularFile('/proc/self/status', 100)).rejects.toThrow(UnreadableFile);
  });

  it('says what is not there, and what the system says', async () => {
    expect(await why(join(dir, 'nothing'))).toBe('no such file');
    expect(await why(join(dir, 'a.txt', 'below'))).toBe('no such file');
    expect(await why(join(dir, 'x'.repeat(300)))).toBe('cannot be read (ENAMETOOLONG)');
    expect(await why('a\0b')).toMatch(/^cannot be read \(/);
  });
});
