/** `dualnu map`, `corner` and `report`: from a grid to files. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { dualnu, failing, makeFolder, smallScan } from './cli.js';

let dir: string;
beforeAll(async () => {
  dir = await makeFolder({ 'small.yaml': smallScan() });
  expect((await dualnu(dir, ['scan', 'small.yaml', '--software', '--out', 'grid.zarr'])).code).toBe(0);
});

it('map and corner write figures and tables, and name what is wrong', async () => {
  const plane = ['grid.zarr', '--x', 'm5_gev', '--y', 'epsilon', '--of', 'ctau_cm', '--fix', 'm4_gev=0.1'];
  const map = await dualnu(dir, ['map', ...plane, '--out', 'ctau.svg', '--out', 'ctau.csv']);
  expect(map.code).toBe(0);
  expect(map.stdout).toMatch(/points in colour, from \S+ to \S+ cm/);
  expect(await readFile(join(dir, 'ctau.svg'), 'utf8')).not.toMatch(/<text|NaN/);
  expect(await readFile(join(dir, 'ctau.csv'), 'utf8')).toMatch(/^m5_gev,epsilon,ctau_cm,flags$/m);
  expect(await failing(dir, ['map', ...plane, '--range', '5'], 3)).toMatch(/--range 5: write LOW:HIGH/);
  const corner = await dualnu(dir, ['corner', 'grid.zarr', '--out', 'corner.png', '--json']);
  expect(JSON.parse(corner.stdout)).toMatchObject({ files: ['corner.png'] });
});

it('report writes one page, with spectra from the scan that the run log names', async () => {
  const run = await dualnu(dir, ['report', 'grid.zarr', '--out', 'report.html', '--map', 'none']);
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/sections: Best fit, Contours, .*Spectra.*\nwrote report.html/);
  const page = await readFile(join(dir, 'report.html'), 'utf8');
  expect(page).toContain('dualnu report grid.zarr --out report.html --map none');
  expect(page).not.toMatch(/<script|<link|<img/);
  expect(await failing(dir, ['report', 'grid.zarr', '--out', 'report.pdf'], 3)).toMatch(/written to \.html/);
});
