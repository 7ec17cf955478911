/** The grid as the people see it who will read it: with the real zarr-python and xarray. */
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import { readTile } from '../../src/grid/reading.js';
import { tileAt } from '../../src/tiles/tiles.js';
import {
  chi2At,
  fixtureSpec,
  fixtureTile,
  signalAt,
  temporaryFolder,
  variable,
  writeFixture,
} from './fixture.js';

const ROOT = join(import.meta.dirname, '..', '..');
const PYTHON = join(ROOT, '.venv', 'bin', 'python');

beforeAll(async () => {
  await access(PYTHON).catch(() => {
    throw new Error(
      'no .venv/bin/python: run `npm run setup -- --test`, which installs test/python/requirements.txt',
    );
  });
});

async function readWithPython(dir: string, point = {}) {
  const script = join(ROOT, 'test', 'python', 'readGrid.py');
  const { stdout } = await promisify(execFile)(PYTHON, [script, dir, JSON.stringify(point)]);
  return JSON.parse(stdout);
}

it('xarray opens a grid without a warning, with its axes, units, values and provenance', async () => {
  const grid = await writeFixture(join(await temporaryFolder(), 'grid'));
  const seen = await readWithPython(grid.dir, { m4_gev: 0.06, m5_gev: 0.3, Umu5_sq: 1e-3, epsilon: 6e-4 });
  const [m4s = [], m5s = [], Us = [], epsilons = []] = grid.axes.map((a) => a.values);
  const nearest = (values: readonly number[], to: number) =>
    values.reduce((best, v) => (Math.abs(v - to) < Math.abs(best - to) ? v : best));
  const signal = signalAt(nearest(m4s, 0.06), nearest(m5s, 0.3), nearest(Us, 1e-3), nearest(epsilons, 6e-4));

  expect(seen.consolidated).toBe(true);
  expect(seen.chi2).toBe(Math.fround(chi2At(signal)));
  expect(seen.coordinates.m5_gev).toEqual({ units: 'GeV', long_name: 'mass of nu_5', values: m5s });
  expect(Object.keys(seen.coordinates).sort()).toEqual(['Umu5_sq', 'epsilon', 'm4_gev', 'm5_gev']);
  expect(seen.variables.chi2).toMatchObject({
    dims: ['m4_gev', 'm5_gev', 'Umu5_sq', 'epsilon'],
    shape: [3, 23, 26, 3],
  });
  expect(seen.variables.ctau_cm).toMatchObject({
    dims: ['m4_gev', 'm5_gev', 'epsilon'],
    dtype: 'float32',
    units: 'cm',
  });
  expect(seen.variables.flags).toMatchObject({ dtype: 'uint32', shape: [3, 23, 3] });
  expect(seen.flags).toEqual({ flag_masks: [1, 2], flag_meanings: 'closed low_effective_sample_size' });
  for (const { missing } of Object.values<{ missing: number }>(seen.variables)) expect(missing).toBe(0);
  let sum = 0;
  for (const m4 of m4s)
    for (const m5 of m5s)
      for (const U of Us) for (const e of epsilons) sum += Math.fround(signalAt(m4, m5, U, e));
  expect(seen.variables.signal.sum / sum).toBeCloseTo(1, 12);
  expect(seen.attributes).toMatchObject({
    identity: fixtureSpec().identity,
    response: 'default response',
    adapter: 'none',
    dualnu_version: '0.1.0',
    tiles: grid.tilePlan.tileCount,
    complete: 1,
  });
  expect(JSON.parse(seen.attributes.fixed_parameters)).toEqual({ mZprime_gev: 1.25, gD: 2 });
});

it('what has not been computed is missing to xarray, not a number', async () => {
  const grid = await createGrid(join(await temporaryFolder(), 'grid'), fixtureSpec());
  const tile = tileAt(grid.tilePlan, 0);
  const results = fixtureTile(grid, tile);
  await writeTile(grid, tile, results);
  const seen = await readWithPython(grid.dir);
  expect(seen.variables.chi2.missing).toBe(3 * 23 * 26 * 3 - (results.chi2?.length ?? 0));
  expect(seen.attributes.complete).toBe(0);
});

it('dimensions beyond the axes have names, labels and values', async () => {
  const spec = fixtureSpec();
  const bin = {
    name: 'bin',
    size: 3,
    attributes: {
      long_name: 'bin of the search',
      labels: ['1 shower', '1 shower + 1 track', '2 showers'],
      data_counts: [52, 26, 17],
    },
  };
  const axes = ['m4_gev', 'm5_gev'] as const;
  const spectrum = variable('spectrum', axes, { extra: [bin] });
  const grid = await createGrid(join(await temporaryFolder(), 'grid'), {
    ...spec,
    variables: [...spec.variables, spectrum],
  });
  const tile = tileAt(grid.tilePlan, 1);
  const [m4s, m5s] = tile.shape as [number, number];
  // What tells the place: the grid's second tile begins at another m5.
  const values = Float32Array.from({ length: m4s * m5s * 3 }, (_, k) => k / 8);
  await writeTile(grid, tile, { ...fixtureTile(grid, tile), spectrum: values });
  const seen = await readWithPython(grid.dir);
  expect(seen.variables.spectrum).toMatchObject({
    dims: ['m4_gev', 'm5_gev', 'bin'],
    shape: [3, 23, 3],
    missing: 3 * 23 * 3 - values.length,
    sum: values.reduce((sum, x) => sum + x, 0),
  });
  expect(seen.coordinates.bin).toEqual({ units: '1', values: [0, 1, 2], ...bin.attributes });
  expect([...(await readTile(grid, tile, 'spectrum'))]).toEqual([...values]);
});
