/** Extensions that are killed at seeded calls to the disk, half of them in the place of the old grid: each goes on to the grid of a scan from scratch. */
import { createHash } from 'node:crypto';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { logValues } from '../../src/config/axisValues.js';
import { dualnu, hashTree, makeFolder, smallScan } from '../e2e/cli.js';
import { FILES, runWith, scanTo, TWENTY_TILES } from '../e2e/night.js';

const KILLS = 24;

/** An extension makes some 950 calls to the disk, one in place some 1050. */
const CALLS = 950;

/** The same number for the same seed, from 1 to `most`. */
const draw = (seed: number, most: number) =>
  1 + (createHash('sha256').update(`extend ${seed}`).digest().readUInt32LE() % most);

const values = logValues(0.11, 1.3, 150).filter((_, i) => i % 4 !== 1);
const files = {
  ...FILES,
  'short.yaml': smallScan({ ...TWENTY_TILES, axes: { ...TWENTY_TILES.axes, m5_gev: { values } } }),
};

it('are killed, and go on', async () => {
  const dir = await makeFolder(files);
  const [kept, grid, out] = ['kept.zarr', 'grid.zarr', 'new.zarr'].map((name) => join(dir, name));
  if (kept === undefined || grid === undefined || out === undefined) throw new Error('three folders');
  expect((await dualnu(dir, scanTo('scratch.zarr'))).code).toBe(0);
  expect((await dualnu(dir, scanTo('kept.zarr', 'short.yaml'))).code).toBe(0);
  const [scratch, old] = [await hashTree(join(dir, 'scratch.zarr')), await hashTree(kept)];
  let killed = 0;
  for (let seed = 0; seed < KILLS; seed++) {
    for (const folder of [grid, out]) {
      await rm(folder, { recursive: true, force: true });
      await rm(`${folder}.log.json`, { force: true });
    }
    await cp(kept, grid, { recursive: true });
    const isInPlace = seed % 2 === 1;
    const place = isInPlace ? [] : ['--out', 'new.zarr'];
    const args = ['extend', 'grid.zarr', 'scan.yaml', '--software', ...place];
    const { signal } = await runWith(dir, args, [{ at: draw(seed, CALLS), does: 'SIGKILL' }]);
    if (signal === 'SIGKILL') killed += 1;
    const found = await hashTree(grid);
    delete found['.dualnu-replaced'];
    expect(isInPlace ? [old, scratch] : [old]).toContainEqual(found);
    const run = await dualnu(dir, args);
    expect(run.code, run.stderr).toBe(0);
    expect(await hashTree(isInPlace ? grid : out)).toEqual(scratch);
    const left = (await readdir(dir)).filter(
      (name) => !(name in files) && !/^(kept|scratch)\.zarr/.test(name),
    );
    expect(left.filter((name) => !name.endsWith('.log.json')).sort()).toEqual(
      isInPlace ? ['grid.zarr'] : ['grid.zarr', 'new.zarr'],
    );
  }
  expect(killed).toBeGreaterThan(0.8 * KILLS);
});
