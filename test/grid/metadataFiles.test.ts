/** The second copy of metadata: documents that differ by a byte are seen, and a document can be replaced without a moment of damage. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { StoreError } from '../../src/errors.js';
import { replaceDocument } from '../../src/grid/metadataFiles.js';
import { openGrid } from '../../src/grid/store.js';
import { temporaryFolder, writeFixture } from './fixture.js';

it('a document is replaced in both places; the old text stays good until then', async () => {
  const { dir } = await writeFixture(join(await temporaryFolder(), 'grid'));
  const path = join(dir, 'zarr.json');
  const old = await readFile(path, 'utf8');
  const text = old.replace('"title": "fixture"', '"title": "other"');
  await expect(writeFile(path, text).then(() => openGrid(dir))).rejects.toThrow(
    /zarr.json is not as its second copy has it; the grid is damaged: dualnu repair/,
  );
  await expect(replaceDocument(dir, 'zarr.json', text)).rejects.toThrow(StoreError);
  await writeFile(path, old);
  await replaceDocument(dir, 'zarr.json', text);
  expect((await openGrid(dir)).attributes.title).toBe('other');
  // As after a kill between the two: the copy has both.
  await writeFile(path, old);
  expect((await openGrid(dir)).attributes.title).toBe('fixture');
  const copy = await readFile(join(dir, 'chi2', 'digests', 'metadata.json'), 'utf8');
  await replaceDocument(dir, 'zarr.json', text);
  expect(await readFile(join(dir, 'chi2', 'digests', 'metadata.json'), 'utf8')).toBe(copy);
});

it.each([0, 100, 2000])('a second copy that was cut at byte %i is damage', async (length) => {
  const { dir } = await writeFixture(join(await temporaryFolder(), 'grid'));
  const path = join(dir, 'chi2', 'digests', 'metadata.json');
  await writeFile(path, (await readFile(path)).subarray(0, length));
  await expect(openGrid(dir)).rejects.toThrow(/the second copy of the metadata, is not as it was written/);
});
