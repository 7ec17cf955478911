/** Grids that have lost their digests, or their first document, but are otherwise as a scan wrote them. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openGrid } from '../../src/grid/store.js';
import { setComplete } from '../../src/grid/writing/complete.js';
import { lookAhead } from '../../src/grid/writing/outlook.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { repairGrid } from '../../src/upkeep/repair.js';
import { verifyGrid } from '../../src/upkeep/verify.js';
import { fixtureSpec, temporaryFolder, withoutDigests, writeFixture } from './fixture.js';

const fixture = async () => await writeFixture(join(await temporaryFolder(), 'grid'));

it('a grid without its digests is known from one that another program wrote', async () => {
  const grid = await withoutDigests(await fixture());
  expect(grid.storage.kind).toBe('undigested');
  const found = await verifyGrid(grid.dir);
  expect(found).toMatchObject({ verdict: 'unproven', storage: 'undigested' });
  expect(found.warnings).toEqual([
    `${grid.dir} has no digests, which were removed or not copied: changed numbers are not seen`,
  ]);
  await expect(lookAhead(grid.dir, fixtureSpec())).rejects.toThrow(/has lost its digests/);
  await expect(repairGrid(grid.dir, { allowSoftware: false })).rejects.toThrow(
    /has no digests, which were removed or not copied, and cannot be repaired: scan again with --overwrite/,
  );
  // One that indents by one space, too, writes the documents of the variables otherwise than a scan.
  const document = join(grid.dir, 'chi2', 'zarr.json');
  const chi2 = await readFile(document, 'utf8');
  await writeFile(document, JSON.stringify(JSON.parse(chi2), null, 1));
  await expect(openGrid(grid.dir)).rejects.toThrow(/chi2.zarr\.json is not what zarr\.json says of it/);
  await writeFile(document, chi2);
  // The same numbers in a document that another program wrote again.
  const path = join(grid.dir, 'zarr.json');
  await writeFile(path, JSON.stringify(JSON.parse(await readFile(path, 'utf8')), null, 2));
  expect((await openGrid(grid.dir)).storage.kind).toBe('foreign');
  expect(await verifyGrid(grid.dir)).toMatchObject({ verdict: 'unproven', storage: 'foreign' });
  const repair = await repairGrid(grid.dir, { allowSoftware: false });
  expect(repair).toMatchObject({
    damage: [],
    warnings: [expect.stringMatching(/another program wrote or changed it/)],
  });
});

it('without them a chunk that is missing is none of fill values', async () => {
  const grid = await withoutDigests(await fixture());
  const { done, total } = (await verifyGrid(grid.dir)).tiles;
  const chunk = join(grid.dir, 'chi2', 'c', '0', '0', '0', '0');
  await rm(chunk);
  // The grid says that all of them are there.
  const lost = await verifyGrid(grid.dir);
  expect(lost).toMatchObject({ verdict: 'damaged', tiles: { done: done - 1, total } });
  expect(lost.damage.map(({ what }) => what)).toEqual([
    expect.stringMatching(/was written and is gone; scan/),
  ]);
  await expect(summarizeGrid(await openGrid(grid.dir))).rejects.toThrow(/is damaged or gone; scan again/);
  await setComplete(grid.dir, false);
  expect(await verifyGrid(grid.dir)).toMatchObject({
    verdict: 'incomplete',
    tiles: { done: done - 1, total },
  });
  expect((await summarizeGrid(await openGrid(grid.dir))).tiles.done).toBe(done - 1);
  await writeFile(chunk, 'short');
  expect((await verifyGrid(grid.dir)).tiles.done).toBe(done - 1);
});

it.each([
  ['a variable', 'flags', /flags.zarr\.json is gone; .*copied only in part/],
  ['the document of a variable', 'signal/zarr.json', /signal.zarr\.json is gone; .*copied only in part/],
  ['an axis', 'm5_gev', /m5_gev.zarr\.json is gone; .*copied only in part/],
  ['the values of an axis', 'm5_gev/c/0', /axis m5_gev has no values; .*copied only in part/],
])('a copy that was interrupted before %s is refused', async (_, path, words) => {
  const { dir } = await withoutDigests(await fixture());
  await rm(join(dir, path), { recursive: true });
  await expect(openGrid(dir)).rejects.toThrow(words);
  expect(await verifyGrid(dir).then(({ verdict }) => verdict, String)).toMatch(/damaged|copied only in part/);
});

it("a byte of a name that changed does not make a grid without its digests another program's", async () => {
  const { dir } = await withoutDigests(await fixture());
  const path = join(dir, 'zarr.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('"complete"', '"comqlete"'));
  expect(await verifyGrid(dir)).toMatchObject({ verdict: 'unproven', storage: 'undigested' });
});

it('a grid whose attributes another program replaced is said to be damaged, and is mended', async () => {
  const { dir } = await fixture();
  const path = join(dir, 'zarr.json');
  const before = await readFile(path, 'utf8');
  await writeFile(path, JSON.stringify({ ...JSON.parse(before), attributes: { note: 'mine' } }));
  await expect(openGrid(dir)).rejects.toThrow(/zarr.json is not as it was written; .*: dualnu repair/);
  await repairGrid(dir, { allowSoftware: false });
  expect(await readFile(path, 'utf8')).toBe(before);
});

it('a grid without its first document is said to be damaged, and is mended', async () => {
  const { dir } = await fixture();
  const path = join(dir, 'zarr.json');
  const before = await readFile(path, 'utf8');
  await rm(path);
  const words = `${dir}: zarr.json is gone; the grid is damaged: dualnu repair ${dir} mends it`;
  await expect(openGrid(dir)).rejects.toThrow(words);
  await expect(lookAhead(dir, fixtureSpec())).rejects.toThrow(words);
  await repairGrid(dir, { allowSoftware: false });
  expect(await readFile(path, 'utf8')).toBe(before);
});
