/** A joint grid made from formulas: a search and an excess in one plane for each of two Z' masses, with flags of their own. */
import { writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import type { Grid } from '../../src/grid/store.js';
import type { GridAttributes } from '../../src/metadata/manifest.js';
import { gridAxisOf, isKinematic } from '../../src/model/parameters.js';
import { planTiles, tileAt } from '../../src/tiles/tiles.js';
import {
  experimentAttributes,
  fixtureSpec,
  flagVariable,
  identified,
  logAxis,
  variable,
} from '../grid/fixture.js';

/** chi2 at |U|^2 = 0 of the two. */
export const BACKGROUNDS = { search: 3, excess: 30 } as const;
const EXPERIMENTS = [
  experimentAttributes('search', BACKGROUNDS.search),
  experimentAttributes('excess', BACKGROUNDS.excess),
];

const FLAGS = { closed: 1, lowEffectiveSampleSize: 2, muonDecayOpen: 64, unheardOf: 2 ** 20 };
const AXES = [
  logAxis('mZprime_gev', 0.1, 1, 2),
  logAxis('m5_gev', 0.1, 1, 9),
  logAxis('Umu5_sq', 1e-8, 1e-2, 13),
];
const [Z_MASSES = [], MASSES = [], MIXINGS = []] = AXES.map(({ values }) => values);

/** Expected events in the search; ten times as many in the excess. A heavy Z' makes a thousandth of them. */
const signalAt = (mZprime: number, U: number) => 1e5 * U * (mZprime > 0.5 ? 1e-3 : 1);
/** The search sees nothing; the excess wants 100 events, of a light Z' only. */
const searchAt = (signal: number) => BACKGROUNDS.search + signal ** 2 / 100;
const excessAt = (mZprime: number, signal: number) =>
  mZprime > 0.5 ? BACKGROUNDS.excess + signal / 1e3 : 5 + (10 * signal - 100) ** 2 / 400;

/** What a joint fixture has of its own beside its attributes. */
export interface JointChanges {
  readonly scan?: string;
  readonly strengths?: readonly [search: number, excess: number];
}

/** Words of flags at a mass, as the grid has them: of the search and of the excess. */
export function flagWords(m5: number): readonly [search: number, excess: number] {
  const closed = m5 < 0.12 ? FLAGS.closed : 0;
  const muons = m5 > 0.5 ? FLAGS.muonDecayOpen : 0;
  return [
    closed | muons,
    closed | muons | (m5 > 0.3 ? FLAGS.lowEffectiveSampleSize : 0) | (m5 > 0.9 ? FLAGS.unheardOf : 0),
  ];
}

/**
 * Writes the grid to `dir`; changes of its attributes make other words of the same numbers, `scan` another scan of them, and `strengths` multiply
 * the signals of the search and of the excess.
 */
export async function writeJointFixture(
  dir: string,
  changes: Partial<GridAttributes> = {},
  { scan = 'fixture', strengths: [inSearch, inExcess] = [1, 1] }: JointChanges = {},
): Promise<Grid> {
  const base = fixtureSpec();
  const all = AXES.map(({ name }) => name);
  const lifetime = ['mZprime_gev', 'm5_gev'] as const;
  const names = EXPERIMENTS.map(({ name }) => name).join(' + ');
  const grid = await createGrid(
    dir,
    identified(
      {
        ...base,
        axes: AXES.map(gridAxisOf),
        tilePlan: planTiles(
          AXES,
          { points: 1000, expensive: 1000, cells: 1000 },
          { isExpensive: isKinematic },
        ),
        variables: [
          variable('chi2', all),
          ...EXPERIMENTS.map(({ suffix }) => variable(`chi2_${suffix}`, all)),
          flagVariable('flags', lifetime, FLAGS),
          ...EXPERIMENTS.map(({ suffix }) => flagVariable(`flags_${suffix}`, lifetime, FLAGS)),
          flagVariable('mixing_flags', ['Umu5_sq'], { largeMixing: 128 }),
        ],
        attributes: {
          ...base.attributes,
          experiment: names,
          experiment_title: names,
          experiments: EXPERIMENTS,
          background_chi2: BACKGROUNDS.search + BACKGROUNDS.excess,
          ...changes,
        },
      },
      scan,
      // As a scan has it.
      changes.seed === undefined ? {} : { seed: changes.seed },
    ),
  );
  const points = Z_MASSES.flatMap((mZprime) => MASSES.flatMap(() => MIXINGS.map((U) => ({ mZprime, U }))));
  const search = points.map(({ mZprime, U }) => searchAt(inSearch * signalAt(mZprime, U)));
  const excess = points.map(({ mZprime, U }) => excessAt(mZprime, inExcess * signalAt(mZprime, U)));
  const words = Z_MASSES.flatMap(() => MASSES.map(flagWords));
  await writeTile(grid, tileAt(grid.tilePlan, 0), {
    chi2: Float32Array.from(search, (chi2, i) => chi2 + (excess[i] ?? Number.NaN)),
    chi2_search: Float32Array.from(search),
    chi2_excess: Float32Array.from(excess),
    flags: Uint32Array.from(words, ([a, b]) => a | b),
    flags_search: Uint32Array.from(words, ([a]) => a),
    flags_excess: Uint32Array.from(words, ([, b]) => b),
    mixing_flags: Uint32Array.from(MIXINGS, (U) => (U > 2e-3 ? 128 : 0)),
  });
  return grid;
}
