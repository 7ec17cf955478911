/** Room on a disk: what a grid takes to the byte, and what is said of a path that is not there yet. */
import { chmod, mkdir, readdir, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nearestExisting } from '../../../src/grid/folders.js';
import { bytesOfChunks, freeBytes, refusalToWrite } from '../../../src/grid/writing/space.js';
import { fixtureSpec, temporaryFolder, writeFixture } from '../fixture.js';

describe('the bytes of a grid', () => {
  it('are those of its chunks on disk, which are whole at ragged edges, too', async () => {
    const grid = await writeFixture(join(await temporaryFolder(), 'grid'));
    let bytes = 0;
    for (const { name } of grid.variables) {
      const entries = await readdir(join(grid.dir, name), { recursive: true, withFileTypes: true });
      for (const entry of entries) {
        if (!entry.isFile() || entry.name.endsWith('.json')) continue;
        bytes += (await stat(join(entry.parentPath, entry.name))).size;
      }
    }
    expect(bytesOfChunks(fixtureSpec())).toBe(bytes);
    // More than its points: the edges of these tiles are ragged.
    expect(bytes).toBeGreaterThan(4 * 2 * 3 * 23 * 26 * 3);
  });
});

describe('a path', () => {
  it('that is not there has the room of what is above it', async () => {
    const dir = await temporaryFolder();
    const path = join(dir, 'new', 'deep', 'grid.zarr');
    expect(await nearestExisting(path)).toBe(dir);
    const { bsize, blocks } = await statfs(dir);
    const free = await freeBytes(path);
    expect(free).toBeGreaterThan(0);
    expect(free).toBeLessThanOrEqual(bsize * blocks);
    expect(await refusalToWrite(path)).toBeUndefined();
    expect(await readdir(dir)).toEqual([]);
  });

  it('that is there is taken as it is', async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, 'file'), '');
    expect(await nearestExisting(join(dir, 'file'))).toBe(join(dir, 'file'));
    expect(await nearestExisting('/')).toBe('/');
  });

  // Root may write anywhere.
  it.skipIf(process.getuid?.() === 0)('below a folder that may not be written is refused', async () => {
    const dir = join(await temporaryFolder(), 'mine');
    await mkdir(dir);
    await chmod(dir, 0o555);
    const refusal = await refusalToWrite(join(dir, 'grid.zarr'));
    expect(refusal?.message).toMatch(/^cannot create grid .*: permission denied$/);
    await chmod(dir, 0o755);
  });
});
