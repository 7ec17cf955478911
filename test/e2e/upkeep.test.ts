/** `dualnu verify` and `dualnu repair` as a person runs them. */
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { dualnu, hashTree, makeFolder, smallScan } from './cli.js';

let dir: string;
let whole: Record<string, string>;
beforeAll(async () => {
  dir = await makeFolder({ 'scan.yaml': smallScan() });
  const run = await dualnu(dir, ['scan', 'scan.yaml', '--software', '--out', 'grid.zarr']);
  expect(run.code, run.stderr).toBe(0);
  whole = await hashTree(join(dir, 'grid.zarr'));
});

it('a grid that is whole: exit code 0, and the largest deviations from f64', async () => {
  const { code, stdout, stderr } = await dualnu(dir, ['verify', 'grid.zarr', '--oracle', '5', '--seed', '2']);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(
    /^grid.zarr: whole\n\d+ of \d+ tiles done\n.* chunks checked, none damaged\n5 random points/,
  );
  const json = await dualnu(dir, ['verify', 'grid.zarr', '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    verdict: 'whole',
    oracle: null,
    storage: 'digested',
    damage: [],
  });
  const repair = await dualnu(dir, ['repair', 'grid.zarr']);
  expect(repair).toMatchObject({ code: 0, stdout: 'grid.zarr: nothing is damaged\n', stderr: '' });
});

it('a damaged one: exit code 7, refused by every reader, and repaired to the same bytes', async () => {
  const [chunk = ''] = Object.keys(whole).filter(
    (path) => /^chi2\/c\/.*\d$/.test(path) && whole[path] !== 'folder',
  );
  await truncate(join(dir, 'grid.zarr', chunk), 40);
  const path = join(dir, 'grid.zarr', 'zarr.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('"cnp, observed"', '"cnp, 0bserved"'));
  const found = await dualnu(dir, ['verify', 'grid.zarr']);
  expect(found.code).toBe(7);
  expect(found.stdout).toContain('metadata: zarr.json is not as its second copy has it');
  expect(found.stdout).toMatch(/chunk: chi2\/c\/\S+ has 40 bytes where \d+ were written/);
  expect(found.stderr).toBe(
    'dualnu: grid.zarr: 2 things are damaged; dualnu repair grid.zarr mends what can be mended\n',
  );
  for (const args of [
    ['info', 'grid.zarr'],
    ['scan', 'scan.yaml', '--software', '--out', 'grid.zarr'],
  ]) {
    const { code, stderr } = await dualnu(dir, args);
    expect({ code, stderr }).toEqual({
      code: 7,
      stderr:
        'dualnu: grid.zarr: zarr.json is not as its second copy has it; the grid is damaged: dualnu repair grid.zarr mends it\n',
    });
  }
  const json = await dualnu(dir, ['repair', 'grid.zarr', '--software', '--json']);
  expect(json.code, json.stderr).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({ mended: ['zarr.json'], tiles: 1, changed: [], absent: 0 });
  expect(await hashTree(join(dir, 'grid.zarr'))).toEqual(whole);
});

it.each([
  [['verify', 'grid.zarr', '--oracle', 'many'], 3, /--oracle many: give a whole number/],
  [['verify', 'none.zarr'], 7, /none.zarr/],
  [['repair', 'none.zarr'], 7, /none.zarr/],
])('%j ends with %i', async (args, code, message) => {
  const run = await dualnu(dir, args);
  expect(run.code).toBe(code);
  expect(run.stderr).toMatch(message);
});
