/** A grid of any size from a formula, as a scan would write it: what the viewer's times are measured on. */
import { at } from '../../src/at.js';
import { writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import { setComplete } from '../../src/grid/writing/complete.js';
import { gridAxisOf, isKinematic } from '../../src/model/parameters.js';
import { planTiles, productOf, TILE_BUDGET, type Tile, tileAt } from '../../src/tiles/tiles.js';
import {
  BACKGROUND_CHI2,
  chi2At,
  fixtureSpec,
  flagVariable,
  identified,
  logAxis,
  signalAt,
  variable,
} from '../grid/fixture.js';

/** Writes a grid of n^4 points with chi2, c tau and flags; chunks are cut as a scan cuts them. */
export async function writeLargeGrid(dir: string, n: number): Promise<void> {
  const axes = [
    logAxis('m4_gev', 0.02, 0.2, n),
    logAxis('m5_gev', 0.11, 1.3, n),
    logAxis('Umu5_sq', 1e-6, 1e-1, n),
    logAxis('epsilon', 2e-4, 2e-3, n),
  ].map(gridAxisOf);
  const names = axes.map(({ name }) => name);
  const lifetime = names.filter((name) => name !== 'Umu5_sq');
  const budget = { ...TILE_BUDGET, cells: TILE_BUDGET.points };
  const spec = identified(
    fixtureSpec({
      axes,
      tilePlan: planTiles(axes, budget, { isExpensive: isKinematic }),
      variables: [
        variable('chi2', names),
        variable('ctau_cm', lifetime, { units: 'cm' }),
        flagVariable('flags', lifetime, { closed: 1, lowEffectiveSampleSize: 2 }),
      ],
    }),
    `large ${n}`,
  );
  const grid = await createGrid(dir, spec, { sync: false });
  const values = axes.map((axis) => axis.values);
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    await writeTile(grid, tile, contentsOf(tile, values), { sync: false });
  }
  await setComplete(dir, true, { sync: false });
}

/** The variables of a tile. The signal is a factor in |U|^2, so that the formula is evaluated for each lifetime only. */
function contentsOf({ start, shape }: Tile, values: readonly (readonly number[])[]) {
  const [n4, n5, nU, nE] = [at(shape, 0), at(shape, 1), at(shape, 2), at(shape, 3)];
  const value = (axis: number, k: number) => at(at(values, axis), at(start, axis) + k);
  const chi2 = new Float32Array(productOf(shape));
  const ctau = new Float32Array(n4 * n5 * nE);
  const flags = new Uint32Array(n4 * n5 * nE);
  for (let a = 0; a < n4; a++) {
    for (let b = 0; b < n5; b++) {
      for (let e = 0; e < nE; e++) {
        const [m4, m5, epsilon] = [value(0, a), value(1, b), value(3, e)];
        const unit = signalAt(m4, m5, 1, epsilon);
        const k = (a * n5 + b) * nE + e;
        ctau[k] = unit === 0 ? 0 : 400 * (0.3 / m5) ** 5 * (8e-4 / epsilon) ** 2;
        flags[k] = unit === 0 ? 1 : m5 > 1 ? 2 : 0;
        for (let u = 0; u < nU; u++)
          chi2[((a * n5 + b) * nU + u) * nE + e] = unit === 0 ? BACKGROUND_CHI2 : chi2At(unit * value(2, u));
      }
    }
  }
  return { chi2, ctau_cm: ctau, flags };
}
