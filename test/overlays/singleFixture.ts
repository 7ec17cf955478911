/** A joint grid of the single model made from formulas: a search and an excess in (m4, |U_mu4|^2) for two Z' masses. */
import { writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import type { Grid } from '../../src/grid/store.js';
import { gridAxisOf, isKinematic } from '../../src/model/parameters.js';
import { planTiles, tileAt } from '../../src/tiles/tiles.js';
import { experimentAttributes, fixtureSpec, identified, logAxis, variable } from '../grid/fixture.js';

const EXPERIMENTS = [experimentAttributes('search', 1), experimentAttributes('excess', 40)] as const;
const AXES = [
  logAxis('mZprime_gev', 0.1, 1, 2),
  logAxis('m4_gev', 0.01, 1, 21),
  logAxis('Umu4_sq', 1e-8, 1e-2, 61),
] as const;

/** Where the excess has its best mixing, whatever the masses. */
export const BEST = 1e-5;

/**
 * Writes the grid: the search excludes what is above |U|^2 = 1e-3 for the light Z' and above 1e-5 for the heavy one; the excess
 * prefers a band around 1e-5, a decade wide to either side (both in Delta chi2 = 5.991).
 */
export async function writeSingleFixture(dir: string): Promise<Grid> {
  const base = fixtureSpec();
  const all = AXES.map(({ name }) => name);
  const names = EXPERIMENTS.map(({ name }) => name).join(' + ');
  const grid = await createGrid(
    dir,
    identified({
      ...base,
      axes: AXES.map(gridAxisOf),
      tilePlan: planTiles(AXES, { points: 5000, expensive: 5000, cells: 5000 }, { isExpensive: isKinematic }),
      variables: [variable('chi2', all), ...EXPERIMENTS.map(({ suffix }) => variable(`chi2_${suffix}`, all))],
      attributes: {
        ...base.attributes,
        model: 'single, dirac',
        fixed: { epsilon: 8e-4, gD: 2, kappa: 1 },
        experiment: names,
        experiment_title: names,
        experiments: EXPERIMENTS,
        background_chi2: 41,
      },
    }),
  );
  const [zMasses, masses, mixings] = AXES.map(({ values }) => values);
  const points = (zMasses ?? []).flatMap((z) =>
    (masses ?? []).flatMap(() => (mixings ?? []).map((U) => ({ z, U }))),
  );
  const level = 5.991464547107979;
  const search = points.map(({ z, U }) => 1 + level * (U / (z < 0.5 ? 1e-3 : BEST)) ** 2);
  const excess = points.map(({ U }) => 5 + level * Math.log10(U / BEST) ** 2);
  await writeTile(grid, tileAt(grid.tilePlan, 0), {
    chi2: Float32Array.from(search, (chi2, i) => chi2 + (excess[i] ?? Number.NaN)),
    chi2_search: Float32Array.from(search),
    chi2_excess: Float32Array.from(excess),
  });
  return grid;
}
