/** Attributes that are no text where a text is expected, as a script may write them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeGrid } from '../../src/cli/info.js';
import { openGrid } from '../../src/grid/store.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { temporaryFolder, withoutDigests, writeFixture } from './fixture.js';

it('objects as units and names are shown as what they are', async () => {
  const { dir } = await withoutDigests(await writeFixture(join(await temporaryFolder(), 'grid')));
  const group = join(dir, 'zarr.json');
  await writeFile(group, JSON.stringify(JSON.parse(await readFile(group, 'utf8')), null, 2));
  const path = join(dir, 'chi2', 'zarr.json');
  const document = JSON.parse(await readFile(path, 'utf8'));
  // No object of this kind can be made a string: its toString is no function.
  document.attributes.units = { toString: 1 };
  document.attributes.long_name = [{ toString: 1 }, 'a\u001b[2J'];
  await writeFile(path, JSON.stringify(document));
  const summary = await summarizeGrid(await openGrid(dir));
  expect(summary.variables.find(({ name }) => name === 'chi2')?.units).toBe('{"toString":1}');
  expect(describeGrid(summary)).toContain('{"toString":1} on m4_gev, m5_gev, Umu5_sq, epsilon');
});
