/** The second copy of metadata: documents that differ by a byte are seen. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openGrid } from '../../src/grid/store.js';
import { isComplete, setComplete } from '../../src/grid/writing/complete.js';
import { temporaryFolder, writeFixture } from './fixture.js';

it('a document that differs from its second copy is damage', async () => {
  const { dir } = await writeFixture(join(await temporaryFolder(), 'grid'));
  const path = join(dir, 'zarr.json');
  const text = (await readFile(path, 'utf8')).replace('"title": "fixture"', '"title": "other"');
  await writeFile(path, text);
  await expect(openGrid(dir)).rejects.toThrow(
    /zarr.json is not as its second copy has it; the grid is damaged: dualnu repair/,
  );
});

it('of the text with and the one without the last tile the second copy has both', async () => {
  const { dir } = await writeFixture(join(await temporaryFolder(), 'grid'));
  for (const complete of [false, true]) {
    await setComplete(dir, complete);
    expect(await isComplete(dir)).toBe(complete);
    expect((await openGrid(dir)).attributes.title).toBe('fixture');
  }
});

it.each([0, 100, 2000])('a second copy that was cut at byte %i is damage', async (length) => {
  const { dir } = await writeFixture(join(await temporaryFolder(), 'grid'));
  const path = join(dir, 'chi2', 'digests', 'metadata.json');
  await writeFile(path, (await readFile(path)).subarray(0, length));
  await expect(openGrid(dir)).rejects.toThrow(/the second copy of the metadata, is not as it was written/);
});
