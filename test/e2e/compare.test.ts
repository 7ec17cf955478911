/** `dualnu compare`, and the contours of one experiment: from a joint scan to tables and figures. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readVariable } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { dualnu, failing, makeFolder } from './cli.js';
import { runWith, wordsOf } from './night.js';

const SCAN = `
model: { kind: dual, parameters: { delta: 1, epsilon: 8e-4 } }
axes:
  mZprime_gev: { values: [0.1, 1.25] }
  m5_gev: { log: [0.05, 0.8], points: 8 }
  Umu5_sq: { log: [1e-10, 1e-1], points: 40 }
experiments:
  - microboone-2025
  - miniboone-2020
  - { name: miniboone-2020, as: miniboone-coherent, protonElastic: false, apart: true }
events: 2048
outputs: [chi2, signal, flags]
`;
const COMPARE = [
  ['compare', 'joint.zarr', '--x', 'm5_gev', '--y', 'Umu5_sq', '--panel', 'mZprime_gev'],
  ['--excludes', 'microboone-2025', '--prefers', 'miniboone-2020', '--prefers', 'miniboone-coherent'],
].flat();

let dir: string;
beforeAll(async () => {
  dir = await makeFolder({ 'joint.yaml': SCAN });
  const run = await dualnu(dir, ['scan', 'joint.yaml', '--software', '--out', 'joint.zarr']);
  expect(run.code, run.stderr).toBe(0);
});

interface Row {
  readonly mZprime_gev: number;
  readonly preferred_by: string;
  readonly excluded_share: number;
  readonly best_chi2: number;
  readonly background_chi2: number;
}

it('tells the excluded share for each panel and experiment, and draws them', async () => {
  const files = ['figure.svg', 'figure.png', 'table.csv'];
  const out = files.flatMap((file) => ['--out', file]);
  const { code, stdout } = await dualnu(dir, [...COMPARE, ...out, '--json']);
  expect(code).toBe(0);
  const { rows, ...document } = JSON.parse(stdout) as { rows: Row[]; files: string[] };
  expect(document).toMatchObject({ panels: ['mZprime_gev'], cl: 0.95, excludes: 'microboone-2025', files });
  expect(rows.map((row) => [row.mZprime_gev, row.preferred_by])).toEqual([
    [0.1, 'miniboone-2020'],
    [0.1, 'miniboone-coherent'],
    [1.25, 'miniboone-2020'],
    [1.25, 'miniboone-coherent'],
  ]);
  for (const row of rows) {
    expect(row).toMatchObject({ region: 'preferred', exclusion: 'excluded' });
    expect(row.background_chi2).toBeCloseTo(31.802, 2);
    expect(row.best_chi2).toBeLessThan(15);
  }
  // A light Z' decays at once, and MicroBooNE would have seen it; a heavy one lets a part of the region live.
  expect(rows[0]?.excluded_share).toBeGreaterThan(0.95);
  expect(rows[2]?.excluded_share).toBeGreaterThan(0.2);
  expect(rows[2]?.excluded_share).toBeLessThan(0.95);

  expect(await readFile(join(dir, 'figure.svg'), 'utf8')).toMatch(/^<svg[^>]*>(?!.*<text)/s);
  expect((await readFile(join(dir, 'figure.png'))).subarray(1, 4).toString()).toBe('PNG');
  const table = (await readFile(join(dir, 'table.csv'), 'utf8'))
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  expect(table[0]).toMatch(/^mZprime_gev,preferred_by,area,excluded_share,/);
  expect(table.length).toBe(1 + rows.length + 1);
});

it('compares with mass points that it computes', async () => {
  const before = JSON.parse((await dualnu(dir, [...COMPARE, '--json'])).stdout);
  const refine = ['--refine', '--software', '--tolerance', '0.03'];
  const { code, stdout, stderr } = await dualnu(dir, [
    ...COMPARE,
    ...refine,
    '--json',
    '--out',
    'refined.png',
  ]);
  expect(code, stderr).toBe(0);
  const { rows, refinement, regions, coarse_axes } = JSON.parse(stdout);
  expect(refinement).toMatchObject({
    axes: ['m5_gev', 'Umu5_sq'],
    engine: 'gpu',
    tolerance: 0.03,
    end: 'settled',
  });
  expect(refinement.mass_points).toBeGreaterThan(2 * 8);
  expect(refinement.points).toBeGreaterThan(40 * refinement.mass_points);
  expect(before).toMatchObject({ refinement: null });
  expect([before.coarse_axes.length > 0, coarse_axes]).toEqual([true, []]);
  // The same experiments and panels, of which some regions differ by what the grid had not seen; what is counted is the grid's.
  expect(rows.map((row: Row) => [row.mZprime_gev, row.preferred_by])).toEqual(
    before.rows.map((row: Row) => [row.mZprime_gev, row.preferred_by]),
  );
  const changes = rows.map((row: Row, i: number) =>
    Math.abs(row.excluded_share - before.rows[i].excluded_share),
  );
  expect(Math.max(...changes)).toBeGreaterThan(0.01);
  rows.forEach((row: Row, i: number) => {
    expect(row.best_chi2).toBeLessThanOrEqual(before.rows[i].best_chi2);
  });
  expect(regions).toHaveLength(before.regions.length);
  expect((await readFile(join(dir, 'refined.png'))).subarray(1, 4).toString()).toBe('PNG');
  const fault = { of: 'GPUBuffer', call: 'mapAsync', at: 2, does: 'SIGINT' };
  const stopped = await runWith(dir, [...COMPARE, ...refine, '--out', 'stopped.png'], fault);
  expect({ code: stopped.code, words: wordsOf(stopped) }).toEqual({
    code: 130,
    words: ['dualnu: stopped by SIGINT: nothing was written'],
  });
  const alone = await failing(dir, [...COMPARE, '--tolerance', '0.03'], 3);
  expect(alone).toContain('--tolerance is an option of --refine; add --refine, or leave --tolerance out');
});

it('draws the contour of one experiment of a joint grid', async () => {
  const plane = [
    'contours',
    'joint.zarr',
    '--x',
    'm5_gev',
    '--y',
    'Umu5_sq',
    '--fix',
    'mZprime_gev=1.25',
    '--json',
  ];
  const backgrounds = [];
  const regions = [];
  const low = [];
  for (const choice of [[], ['--experiment', 'microboone-2025'], ['--experiment', 'miniboone-2020']]) {
    const { code, stdout } = await dualnu(dir, [...plane, ...choice]);
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    backgrounds.push(document.background_chi2);
    regions.push(document.contours[0].region.is);
    low.push(document.flags.low_effective_sample_size);
  }
  expect(backgrounds[0]).toBeCloseTo(2.7025 + 31.802, 2);
  expect(backgrounds[1]).toBeCloseTo(2.7025, 3);
  expect(backgrounds[2]).toBeCloseTo(31.802, 2);
  // Nothing is excluded but by the search.
  expect(regions).toEqual(['preferred', 'excluded', 'preferred']);
  // Flags are those of the experiment shown.
  const grid = await openGrid(join(dir, 'joint.zarr'));
  for (const [i, name] of ['flags', 'flags_microboone_2025', 'flags_miniboone_2020'].entries()) {
    const { data } = await readVariable(grid, name, { mZprime_gev: 1 });
    expect(low[i]).toBe(40 * [...data].filter((word) => (word & 2) !== 0).length);
  }
});

it('keeps flags of each experiment, of which the joined ones are the sum', async () => {
  const grid = await openGrid(join(dir, 'joint.zarr'));
  const wordsOf = async (name: string) => [...(await readVariable(grid, name)).data];
  const [joined, search, excess, apart] = await Promise.all(
    ['flags', 'flags_microboone_2025', 'flags_miniboone_2020', 'flags_miniboone_coherent'].map(wordsOf),
  );
  expect(joined).toHaveLength(16);
  // Bit 1 is `closed`, which is where all are; what stands apart has no part in it.
  expect(joined?.map((word) => word & ~1)).toEqual(
    search?.map((word, k) => (word | (excess?.[k] ?? 0)) & ~1),
  );
  expect(apart).not.toEqual(search);
  expect(search).not.toEqual(excess);

  const { stdout } = await dualnu(dir, ['info', 'joint.zarr', '--json']);
  expect(JSON.parse(stdout).flags_by_experiment['miniboone-2020'].low_effective_sample_size).toBe(
    40 * (excess?.filter((word) => (word & 2) !== 0).length ?? Number.NaN),
  );
});

it('takes the room on disk that a dry run says', async () => {
  const { stdout } = await dualnu(dir, ['scan', 'joint.yaml', '--dry-run', '--json']);
  const grid = await openGrid(join(dir, 'joint.zarr'));
  const arrays = await Promise.all(
    grid.variables.map(async ({ name }) => (await readVariable(grid, name)).data),
  );
  expect(JSON.parse(stdout).disk_bytes).toBe(arrays.reduce((sum, data) => sum + data.byteLength, 0));
});

it('takes a far --fix for an error with --strict', async () => {
  const panel = COMPARE.map((word) =>
    word === '--panel' ? '--fix' : word === 'mZprime_gev' ? 'mZprime_gev=1.2' : word,
  );
  expect(await failing(dir, [...panel, '--strict', '--out', 'x.csv'], 3)).toMatch(
    /--fix mZprime_gev=1.2: the nearest grid value is 1.25, 4 % off/,
  );
  const run = await dualnu(dir, [...panel, '--json']);
  // Eight masses are too few for what MiniBooNE prefers, and the level is lost between values of |U|^2: two other warnings.
  expect(run.stderr).toMatch(
    /^dualnu: warning: --fix mZprime_gev=1.2: .*\ndualnu: warning: m5_gev: 8 points .*\ndualnu: warning: Umu5_sq: 40 points .*\n$/,
  );
  expect(JSON.parse(run.stdout).warnings).toHaveLength(3);
});

it('says what is summed, and what that leaves out', async () => {
  const { stdout } = await dualnu(dir, ['scan', 'joint.yaml', '--dry-run']);
  expect(stdout).toMatch(/against microboone-2025 \+ miniboone-2020, apart miniboone-coherent$/m);
  const info = await dualnu(dir, ['info', 'joint.zarr']);
  expect(info.stdout).toMatch(
    /^statistic +cnp, observed; summed over experiments, no common nuisance parameters$/m,
  );
});

it('names an experiment that is not there', async () => {
  const wrong = COMPARE.map((word) => (word === 'microboone-2025' ? 'microbone-2025' : word));
  expect(await failing(dir, wrong, 3)).toMatch(
    /microbone-2025 is no experiment of this grid; did you mean microboone-2025\?/,
  );
  expect(await failing(dir, [...COMPARE, '--out', 'x.eps'], 3)).toMatch(/x.eps: comparisons are written to/);
});
