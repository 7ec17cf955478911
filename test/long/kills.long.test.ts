/** A hundred scans killed at seeded calls to the disk, a third of them with --overwrite: each goes on to the grid of a scan that nobody killed. */
import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dualnu, hashTree, makeFolder } from '../e2e/cli.js';
import { FILES, runWith, scanTo } from '../e2e/night.js';

const KILLS = 100;

/** A scan makes some 900 calls to the disk, one with --overwrite some 1000. */
const CALLS = 850;

/** The same number for the same seed, from 1 to `most`. */
const draw = (seed: number, most: number) =>
  1 + (createHash('sha256').update(`night ${seed}`).digest().readUInt32LE() % most);

/** As a user runs it: the disk is waited for. */
const command = (file: string, ...more: string[]) =>
  scanTo('grid.zarr', file, ...more).filter((arg) => arg !== '--no-sync');

it('are killed, and go on', async () => {
  const dir = await makeFolder(FILES);
  const grid = join(dir, 'grid.zarr');
  expect((await dualnu(dir, command('scan.yaml'))).code).toBe(0);
  const whole = await hashTree(grid);
  expect((await dualnu(dir, command('other.yaml', '--overwrite'))).code).toBe(0);
  const other = await hashTree(grid);
  let killed = 0;
  for (let seed = 0; seed < KILLS; seed++) {
    const isOverwrite = seed % 3 === 2;
    await rm(grid, { recursive: true, force: true });
    await rm(`${grid}.log.json`, { force: true });
    if (isOverwrite) expect((await dualnu(dir, command('scan.yaml', '--no-sync'))).code).toBe(0);
    const args = isOverwrite ? command('other.yaml', '--overwrite') : command('scan.yaml');
    const { signal } = await runWith(dir, args, [{ at: draw(seed, CALLS), does: 'SIGKILL' }]);
    if (signal === 'SIGKILL') killed += 1;
    if (isOverwrite) {
      const found = await hashTree(grid);
      delete found['.dualnu-replaced'];
      expect([whole, other]).toContainEqual(found);
    }
    expect((await dualnu(dir, args)).code).toBe(0);
    expect(await hashTree(grid)).toEqual(isOverwrite ? other : whole);
    const left = (await readdir(dir)).filter((name) => !(name in FILES));
    expect(left.sort()).toEqual(['grid.zarr', 'grid.zarr.log.json']);
  }
  expect(killed).toBeGreaterThan(0.9 * KILLS);
});
