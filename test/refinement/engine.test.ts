/** Points that an engine adds to a grid: the bits of a finer scan, and contours near those of one. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { loadScan } from '../../src/config/load.js';
import { largestDistance } from '../../src/contouring/distance.js';
import { readVariable } from '../../src/grid/reading.js';
import { type Grid, openGrid } from '../../src/grid/store.js';
import { refinerOf } from '../../src/refinement/enginePlanes.js';
import { type ComputedBlock, openGridEngine } from '../../src/refinement/gridEngine.js';
import { comparisonToJson } from '../../src/reports/comparisonReport.js';
import { contoursToCsv } from '../../src/reports/contourFile.js';
import { describeContours } from '../../src/reports/contourText.js';
import { compareExperiments } from '../../src/results/comparison.js';
import { computeContours, contoursToJson } from '../../src/results/contours.js';
import { runScan } from '../../src/scan/run.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The single model with a threshold at m4 = m_Z' in the middle, in which MiniBooNE prefers a narrow band. */
const text = (masses: number, more: { readonly mixings?: number; readonly events?: string }) => `name: band
model: { kind: single, parameters: { mZprime_gev: 0.2, gD: 2 } }
axes:
  epsilon: { values: [4e-4, 8e-4] }
  m4_gev: { log: [0.06, 0.6], points: ${masses} }
  Umu4_sq: { log: [1e-9, 1e-3], points: ${more.mixings ?? 61} }
production: { dirt: dn-cone }
experiments: [microboone-2025, miniboone-2020]
events: ${more.events ?? 4096}
`;

async function scanned(name: string, masses: number, more = {}): Promise<Grid> {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, text(masses, more));
  const out = join(folder, `${name}.zarr`);
  await runScan(await loadScan(file), {
    out,
    engine: 'gpu',
    allowSoftware: true,
    overwrite: true,
    sync: false,
  });
  return await openGrid(out);
}

/**
 * 4096 events, with which the band is a band: with 1024 the simulation's error breaks it into pieces that change with every seed and every mass point that is
 * added (65 and 257 masses differ by 0.06 decades and 8 % of its area, without any refinement).
 */
let grids: { readonly coarse: Grid; readonly fine: Grid };
beforeAll(async () => {
  grids = { coarse: await scanned('coarse', 9), fine: await scanned('fine', 65, { mixings: 121 }) };
});

const REQUEST = {
  x: 'm4_gev',
  y: 'Umu4_sq',
  fix: { epsilon: 8e-4 },
  confidenceLevels: [0.95],
  limits: ['none'],
  curves: [],
};
const SOFTWARE = { allowSoftware: true } as const;

describe('the engine of a grid', () => {
  it.each([
    ['as many events everywhere', '1024'],
    ['events that are raised', '{ from: 256, cap: 1024 }'],
  ])('computes what a finer scan has, bit for bit: %s', async (name, events) => {
    const few = await scanned('few', 3, { events, mixings: 7 });
    const many = await scanned('many', 5, { events, mixings: 7 });
    const masses = at(many.axes, 1)
      .values.filter((value) => !at(few.axes, 1).values.includes(value))
      .slice(0, 5);
    // In any order, as the engine is asked for them.
    await using engine = await openGridEngine(few, { m4_gev: masses.toReversed() }, SOFTWARE);
    const mixings = at(many.axes, 2).values.length;
    const compared: string[] = [];
    const blocks: ComputedBlock[] = [];
    await engine.compute([{ start: [0, 0, 0], shape: [2, masses.length, mixings] }], (block) =>
      blocks.push(block),
    );
    for (const { start, variables } of blocks) {
      for (const [variable, { axes, shape, data }] of variables) {
        const i = axes.indexOf('m4_gev');
        if (i < 0) continue;
        const inner = shape.slice(i + 1).reduce((a, b) => a * b, 1);
        const { data: whole, shape: wholeShape } = await readVariable(many, variable, {});
        const expected = data.map((_, k) => {
          const mass = at(masses.toReversed(), at(start, 1) + (Math.floor(k / inner) % at(shape, i)));
          const row =
            Math.floor(k / inner / at(shape, i)) * at(wholeShape, i) + at(many.axes, 1).values.indexOf(mass);
          return at(whole, row * inner + (k % inner));
        });
        expect([variable, ...data]).toEqual([variable, ...expected]);
        compared.push(variable);
      }
    }
    expect([name, compared.includes('chi2_miniboone_2020'), compared.includes('flags')]).toEqual([
      name,
      true,
      true,
    ]);
  });
});

describe('contours of a refined plane', () => {
  it.each([
    ['microboone-2025', 64],
    ['miniboone-2020', 128],
  ])('are those of a finer scan: %s', async (experiment, most) => {
    const { coarse, fine } = grids;
    await using refiner = refinerOf(coarse, SOFTWARE);
    const request = { ...REQUEST, experiment };
    const before = await computeContours(coarse, request);
    const refined = await computeContours(coarse, request, refiner.refine);
    const finer = await computeContours(fine, request);
    const linesOf = ({ contours }: typeof refined) =>
      at(contours, 0).lines.map((line) => line.map(([m, u]) => [Math.log10(m), Math.log10(u)] as const));
    const distance = (one: typeof refined) => largestDistance(linesOf(one), linesOf(finer), 1);
    expect(distance(refined)).toBeLessThan(0.02);
    expect(distance(before)).toBeGreaterThan(0.06);
    expect(refined.refinement).toMatchObject({ end: 'settled', axes: ['m4_gev', 'Umu4_sq'], engine: 'gpu' });
    expect(contoursToJson(refined).contours.map(({ kind }) => kind)).toEqual(
      contoursToJson(finer).contours.map(({ kind }) => kind),
    );
    // What is counted is what the grid has.
    expect(contoursToJson(refined).plane.points).toBe(9 * 61);
    const { mass_points: masses = 0, points } = contoursToJson(refined).refinement ?? {};
    // The finest lattice has 129.
    expect(masses).toBeLessThan(most);
    for (const words of [describeContours(refined, []), contoursToCsv(refined)])
      expect(words).toContain(
        `refined along m4_gev and Umu4_sq: ${masses} mass points (${points} points) computed on `,
      );
  });

  it('are compared as those of a finer scan', async () => {
    const { coarse, fine } = grids;
    await using refiner = refinerOf(coarse, SOFTWARE);
    const request = {
      ...REQUEST,
      panels: ['epsilon'],
      fix: {},
      excludes: 'microboone-2025',
      prefers: ['miniboone-2020'],
      cl: 0.95,
    };
    const [before, refined, finer] = [
      await compareExperiments(coarse, request),
      await compareExperiments(coarse, request, [], refiner.refine),
      await compareExperiments(fine, request),
    ];
    const regionsOf = ({ panels }: typeof refined) => panels.map(({ preferred }) => at(preferred, 0));
    const [expected, coarser] = [regionsOf(finer), regionsOf(before)];
    for (const [i, region] of regionsOf(refined).entries()) {
      const wanted = at(expected, i);
      const error = ({ area }: typeof region) => Math.abs(area / wanted.area - 1);
      const shareError = ({ excludedShare }: typeof region) => Math.abs(excludedShare - wanted.excludedShare);
      expect(error(region)).toBeLessThan(0.04);
      expect(shareError(region)).toBeLessThan(0.02);
      expect([error(at(coarser, i)) > error(region), shareError(at(coarser, i)) > 0.1]).toEqual([true, true]);
      expect(region.bestFitIsExcluded).toBe(wanted.bestFitIsExcluded);
    }
    const { refinement, rows } = comparisonToJson(refined);
    expect(refinement).toMatchObject({ end: 'settled', axes: ['m4_gev', 'Umu4_sq'], engine: 'gpu' });
    // Both panels, of which each has points of its own.
    expect(refinement?.mass_points).toBeGreaterThan(64);
    expect(rows).toHaveLength(2);
  });
});

describe('a plane that cannot be refined', () => {
  const refused = async (request: Partial<Parameters<typeof computeContours>[1]>, options = {}) => {
    await using refiner = refinerOf(grids.coarse, { ...SOFTWARE, ...options });
    return await computeContours(grids.coarse, { ...REQUEST, ...request }, refiner.refine).catch(String);
  };

  it('is refused in words', async () => {
    expect(await refused({ fix: {}, profile: ['epsilon'] })).toMatch(
      /^Error: a plane over which epsilon is profiled cannot be refined, .*--fix/,
    );
    expect(await refused({ x: 'epsilon', fix: { m4_gev: 0.1 } })).toMatch(
      /^Error: neither epsilon nor Umu4_sq is a mass: .* more points in the scan file/,
    );
    expect(await refused({}, { scanFile: join(folder, 'fine.yaml') })).toMatch(
      /is not the scan of .*coarse\.zarr/,
    );
  });

  it.each([
    [{ tolerance: 0 }, /^ConfigError: tolerance 0 is not between 0 and 1/],
    [{ depth: 1.5 }, /^ConfigError: depth 1.5 is no whole number from 1/],
    [{ most: 0 }, /^ConfigError: 0 is no number of mass points/],
  ])('has limits that can be meant: %o', (limits, message) => {
    expect(() => refinerOf(grids.coarse, limits)).toThrow(message.source.slice(14).replaceAll('\\', ''));
  });
});

it('says that points come from another engine than the grid, and that a limit was met', async () => {
  const grid = await scanned('few', 3, { events: '1024', mixings: 7 });
  await using refiner = refinerOf(grid, { engine: 'reference', depth: 1, most: 4 });
  const { warnings, refinement } = await computeContours(
    grid,
    { ...REQUEST, experiment: 'microboone-2025' },
    refiner.refine,
  );
  expect(warnings.join('\n')).toMatch(
    /was computed on .*, the points that are added to it here on f64 reference/,
  );
  expect(warnings.join('\n')).toMatch(
    /the refinement ended .*: they may be off by more than the tolerance 0.01/,
  );
  expect(refinement?.engine).toBe('reference');
});
