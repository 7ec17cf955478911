/** A grid of 537 million points, profiled and marginalised in little memory. */
import { expect, it } from 'vitest';
import type { Grid } from '../../src/grid/store.js';
import { gridAxisOf, isKinematic } from '../../src/model/parameters.js';
import { reducePlane } from '../../src/planes/reducePlane.js';
import { choosePlane } from '../../src/planes/slice.js';
import { planTiles, productOf, TILE_BUDGET, type Tile } from '../../src/tiles/tiles.js';
import { logAxis, variable } from '../grid/fixture.js';

it('reduces 2^29 points within 512 MiB: every tile once', async () => {
  const axes = [
    logAxis('m4_gev', 0.02, 0.2, 64),
    logAxis('m5_gev', 0.1, 1, 128),
    logAxis('Umu5_sq', 1e-8, 1e-2, 256),
    logAxis('epsilon', 1e-4, 1e-2, 256),
  ].map(gridAxisOf);
  const budget = { ...TILE_BUDGET, cells: TILE_BUDGET.points };
  const tilePlan = planTiles(axes, budget, { isExpensive: isKinematic });
  const names = axes.map(({ name }) => name);
  const grid = { dir: 'made', axes, tilePlan, variables: [variable('chi2', names)] } as unknown as Grid;
  let [tiles, most] = [0, 0];
  const read = (_: Grid, { shape }: Tile) => {
    tiles++;
    most = Math.max(most, process.memoryUsage.rss());
    return Promise.resolve(new Float32Array(productOf(shape)).map((_, k) => 2 + (k % 7)));
  };
  const before = process.memoryUsage.rss();
  const choice = choosePlane(
    grid,
    'm5_gev',
    'Umu5_sq',
    {},
    { profile: ['m4_gev'], marginalise: ['epsilon'] },
  );
  const { points, missing } = await reducePlane(grid, 'chi2', choice, read);
  expect([points, missing, tiles]).toEqual([2 ** 29, 0, tilePlan.tileCount]);
  expect(most - before).toBeLessThan(512 * 2 ** 20);
});
