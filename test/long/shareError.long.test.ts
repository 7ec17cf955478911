/**
 * The Monte Carlo error of an excluded share, from grids of eight seeds, against how far grids of twelve other seeds lie from one with many times
 * the events. Figure 4b with DarkNews' cone for both experiments at the Z' mass where the edge of one region crosses the other.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { loadScan } from '../../src/config/load.js';
import { type Grid, openGrid } from '../../src/grid/store.js';
import { compareExperiments } from '../../src/results/comparison.js';
import { compareReplicas } from '../../src/results/replicas.js';
import { runScan } from '../../src/scan/run.js';
import { temporaryFolder } from '../grid/fixture.js';

const REQUEST = {
  x: 'm5_gev',
  y: 'Umu5_sq',
  panels: [],
  fix: {},
  excludes: 'microboone-2025',
  prefers: ['miniboone-2020'],
  cl: 0.95,
};

const FIGURE = resolve('scans/figure4b.yaml');

/** The scan at one Z' mass, with a seed and a number of events. */
async function scanned(folder: string, seed: number, events: number): Promise<Grid> {
  const text = (await readFile(FIGURE, 'utf8'))
    .replace(/mZprime_gev: .*/, 'mZprime_gev: { values: [1.25] }')
    .replace(', dirt: cylinder', '')
    .replace(/ {2}- \{ name: miniboone-2020, as: .*\n/, '')
    .replace(/^events: .*/m, `events: ${events}\nseed: ${seed}`)
    .replace(/^outputs: .*/m, 'outputs: [chi2]');
  const file = join(folder, `${seed}.yaml`);
  await writeFile(file, text);
  const out = join(folder, `${seed}.zarr`);
  await runScan(await loadScan(file), { engine: 'gpu', allowSoftware: true, out, overwrite: false });
  return openGrid(out);
}

async function shareOf(grid: Grid): Promise<number> {
  const { panels } = await compareExperiments(grid, REQUEST);
  return at(at(panels, 0).preferred, 0).excludedShare;
}

/** The ratio of two such roots of mean squares, with 7 and 12 degrees of freedom, is known to exp(sqrt(1/14 + 1/24)) = 1.4: two of these. */
const FACTOR = 2;

it('the error of a share is as large as its distance from one with many events', async () => {
  const folder = await temporaryFolder();
  const grids: Grid[] = [];
  for (let seed = 1; seed <= 8; seed++) grids.push(await scanned(folder, seed, 2048));
  const { panels } = await compareReplicas(at(grids, 0), REQUEST, grids.slice(1));
  const error = at(at(panels, 0).preferred, 0).shareError ?? Number.NaN;
  const truth = await shareOf(await scanned(folder, 9, 2 ** 17));
  const others: number[] = [];
  for (let seed = 101; seed <= 112; seed++) others.push(await shareOf(await scanned(folder, seed, 2048)));
  const distance = Math.sqrt(others.reduce((sum, share) => sum + (share - truth) ** 2, 0) / others.length);
  console.info(
    `error ${error.toFixed(4)}, distance of other seeds ${distance.toFixed(4)} from ${truth.toFixed(4)}`,
  );
  expect(distance / error).toBeGreaterThan(1 / FACTOR);
  expect(distance / error).toBeLessThan(FACTOR);
});
