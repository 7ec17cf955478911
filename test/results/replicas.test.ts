/** The Monte Carlo error of an excluded share: the scatter among grids of other seeds, and nothing where there is none. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { comparisonToJson, comparisonToText } from '../../src/reports/comparisonReport.js';
import { comparisonTable } from '../../src/reports/comparisonTable.js';
import { compareExperiments } from '../../src/results/comparison.js';
import { compareReplicas, errorInWords, standardDeviation } from '../../src/results/replicas.js';
import { temporaryFolder } from '../grid/fixture.js';
import { type JointChanges, writeJointFixture } from './jointFixture.js';

const REQUEST = {
  x: 'm5_gev',
  y: 'Umu5_sq',
  panels: ['mZprime_gev'],
  fix: {},
  excludes: 'search',
  prefers: ['excess'],
  cl: 0.95,
};
const write = async (seed: number, changes: JointChanges = {}) =>
  writeJointFixture(join(await temporaryFolder(), `seed${seed}`), { seed }, changes);

/** Grids whose search sees a signal that is stronger or weaker by some of the error, and the excess another. */
const grids = () =>
  Promise.all(
    (
      [
        [3, 1],
        [2.6, 1.1],
        [3.3, 0.95],
        [3.1, 1.2],
      ] as const
    ).map((strengths, i) => write(i + 1, { strengths })),
  );

describe('the Monte Carlo error of a share', () => {
  it('is the standard deviation of the share among the grids, panel by panel', async () => {
    const all = await grids();
    const [grid, ...replicas] = all;
    const comparison = await compareReplicas(at(all, 0), REQUEST, replicas);
    const alone = await Promise.all(all.map((one) => compareExperiments(one, REQUEST)));
    const shares = alone.map(({ panels }) => at(at(panels, 0).preferred, 0).excludedShare);
    const mean = shares.reduce((sum, share) => sum + share, 0) / 4;
    const error = Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / 3);
    // Strengths of the search differ by a tenth: so does |U|^2 at its edge, in a region half a decade high.
    expect(error).toBeGreaterThan(0.05);
    const [light, heavy] = comparison.panels.map(({ preferred }) => at(preferred, 0));
    expect(light?.shareError).toBeCloseTo(error, 12);
    expect(light?.excludedShare).toBe(shares[0]);
    // Of a heavy Z' the search excludes nothing with any seed.
    expect([heavy?.excludedShare, heavy?.shareError]).toEqual([0, 0]);
    const { columns, rows } = comparisonTable(comparison);
    expect(rows.map((row) => row[columns.indexOf('excluded_share_error')])).toEqual([light?.shareError, 0]);
    expect(comparisonToJson(comparison).seeds).toEqual([1, 2, 3, 4]);
    expect(comparisonToText(comparison)).toMatch(/ excluded_share_error\n/);
    // Everything else is the grid's own.
    expect({ ...comparison, panels: [], seeds: [] }).toEqual({
      ...(await compareExperiments(grid ?? at(all, 0), REQUEST)),
      panels: [],
    });
  });

  it('is not told of one grid', async () => {
    const comparison = await compareReplicas(await write(1), REQUEST, []);
    expect(
      comparison.panels.flatMap(({ preferred }) => preferred.map(({ shareError }) => shareError)),
    ).toEqual([undefined, undefined]);
    expect(comparisonToText(comparison)).not.toMatch(/share_error/);
    expect(comparisonTable(comparison).about).toContain(errorInWords([]));
  });

  it('is not told where a region is empty with one of the seeds: that has no share', async () => {
    // A signal of the excess that is too large everywhere on the grid.
    const empty = await write(2, { strengths: [3, 1e7] });
    const { panels } = await compareReplicas(await write(1, { strengths: [3, 1] }), REQUEST, [empty]);
    const [light] = at(panels, 0).preferred;
    expect(light?.excludedShare).toBeGreaterThan(0.1);
    expect(light?.shareError).toBeUndefined();
  });

  it('needs grids of the same scan, each with a seed of its own', async () => {
    const [grid, same, other] = [await write(1), await write(1), await write(2, { scan: 'another' })];
    await expect(compareReplicas(grid, REQUEST, [same])).rejects.toThrow(
      /its seed 1 is that of .*, so that it has the same events; scan with another one, such as --set seed=2$/,
    );
    await expect(compareReplicas(grid, REQUEST, [await write(2), await write(2)])).rejects.toThrow(
      /--set seed=3/,
    );
    await expect(compareReplicas(grid, REQUEST, [other])).rejects.toThrow(
      /seed2: not the scan of .*seed1 with another seed: scan differs; scan the same file with --set seed=2$/,
    );
  });
});

it('a standard deviation is that of a sample, and says how well it is known', () => {
  expect(standardDeviation([1, 2, 3, 4])).toBeCloseTo(Math.sqrt(5 / 3), 12);
  expect(errorInWords([])).toMatch(
    /not known from one grid: compare --replica GRID takes others of the same scan/,
  );
  expect(errorInWords([1, 2])).toMatch(/known to some 71 % itself/);
  expect(errorInWords([1, 2, 5, 7])).toMatch(
    /among 4 grids with seeds 1, 2, 5 and 7, known to some 41 % itself/,
  );
  expect(errorInWords(Array.from({ length: 9 }, (_, i) => i))).toMatch(/known to some 25 % itself/);
});
