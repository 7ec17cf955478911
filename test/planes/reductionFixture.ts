/** Grids with random chi2, missing points and flags in chunks of any shape, and their reductions by brute force. */
import { at } from '../../src/at.js';
import { writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import type { Grid } from '../../src/grid/store.js';
import { gridAxisOf, type ModelAxis } from '../../src/model/parameters.js';
import { restrictToAxes } from '../../src/tiles/shapes.js';
import { productOf, type Tile, type TilePlan, tileAt, unravel } from '../../src/tiles/tiles.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import { fixtureSpec, flagVariable, identified, logAxis, variable } from '../grid/fixture.js';

/** Five axes: two for a plane, and three to fix or to reduce; one linear, one of values. */
export const AXES: readonly ModelAxis[] = [
  logAxis('m4_gev', 0.02, 0.2, 3),
  logAxis('m5_gev', 0.1, 1, 5),
  { name: 'mZprime_gev', spacing: 'values', values: [0.1, 0.3, 0.35, 2] },
  logAxis('Umu5_sq', 1e-8, 1e-2, 4),
  { name: 'gD', spacing: 'linear', values: [0.5, 1, 2.5] },
];
/** Shape of the grid. */
export const SHAPE = AXES.map(({ values }) => values.length);
/** Axes of the two variables of flags. */
const MASS_AXES = ['m4_gev', 'm5_gev', 'mZprime_gev'];
const MIXING_AXES = ['m4_gev', 'Umu5_sq'];

/** chi2 and words of flags of every grid point, C order; the words of the second variable hold the flag 128 only. */
export interface Contents {
  readonly chi2: Float32Array;
  readonly words: Uint32Array;
  readonly mixingWords: Uint32Array;
}

/** Whether N decays to a pair at an index of the grid: m5 - m4 is above two electron masses. */
export function isInside(index: readonly number[]): boolean {
  const [m4, m5] = [0, 1].map((i) => at(at(AXES, i).values, at(index, i)));
  return (m5 ?? 0) - (m4 ?? 0) > 2 * 0.51099895e-3;
}

/** Contents from random numbers in [0, 1): chi2 between 0 and `scale`, a share of `missing` without any. */
export function contentsOf(random: () => number, { scale = 30, missing = 0 } = {}): Contents {
  const chi2 = Float32Array.from({ length: productOf(SHAPE) }, () =>
    random() < missing ? FILL_VALUES.float32 : Math.round(random() * 64) * (scale / 64),
  );
  // No pair can be made where m4 is not below m5, and these points are flagged as closed; others are, too, at random.
  const words = Uint32Array.from({ length: 3 * 5 * 4 }, (_, k) => {
    const [m4, m5] = unravel(k, [3, 5, 4]);
    return Math.floor(random() * 4) | (isInside([m4 ?? 0, m5 ?? 0]) ? 0 : 1);
  });
  const mixingWords = Uint32Array.from({ length: 3 * 4 }, () => (random() < 0.3 ? 128 : 0));
  return { chi2, words, mixingWords };
}

/** A plan with chunks of this shape. */
export function planOf(shape: readonly number[], chunkShape: readonly number[]): TilePlan {
  return { shape, chunkShape, tileCount: productOf(shape.map((n, i) => Math.ceil(n / at(chunkShape, i)))) };
}

/** Writes a grid with these contents in chunks of this shape to `dir`. */
export async function writeContents(
  dir: string,
  { chi2, words, mixingWords }: Contents,
  chunkShape: readonly number[],
): Promise<Grid> {
  const base = fixtureSpec();
  const names = AXES.map(({ name }) => name);
  const { mZprime_gev: _, ...fixed } = base.attributes.fixed;
  const spec = identified({
    ...base,
    axes: AXES.map(gridAxisOf),
    tilePlan: planOf(SHAPE, chunkShape),
    variables: [
      variable('chi2', names),
      flagVariable('flags', MASS_AXES, { closed: 1, lowEffectiveSampleSize: 2 }),
      flagVariable('mixing_flags', MIXING_AXES, { largeMixing: 128 }),
    ],
    attributes: {
      ...base.attributes,
      fixed: Object.fromEntries(Object.entries(fixed).filter(([n]) => n !== 'gD')),
      background_chi2: 40,
    },
  });
  const grid = await createGrid(dir, spec, { sync: false });
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    await writeTile(
      grid,
      tile,
      {
        chi2: Float32Array.from(cut(tile, names, grid), (k) => at(chi2, k)),
        flags: Uint32Array.from(cut(tile, MASS_AXES, grid), (k) => at(words, k)),
        mixing_flags: Uint32Array.from(cut(tile, MIXING_AXES, grid), (k) => at(mixingWords, k)),
      },
      { sync: false },
    );
  }
  return grid;
}

/** Positions, in a variable's array, of the numbers of a tile, C order. */
function cut(tile: Tile, axes: readonly string[], grid: Grid): number[] {
  const lengths = restrictToAxes(grid, axes, tile.shape);
  const starts = restrictToAxes(grid, axes, tile.start);
  const whole = restrictToAxes(grid, axes, SHAPE);
  return Array.from({ length: productOf(lengths) }, (_, k) =>
    position(
      unravel(k, lengths).map((i, axis) => i + at(starts, axis)),
      whole,
    ),
  );
}

const position = (index: readonly number[], shape: readonly number[]) =>
  index.reduce((sum, i, axis) => sum * at(shape, axis) + i, 0);

/** The word of a point: both variables. */
export function wordAt({ words, mixingWords }: Contents, index: readonly number[]): number {
  const [m4 = 0, m5 = 0, z = 0, u = 0] = index;
  return at(words, position([m4, m5, z], [3, 5, 4])) | at(mixingWords, position([m4, u], [3, 4]));
}

/** Every index of the grid with its chi2, NaN where it is missing. */
export function everyPoint({
  chi2,
}: Contents): { readonly index: readonly number[]; readonly chi2: number }[] {
  return Array.from(chi2, (value, k) => ({
    index: unravel(k, SHAPE),
    chi2: value === FILL_VALUES.float32 ? Number.NaN : value,
  }));
}
