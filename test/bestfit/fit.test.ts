/** Best fits of small grids: never above the grid's, equal to f64 at their points, and what is said of them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { type Degeneracy, findDegeneracies } from '../../src/bestfit/degeneracy.js';
import { engineBound, fitGrid } from '../../src/bestfit/fit.js';
import { landscapeOf } from '../../src/bestfit/landscape.js';
import { degeneracyInWords, describeFit, fitToJson } from '../../src/bestfit/report.js';
import type { Landscape } from '../../src/bestfit/search.js';
import { lowestPoints } from '../../src/bestfit/starts.js';
import { loadScan } from '../../src/config/load.js';
import { overrideParameters } from '../../src/config/override.js';
import { evaluateJointPoint } from '../../src/detail/point.js';
import { openGrid } from '../../src/grid/store.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { runScan } from '../../src/scan/run.js';
import { chi2Exceeds } from '../../src/statistics/chi2Distribution.js';
import { productOf, unravel } from '../../src/tiles/tiles.js';
import { logAxis, temporaryFolder } from '../grid/fixture.js';
import { contentsOf, everyPoint, SHAPE, writeContents } from '../planes/reductionFixture.js';

const SCAN = `
name: fit
model: { kind: single, parameters: { mZprime_gev: 0.2, gD: 2 } }
axes:
  m4_gev: { log: [0.06, 0.6], points: 6 }
  Umu4_sq: { log: [1e-9, 1e-3], points: 13 }
  epsilon: { log: [2e-4, 2e-3], points: 3 }
experiments: [microboone-2025, { name: miniboone-2020, apart: true }]
outputs: [chi2, flags]
events: 256
`;
const REQUEST = { fix: {}, experiment: undefined, starts: 2, scanFile: undefined };
const REFERENCE = { engine: 'reference', allowSoftware: true } as const;

let folder: string;
let dir: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
  await writeFile(join(folder, 'fit.yaml'), SCAN);
  const scan = await loadScan(join(folder, 'fit.yaml'));
  dir = join(folder, 'fit.zarr');
  await runScan(scan, { engine: 'gpu', allowSoftware: true, out: dir, overwrite: false });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the best fit of a grid', () => {
  it('is below the grid, equals f64 at its point, and holds what is fixed', async () => {
    const grid = await openGrid(dir);
    const { best_fit } = await summarizeGrid(grid);
    const fit = await fitGrid(grid, REQUEST, REFERENCE);
    expect(fit.grid?.chi2).toBe(best_fit?.chi2);
    expect(fit.grid?.at).toEqual(best_fit?.at);
    expect(fit.chi2).toBeLessThan(best_fit?.chi2 ?? 0);
    const scan = await loadScan(join(folder, 'fit.yaml'));
    const alone = { ...scan, runs: scan.runs.slice(0, 1) };
    const report = evaluateJointPoint(alone, overrideParameters(alone, fit.best?.at ?? {}));
    expect(Math.abs(report.chi2 - fit.chi2)).toBeLessThan(engineBound(report.chi2, report));
    // The grid's best point is where a search began, and the engine says the same of it.
    expect(Math.abs((fit.searches[0]?.found.valueAtStart ?? 0) - (best_fit?.chi2 ?? 0))).toBeLessThan(1e-4);
    expect(describeFit(fit)).toMatch(/3 bins, 3 free parameters: no degrees of freedom are left/);
    expect(fit.pValue).toBeUndefined();
    expect(fit.evaluations).toBeGreaterThan(100);
    // What searches with another end say of it.
    const [search] = fit.searches;
    const best = fit.best?.at ?? {};
    const endingAt = (m4_gev: number, value: number) => ({
      ...fit,
      searches: [
        search,
        search && { ...search, at: { ...best, m4_gev }, found: { ...search.found, value } },
      ].flatMap((one) => one ?? []),
    });
    const m4 = best.m4_gev ?? 0;
    const words = /^1 of them ends elsewhere with a chi2 less than 1 above the best: /m;
    expect(describeFit(endingAt(1.2 * m4, fit.chi2 + 0.5))).toMatch(words);
    expect(describeFit(endingAt(1.2 * m4, fit.chi2 + 1.5))).not.toMatch(words);
    expect(describeFit(endingAt(1.01 * m4, fit.chi2 + 0.5))).not.toMatch(words);
  });

  it('of one experiment, at fixed values, has its bins and its p-value', async () => {
    const grid = await openGrid(dir);
    const request = {
      ...REQUEST,
      starts: 1,
      experiment: 'miniboone-2020',
      fix: { epsilon: 5e-4, m4_gev: 0.3 },
    };
    const fit = await fitGrid(grid, request, REFERENCE);
    expect(fit.best?.at).toMatchObject({ epsilon: 5e-4, m4_gev: 0.3 });
    expect([fit.bins, fit.free, fit.degreesOfFreedom]).toEqual([19, ['Umu4_sq'], 18]);
    expect(fit.pValue).toBe(chi2Exceeds(fit.chi2, 18));
    const json = fitToJson(fit);
    expect(json).toMatchObject({
      experiment: 'miniboone-2020',
      held: { epsilon: 5e-4 },
      background_chi2: expect.closeTo(31.802, 3),
    });
    expect(json.experiments[0]?.bins.length).toBe(19);
    // A minimum along |U|^2: a little more or less of it is worse.
    const scan = await loadScan(join(folder, 'fit.yaml'));
    const alone = { ...scan, runs: scan.runs.slice(1).map((run) => ({ ...run, excludedFromSum: false })) };
    const U = fit.best?.at.Umu4_sq ?? 0;
    for (const factor of [0.9, 1.1]) {
      const point = overrideParameters(alone, { ...fit.best?.at, Umu4_sq: factor * U });
      expect(evaluateJointPoint(alone, point).chi2).toBeGreaterThan(fit.chi2 - 1e-3);
    }
    expect(describeFit(fit)).toMatch(
      /^chi2\/ndf = .* \(19 bins, 1 free parameter\), p = 0\.\d+ \(approximate: /m,
    );
  });

  it('tells what the data do not determine: of a real mediator only |U|^2 epsilon^2', async () => {
    const grid = await openGrid(dir);
    const fit = await fitGrid(grid, { ...REQUEST, starts: 1, fix: { m4_gev: 0.3 } }, REFERENCE);
    expect(fit.best?.report.experiments[0]?.decay_mode).toBe('onshell');
    const [found, ...more] = fit.best?.degeneracies ?? [];
    expect(more).toEqual([]);
    const [one, other] = found?.product ?? [];
    const exponents = Object.fromEntries([one, other].map((part) => [part?.name ?? '', part?.exponent ?? 0]));
    expect(Math.abs((exponents.epsilon ?? 0) / (exponents.Umu4_sq ?? 1) - 2)).toBeLessThan(0.05);
    expect(describeFit(fit)).toMatch(/^degenerate: chi2 changes by only 0\.\d+ .* stays the same$/m);
  });

  it('is the same by the GPU engine, within its bound', async () => {
    const grid = await openGrid(dir);
    const place = (await summarizeGrid(grid)).best_fit?.at;
    if (place === undefined || place === 'background')
      throw new Error('the best fit of this grid has a signal');
    const fix = { m4_gev: place.m4_gev ?? 0, epsilon: place.epsilon ?? 0 };
    const [gpu, reference] = [
      await fitGrid(grid, { ...REQUEST, starts: 1, fix }, { engine: 'gpu', allowSoftware: true }),
      await fitGrid(grid, { ...REQUEST, starts: 1, fix }, REFERENCE),
    ];
    expect(gpu.chi2).toBeLessThanOrEqual(gpu.grid?.chi2 ?? 0);
    expect(Math.abs(gpu.chi2 - reference.chi2)).toBeLessThan(1e-3);
    expect((gpu.best?.at.Umu4_sq ?? 0) / (reference.best?.at.Umu4_sq ?? 1)).toBeCloseTo(1, 1);
    expect(Math.abs((gpu.best?.report.chi2 ?? 0) - gpu.chi2)).toBeLessThan(1e-3);
  });

  it('says what it cannot do', async () => {
    const grid = await openGrid(dir);
    const all = { m4_gev: 0.1, Umu4_sq: 1e-6, epsilon: 4e-4 };
    await expect(fitGrid(grid, { ...REQUEST, fix: all }, REFERENCE)).rejects.toThrow(/every axis is fixed/);
    await expect(fitGrid(grid, { ...REQUEST, fix: { m5_gev: 1 } }, REFERENCE)).rejects.toThrow(
      /unknown axis m5_gev/,
    );
    await expect(fitGrid(grid, { ...REQUEST, experiment: 'miniboone' }, REFERENCE)).rejects.toThrow(
      /did you mean miniboone-2020/,
    );
  });
});

describe('the landscape of a scan', () => {
  it('is chi2 of any points, and ends where kinematics do', async () => {
    const scan = await loadScan(join(folder, 'fit.yaml'));
    const alone = { ...scan, runs: scan.runs.slice(0, 1) };
    const ground = { scan: alone, free: alone.axes.slice(0, 2), held: { epsilon: 5e-4 } };
    const landscape = landscapeOf(ground, REFERENCE, true);
    const lists = [[0.1, 0.25].map(Math.log), [1e-7, 3e-6, 1e-5].map(Math.log)];
    const values = await landscape.evaluate(lists);
    values.forEach((value, k) => {
      const point = unravel(k, [2, 3]).map((index, i) => at(at(lists, i), index));
      const place = landscape.placeOf(point);
      const report = evaluateJointPoint(alone, overrideParameters(alone, place));
      expect(Math.abs(value - report.chi2)).toBeLessThan(1e-5 * report.chi2);
      expect(landscape.pointOf(place).every((p, i) => Math.abs(p - at(point, i)) < 1e-12)).toBe(true);
    });
    expect([0.0005, 0.15, 0.25].map((m4) => landscape.pieceOf([Math.log(m4), 0]))).toEqual([0, 1, 2]);
  });
});

describe('lowestPoints', () => {
  it('are the minima among grid points, whatever the chunks, the lowest first and not beside each other', async () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    };
    const contents = contentsOf(random, { missing: 0.1 });
    for (const chunks of [SHAPE, [1, 2, 3, 4, 2]]) {
      const grid = await writeContents(join(await temporaryFolder(), 'grid'), contents, chunks);
      const all = everyPoint(contents).filter(
        ({ chi2 }) => !Number.isNaN(chi2) && Math.abs(chi2 - 40) > 1e-3,
      );
      for (const held of [{}, { gD: 1, m4_gev: 2 }] as const) {
        const matches = all.filter(({ index }) =>
          Object.entries(held).every(
            ([name, k]) => index[grid.axes.findIndex((axis) => axis.name === name)] === k,
          ),
        );
        const least = Math.min(...matches.map(({ chi2 }) => chi2));
        const found = await lowestPoints(grid, { variable: 'chi2', held, backgroundChi2: 40, most: 5 });
        expect(found[0]?.chi2).toBe(least);
        expect(found.map(({ chi2 }) => chi2)).toEqual(
          found.map(({ chi2 }) => chi2).toSorted((a, b) => a - b),
        );
        found.forEach((one, k) => {
          for (const other of found.slice(0, k))
            expect(one.index.some((i, axis) => Math.abs(i - at(other.index, axis)) > 1)).toBe(true);
          expect(matches.find(({ index }) => String(index) === String(one.index))?.chi2).toBe(one.chi2);
        });
      }
    }
  });
});

describe('degenerate directions', () => {
  const axes = [
    logAxis('Umu5_sq', 1e-9, 1e-3, 13),
    logAxis('epsilon', 1e-4, 1e-2, 9),
    logAxis('m5_gev', 0.1, 1, 5),
  ];
  const landscape = (f: (x: readonly number[]) => number): Landscape => ({
    ranges: axes.map(
      ({ values }) => [Math.log(at(values, 0)), Math.log(at(values, values.length - 1))] as const,
    ),
    steps: [0.5, 0.25, 0.25],
    pieceOf: () => 0,
    evaluate: async (lists) => {
      const shape = lists.map(({ length }) => length);
      return Float64Array.from({ length: productOf(shape) }, (_, k) =>
        f(unravel(k, shape).map((index, i) => at(at(lists, i), index))),
      );
    },
  });
  const point = [Math.log(1e-6), Math.log(1e-3), Math.log(0.3)];
  const offsets = (x: readonly number[]) => x.map((value, i) => value - at(point, i));

  it('are found, with what stays the same, in words', async () => {
    // Only |U|^2 epsilon^2 and the mass matter.
    const f = (x: readonly number[]) => {
      const [u = 0, e = 0, m = 0] = offsets(x);
      return 5 + 30 * (u + 2 * e) ** 2 + 80 * m ** 2;
    };
    const found = await findDegeneracies(landscape(f), axes, { point, value: 5 });
    expect(found.length).toBe(1);
    expect(at(found, 0).product).toEqual([
      { name: 'Umu5_sq', exponent: 1 },
      { name: 'epsilon', exponent: expect.closeTo(2, 5) },
    ]);
    expect(degeneracyInWords(at(found, 0))).toMatch(
      /^degenerate: chi2 changes by only 0\.000 .*when Umu5_sq is multiplied by 2 and epsilon is multiplied by 0\.7071, or the other way round: Umu5_sq x epsilon\^2 stays the same$/,
    );
  });

  it('are none where the data determine everything, nor where chi2 rises further out', async () => {
    const round = (x: readonly number[]) => offsets(x).reduce((sum, d) => sum + 40 * d ** 2, 5);
    expect(await findDegeneracies(landscape(round), axes, { point, value: 5 })).toEqual([]);
    // Flat within the block that is fitted, but not as far as is looked.
    const dish = (x: readonly number[]) =>
      offsets(x).reduce(
        (sum, d, i) => sum + (i === 0 ? Math.max(0, Math.abs(d) - 0.6) * 50 : 40 * d ** 2),
        5,
      );
    expect(await findDegeneracies(landscape(dish), axes, { point, value: 5 })).toEqual([]);
  });

  it('are told of one way where the range ends', () => {
    const one: Degeneracy = {
      changes: [{ name: 'gD', by: { amount: 0.25 } }],
      deltaChi2: [0.0123, undefined],
      product: undefined,
    };
    expect(degeneracyInWords(one)).toBe('degenerate: chi2 changes by only 0.012 when gD changes by 0.25');
  });
});
