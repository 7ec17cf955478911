/** The fixture's grid with a spectrum at each point, and the built page: what tests of the page look at. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import type { Grid } from '../../src/grid/store.js';
import { setComplete } from '../../src/grid/writing/complete.js';
import { productOf, tileAt } from '../../src/tiles/tiles.js';
import { fixtureSpec, fixtureTile, identified, variable } from '../grid/fixture.js';

/** The page as the build left it. */
export const PAGE = pathToFileURL(join(import.meta.dirname, '../../dist/page/'));

/** Labels, counts and background of the three bins. */
export const BINS = {
  labels: ['1 shower', '1 shower + 1 track', '2 showers'],
  data_counts: [52, 26, 17],
  background: [47.7, 15.5, 9.5],
};

/** Signal by bin and unit of |U|^2 at the n-th lifetime point of a tile. */
export const spectrumAt = (n: number) => [1e3 * (n + 1), 2e3 * (n + 1), 3e3];

/** Writes the grid; `name` tells one from another. */
export async function writeViewedGrid(dir: string, name = 'fixture'): Promise<Grid> {
  const base = fixtureSpec();
  const bin = { name: 'bin', size: 3, attributes: { long_name: 'bin', ...BINS } };
  const spectrum = variable('spectrum', ['m4_gev', 'm5_gev', 'epsilon'], {
    extra: [bin],
    attributes: { multiply_by: 'Umu5_sq' },
  });
  const attributes = { ...base.attributes, title: name };
  const spec = identified({ ...base, attributes, variables: [...base.variables, spectrum] }, name);
  const grid = await createGrid(dir, spec, { sync: false });
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    const [m4 = 0, m5 = 0, , epsilon = 0] = tile.shape;
    const spectra = Float32Array.from(
      Array.from({ length: productOf([m4, m5, epsilon]) }, (_, n) => spectrumAt(n)).flat(),
    );
    await writeTile(grid, tile, { ...fixtureTile(grid, tile), spectrum: spectra }, { sync: false });
  }
  await setComplete(dir, true, { sync: false });
  return grid;
}
