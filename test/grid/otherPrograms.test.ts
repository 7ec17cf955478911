/** Grids that xarray wrote from one of ours: cut, transposed, chunked anew, compressed, converted. Read as what they are, or refused in words. */
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/errors.js';
import { readTile, readVariable } from '../../src/grid/reading.js';
import { type Grid, openGrid } from '../../src/grid/store.js';
import { lookAhead } from '../../src/grid/writing/outlook.js';
import { computeContours, contoursToJson } from '../../src/results/contours.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { tileAt } from '../../src/tiles/tiles.js';
import { isMissing } from '../../src/tiles/variables.js';
import { verifyGrid } from '../../src/upkeep/verify.js';
import { makeFolder } from '../e2e/cli.js';
import { chi2At, fixtureSpec, signalAt, writeFixture } from './fixture.js';

const ROOT = join(import.meta.dirname, '..', '..');
const PLANE = { x: 'm5_gev', y: 'Umu5_sq', confidenceLevels: [0.95] } as const;

let folder: string;
let original: Grid;
beforeAll(async () => {
  folder = await makeFolder();
  original = await writeFixture(join(folder, 'grid'));
  const python = join(ROOT, '.venv', 'bin', 'python');
  const script = join(ROOT, 'test', 'python', 'rewriteGrid.py');
  await promisify(execFile)(python, [script, original.dir, folder]);
});

const opened = (name: string) => openGrid(join(folder, name));

/** chi2 of a grid point by the formula of the fixture, from the values that the grid has on its axes. */
function formula({ axes }: Grid, index: readonly number[]): number {
  const [m4 = 0, m5 = 0, U = 0, epsilon = 0] = axes.map(({ values }, i) => values[index[i] ?? 0] ?? 0);
  return Math.fround(chi2At(signalAt(m4, m5, U, epsilon)));
}

describe.each([
  ['copied', [3, 23, 26, 3]],
  ['plain', [3, 23, 26, 3]],
  ['cut', [2, 22, 26, 3]],
  ['thinned', [3, 12, 26, 3]],
  ['point', [1, 23, 26, 3]],
  ['transposed', [3, 23, 26, 3]],
  ['rechunked', [3, 23, 26, 3]],
  ['sharded', [3, 23, 26, 3]],
  ['raw', [3, 23, 26, 3]],
  ['double', [3, 23, 26, 3]],
  ['fewer', [3, 23, 26, 3]],
])('a grid that was %s', (name, lengths) => {
  it('has its own shape, and every number at its own masses', async () => {
    const grid = await opened(name);
    expect(grid.storage.kind).toBe('foreign');
    expect(grid.tilePlan.shape).toEqual(lengths);
    let points = 0;
    for (let number = 0; number < grid.tilePlan.tileCount; number++) {
      const tile = tileAt(grid.tilePlan, number);
      const chi2 = await readTile(grid, tile, 'chi2');
      const [, n1 = 1, n2 = 1, n3 = 1] = tile.shape;
      for (const [k, value] of chi2.entries()) {
        const steps = [n1 * n2 * n3, n2 * n3, n3, 1];
        const index = steps.map(
          (step, i) => (tile.start[i] ?? 0) + (Math.floor(k / step) % (tile.shape[i] ?? 1)),
        );
        if (value !== formula(grid, index)) expect(value, `at ${index}`).toBe(formula(grid, index));
        points++;
      }
    }
    expect(points).toBe(lengths.reduce((product, n) => product * n, 1));
  });

  it('has the contours of the plane that both have', async () => {
    const grid = await opened(name);
    const fix = { m4_gev: 0.0632455532034, epsilon: 6.32455532034e-4 };
    const own = contoursToJson(await computeContours(grid, { ...PLANE, fix }));
    if (name === 'cut' || name === 'thinned') {
      expect(own.missing_points).toBe(0);
      return;
    }
    const expected = contoursToJson(await computeContours(original, { ...PLANE, fix }));
    // Nobody sees what that program changed of the numbers, and the user hears it.
    const warnings = [expect.stringMatching(/has no digests, since another program wrote or changed it/)];
    expect(own).toEqual({ ...expected, warnings });
    expect(expected.warnings).toEqual([]);
    const { best_fit, flags, tiles } = await summarizeGrid(grid);
    expect(tiles.done).toBe(tiles.total);
    if (name === 'point') return;
    const whole = await summarizeGrid(original);
    expect(best_fit).toEqual(whole.best_fit);
    expect(flags).toEqual(whole.flags);
  });
});

it('what another program left out, since all of it was missing, is missing: it is not unfinished', async () => {
  const grid = await opened('empty');
  const { data } = await readVariable(grid, 'chi2');
  expect(data.length).toBe(3 * 23 * 26 * 3);
  expect(data.every(isMissing)).toBe(true);
  expect((await summarizeGrid(grid)).best_fit).toMatchObject({ at: 'background' });
  const fix = { m4_gev: 0.02, epsilon: 2e-4 };
  await expect(computeContours(grid, { ...PLANE, fix })).rejects.toThrow(
    /none of its 598 points holds a value/,
  );
  // Of a grid with digests it is known to be damage.
  const whole = await writeFixture(join(folder, 'holed'));
  await rm(join(whole.dir, 'chi2', 'c', '0', '0', '0', '0'));
  await expect(readVariable(whole, 'chi2')).rejects.toThrow(
    /chunk chi2\/c\/0\/0\/0\/0 was written and is gone/,
  );
});

it('a copy of an unfinished grid says so, and what it lacks is not read as unknown numbers', async () => {
  const grid = await opened('unfinished');
  // One tile in two has the last value of the first axis.
  const { tiles, best_fit } = await summarizeGrid(grid);
  expect(tiles.done).toBeGreaterThan(0);
  expect(tiles.done).toBeLessThan(tiles.total);
  expect(best_fit).not.toBeNull();
  expect(await verifyGrid(grid.dir)).toMatchObject({ verdict: 'incomplete', storage: 'foreign' });
  const fix = { m4_gev: 0.2, epsilon: 2e-4 };
  await expect(computeContours(grid, { ...PLANE, fix })).rejects.toThrow(
    /was copied from a grid whose scan had not finished, and lacks numbers there/,
  );
  await expect(computeContours(grid, { ...PLANE, fix: { ...fix, m4_gev: 0.02 } })).resolves.toBeDefined();
  // Of what was done nothing is lacking.
  expect((await verifyGrid((await opened('finished part')).dir)).verdict).toBe('unproven');
});

it.each([
  ['dropped', /axis m4_gev has no coordinate: another program dropped or renamed it/],
  ['renamed', /axis m5_gev has no coordinate: another program dropped or renamed it/],
  ['reversed', /axis m5_gev does not rise from value to value; sort the grid by it/],
  ['single', /axis m5_gev is float32, not float64: another program converted it/],
  ['moved', /axis m5_gev has the value 0\.1111, which the scan does not have/],
  ['packed', /variable chi2 has type int16, not float32 or uint32/],
  ['scaled', /variable chi2 is packed by another program \(scale_factor\)/],
  ['signed', /variable flags has type int64, not float32 or uint32/],
  ['zarr2', /a Zarr v2 group; dualnu reads Zarr v3/],
])('a grid that was %s is refused in words that say so', async (name, message) => {
  await expect(opened(name)).rejects.toThrow(StoreError);
  await expect(opened(name)).rejects.toThrow(message);
});

it('a scan does not go on with what another program wrote', async () => {
  await expect(lookAhead(join(folder, 'copied'), fixtureSpec())).rejects.toThrow(
    /was written anew by another program/,
  );
});

it('a compressed chunk that does not decompress is an error of the grid', async () => {
  const path = join(folder, 'plain', 'chi2', 'c', '0', '0', '0', '0');
  await writeFile(path, new Uint8Array(100).fill(7));
  await expect(readVariable(await opened('plain'), 'chi2')).rejects.toThrow(StoreError);
  await expect(readTile(await opened('plain'), tileAt(original.tilePlan, 0), 'chi2')).rejects.toThrow(
    StoreError,
  );
});
