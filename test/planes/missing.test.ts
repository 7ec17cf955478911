/** Points without a chi2: left out of contours, areas, minima and limits, drawn as what they are, and told. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeltaPlane, deltaChi2, findContour, levelOf } from '../../src/contouring/contour.js';
import { upperLimit } from '../../src/contouring/limit.js';
import { signedArea } from '../../src/contouring/marchingSquares.js';
import { StoreError } from '../../src/errors.js';
import { drawComparison } from '../../src/figures/comparisonFigure.js';
import { drawFigure } from '../../src/figures/figure.js';
import { chunkPath } from '../../src/grid/chunks.js';
import { findVariable, type Grid } from '../../src/grid/store.js';
import { countMissing, missingAreas } from '../../src/planes/missing.js';
import { comparisonNotes } from '../../src/reports/comparisonNotes.js';
import { comparisonToCsv, comparisonToJson } from '../../src/reports/comparisonReport.js';
import { comparisonTable } from '../../src/reports/comparisonTable.js';
import { contoursToCsv } from '../../src/reports/contourFile.js';
import { compareExperiments } from '../../src/results/comparison.js';
import { computeContours, contoursToJson } from '../../src/results/contours.js';
import { areaOf, coverageOf } from '../../src/results/coverage.js';
import { overlap } from '../../src/results/overlap.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { tileAt } from '../../src/tiles/tiles.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import { cells, tabulate } from '../contouring/shapes.js';
import { temporaryFolder, withoutDigests } from '../grid/fixture.js';
import { writeJointFixture } from '../results/jointFixture.js';

const LEVEL = levelOf(0.95);
const [X, Y] = [cells('m4_gev', 15), cells('m5_gev', 12)];
/** Everything that a reader may find where nothing is known: as dualnu writes it, as xarray masks it, and what overflowed. */
const MISSING = [FILL_VALUES.float32, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2e37];

/** Delta chi2 = level on a circle. */
const circle = tabulate(X, Y, (u, v) => LEVEL * (Math.hypot(u - 7, v - 5.5) / 4) ** 2);

/** Masks of a plane: points here and there, half-planes, borders, or a block; never so many that no cell is left. */
const masks = fc.oneof(
  fc.array(
    fc.boolean().chain((keep) => (keep ? fc.constant(false) : fc.boolean())),
    {
      minLength: 180,
      maxLength: 180,
    },
  ),
  fc
    .record({ at: fc.integer({ min: 2, max: 9 }), vertical: fc.boolean(), beyond: fc.boolean() })
    .map(({ at, vertical, beyond }) =>
      Array.from({ length: 180 }, (_, k) => (vertical ? k % 15 : Math.floor(k / 15)) > at === beyond),
    ),
  fc.constantFrom(0, 11).map((row) => Array.from({ length: 180 }, (_, k) => Math.floor(k / 15) === row)),
  fc
    .record({ i: fc.integer({ min: 0, max: 12 }), j: fc.integer({ min: 0, max: 9 }) })
    .map(({ i, j }) =>
      Array.from(
        { length: 180 },
        (_, k) => Math.abs((k % 15) - i) < 3 && Math.abs(Math.floor(k / 15) - j) < 3,
      ),
    ),
);

/** A plane with the values of `MISSING` in turn where the mask says so. */
function masked(values: Float64Array, mask: readonly boolean[], shift = 0): DeltaPlane {
  const chi2 = values.map((value, k) =>
    mask[k] ? (MISSING[(k + shift) % MISSING.length] ?? Number.NaN) : value + 1,
  );
  return deltaChi2(X, Y, chi2, 1);
}

const hasAll = (mask: readonly boolean[], i: number, j: number) =>
  [0, 1, 15, 16].every((step) => mask[j * 15 + i + step] === false);
const cellsOf = (mask: readonly boolean[]) =>
  Array.from({ length: 14 * 11 }, (_, k) => [k % 14, Math.floor(k / 14)] as const).filter(([i, j]) =>
    hasAll(mask, i, j),
  );

describe('the contours of a plane with missing points', () => {
  it('stay within cells of which no corner is missing, and end at their edges', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const plane = masked(circle, mask);
        expect(countMissing(plane.delta)).toBe(mask.filter(Boolean).length);
        const known = cellsOf(mask);
        const isKnown = ([u, v]: readonly [number, number]) =>
          known.some(([i, j]) => u >= i - 1e-9 && u <= i + 1 + 1e-9 && v >= j - 1e-9 && v <= j + 1 + 1e-9);
        for (const side of ['above', 'below'] as const) {
          const { lines, regions } = findContour(plane, 0.95, side);
          for (const point of [...lines.flat(), ...regions.flat(2)]) expect(isKnown(point)).toBe(true);
          for (const line of lines.filter((own) => String(own[0]) !== String(own.at(-1))))
            for (const end of [line[0], line.at(-1)])
              expect(end?.some((at) => Math.abs(at - Math.round(at)) < 1e-9)).toBe(true);
        }
      }),
      { seed: 61, numRuns: 60 },
    );
  });

  it('part each known cell into what is above and what is below, and have no area elsewhere', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const plane = masked(circle, mask);
        const known = cellsOf(mask).length;
        expect(areaOf(plane)).toBeCloseTo(known, 9);
        if (known === 0) return;
        const areas = (['above', 'below'] as const).map((side) =>
          findContour(plane, 0.95, side)
            .regions.flat()
            .reduce((sum, ring) => sum + signedArea(ring), 0),
        );
        // Saddles are cut alike from both sides.
        expect((areas[0] ?? 0) + (areas[1] ?? 0)).toBeCloseTo(known, 6);
        const { areaShare } = coverageOf(plane, findContour(plane, 0.95));
        expect(areaShare).toBeCloseTo((areas[0] ?? 0) / known, 9);
      }),
      { seed: 62, numRuns: 60 },
    );
  });

  it('are those of the whole plane far from what is missing, and stay near where it is not far', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const { lines } = findContour(masked(circle, mask), 0.95);
        const distance = ([u, v]: readonly [number, number]) => Math.abs(Math.hypot(u - 7, v - 5.5) - 4);
        for (const point of lines.flat()) expect(distance(point)).toBeLessThan(0.15);
        const isFar = ([u, v]: readonly [number, number]) =>
          mask.every(
            (missing, k) =>
              !missing || Math.max(Math.abs((k % 15) - u), Math.abs(Math.floor(k / 15) - v)) > 4,
          );
        for (const point of lines.flat().filter(isFar)) expect(distance(point)).toBeLessThan(0.02);
      }),
      { seed: 63, numRuns: 60 },
    );
  });

  it('do not depend on what stands for a missing value, and never have their minimum there', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const planes = MISSING.map((_, shift) => masked(circle, mask, shift));
        const [first] = planes;
        for (const plane of planes) {
          expect(plane).toEqual(first);
          expect(plane.minimum).toMatchObject({ chi2: 1, at: 'background' });
        }
        const better = masked(
          circle.map((value) => value - 0.9),
          mask,
        );
        const { at } = better.minimum;
        if (at !== 'background') expect(mask[at.y * 15 + at.x]).toBe(false);
      }),
      { seed: 64, numRuns: 40 },
    );
  });

  it('are drawn with dots where nothing is known: all of it and no more', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const area = missingAreas(masked(circle, mask)).reduce(
          (sum, { x, y }) => sum + (x[1] - x[0]) * (y[1] - y[0]),
          0,
        );
        expect(area).toBeCloseTo(14 * 11 - cellsOf(mask).length, 9);
      }),
      { seed: 65, numRuns: 40 },
    );
  });
});

describe('areas of a comparison', () => {
  const inner = tabulate(X, Y, (u, v) => LEVEL * (Math.hypot(u - 7, v - 5.5) / 3) ** 2);
  const right = tabulate(X, Y, (u) => LEVEL * Math.exp(2 * (u - 7)));
  const region = (plane: DeltaPlane, side: 'above' | 'below') => ({
    plane,
    contour: findContour(plane, 0.95, side),
  });
  const none = new Array<boolean>(180).fill(false);
  const upper = Array.from({ length: 180 }, (_, k) => Math.floor(k / 15) > 8);

  it('leave out what either plane does not know', () => {
    const both = (own: readonly boolean[], other: readonly boolean[]) =>
      overlap(
        { ...region(masked(inner, own), 'below'), plane: { ...masked(inner, own), backgroundDelta: 99 } },
        region(masked(right, other), 'above'),
        LEVEL,
      );
    const whole = both(none, none);
    expect(whole.area / (9 * Math.PI)).toBeCloseTo(1, 2);
    expect(whole.excludedShare).toBeCloseTo(0.5, 2);
    expect(whole.isOpen).toBe(false);
    // The segment of the disc above v = 8 is gone.
    const cut = Math.acos(2.5 / 3);
    const left = 9 * (Math.PI - cut + Math.sin(cut) * Math.cos(cut));
    for (const part of [both(upper, none), both(none, upper), both(upper, upper)]) {
      expect(part.area / left).toBeCloseTo(1, 2);
      expect(part.excludedShare).toBeCloseTo(0.5, 2);
    }
    expect(both(upper, none).isOpen).toBe(true);
  });
});

describe('an upper limit', () => {
  const axis = cells('Umu5_sq', 9);
  const delta = [0, 0.1, 0.5, 1, 4, 9, 20, 40, 80];

  it('is not told where a value is missing that may decide it', () => {
    const limit = upperLimit(axis, delta, LEVEL);
    expect(limit.kind).toBe('limit');
    const without = (...points: number[]) =>
      upperLimit(
        axis,
        delta.map((own, k) => (points.includes(k) ? Number.NaN : own)),
        LEVEL,
      );
    expect(without(0).kind).toBe('limit');
    for (const point of [5, 6, 8]) expect(without(point)).toEqual({ kind: 'unknown' });
  });
});

/** Overwrites chi2 of some points of a grid's only tile on disk, as a user's program would. */
async function overwrite(grid: Grid, name: string, change: (value: number, index: number) => number) {
  const path = chunkPath(grid, findVariable(grid, name), tileAt(grid.tilePlan, 0));
  const bytes = await readFile(path);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  await writeFile(path, new Uint8Array(values.map(change).buffer));
}

const PLANE = { x: 'm5_gev', y: 'Umu5_sq', fix: { mZprime_gev: 0.1 }, confidenceLevels: [0.95] };
/** Of [2, 9, 13]: the heavier half of the masses m5. */
const isHeavy = (index: number) => Math.floor(index / 13) % 9 > 4;
const jointGrid = async () =>
  await withoutDigests(await writeJointFixture(join(await temporaryFolder(), 'grid')));

describe.each([
  ['the fill value', FILL_VALUES.float32],
  ['NaN', Number.NaN],
])('a grid with %s', (_, value) => {
  it('has contours of what is left, and says what is not', async () => {
    const grid = await jointGrid();
    await overwrite(grid, 'chi2_search', (own, index) => (isHeavy(index) ? value : own));
    const result = await computeContours(grid, { ...PLANE, experiment: 'search' });
    const json = contoursToJson(result);
    expect(json.missing_points).toBe(4 * 13);
    expect(json.contours[0]?.region).toMatchObject({
      extent: 'part',
      points: 4 * 5,
      share: (4 * 5) / (5 * 13),
    });
    const last = result.plane.x.values[4] ?? 0;
    for (const [m5] of result.contours.flatMap(({ lines }) => lines.flat()))
      expect(m5).toBeLessThanOrEqual(last);
    expect(contoursToCsv(result)).toMatch(
      /^# 52 of the 117 points of this plane have no chi2 and are left out/m,
    );
    expect(drawFigure(result)).toContain('52 of the 117 points of this plane have no ');
    // The other experiment is whole.
    const other = await computeContours(grid, { ...PLANE, experiment: 'excess' });
    expect(contoursToJson(other).missing_points).toBe(0);
    expect(contoursToCsv(other)).not.toContain('left out');
    expect(drawFigure(other)).not.toContain('left out');
  });

  it('is compared without what is missing in one experiment, and says so', async () => {
    const grid = await jointGrid();
    const request = {
      x: 'm5_gev',
      y: 'Umu5_sq',
      panels: ['mZprime_gev'],
      fix: {},
      excludes: 'search',
      prefers: ['excess'],
      cl: 0.95,
    };
    const whole = comparisonTable(await compareExperiments(grid, request));
    await overwrite(grid, 'chi2_search', (own, index) => (isHeavy(index) && index < 117 ? value : own));
    const comparison = await compareExperiments(grid, request);
    const { columns, rows } = comparisonTable(comparison);
    const at = (row: number, column: string) => rows[row]?.[columns.indexOf(column)];
    expect([0, 1].map((row) => at(row, 'missing_points'))).toEqual([52, 0]);
    // Half of the logarithmic axis is left, and a region that does not depend on the mass with it.
    const area = whole.rows[0]?.[whole.columns.indexOf('area')];
    expect(at(0, 'area')).toBeCloseTo(Number(area) / 2, 9);
    expect(at(0, 'open')).toBe('yes');
    const note = /^52 of the 117 points of search, mZprime_gev = 0.1 have no chi2 and are left out/m;
    expect(comparisonNotes(comparison).join('\n')).toMatch(note);
    expect(comparisonToCsv(comparison)).toMatch(/^# 52 of the 117 points of search/m);
    expect(comparisonToJson(comparison).regions.map((own) => own.missing_points)).toEqual([52, 0, 0, 0]);
    expect(drawComparison(comparison)).toContain('52 of the 234 points of The search have no ');
  });

  it('does not know whether a best fit is excluded where the other chi2 is missing', async () => {
    const grid = await jointGrid();
    const request = {
      x: 'm5_gev',
      y: 'Umu5_sq',
      panels: [],
      fix: { mZprime_gev: 0.1 },
      excludes: 'search',
      prefers: ['excess'],
      cl: 0.95,
    };
    // The best fit is the first of equals: the lightest mass.
    await overwrite(grid, 'chi2_search', (own, index) => (Math.floor(index / 13) % 9 === 0 ? value : own));
    const { columns, rows } = comparisonTable(await compareExperiments(grid, request));
    expect(rows[0]?.[columns.indexOf('best_m5_gev')]).toBeCloseTo(0.1, 9);
    expect(rows[0]?.[columns.indexOf('excluded_at_best_fit')]).toBeNull();
  });

  it('is refused where nothing is left, or no cell is', async () => {
    const grid = await jointGrid();
    await overwrite(grid, 'chi2_search', () => value);
    await overwrite(grid, 'chi2_excess', (own, index) => (index % 2 === 0 ? value : own));
    for (const [experiment, message] of [
      [
        'search',
        /chi2_search can be contoured in Umu5_sq against m5_gev at mZprime_gev = 0.1: none of its 117 points/,
      ],
      ['excess', /chi2_excess .*59 of its 117 points hold no value, and no four neighbours are left/],
    ] as const) {
      const failed = computeContours(grid, { ...PLANE, experiment });
      await expect(failed).rejects.toThrow(StoreError);
      await expect(failed).rejects.toThrow(message);
    }
  });

  it('has no best fit there', async () => {
    const grid = await jointGrid();
    const before = (await summarizeGrid(grid)).best_fit;
    await overwrite(grid, 'chi2', (own, index) => (index % 13 === 8 ? value : own));
    const { best_fit } = await summarizeGrid(grid);
    expect(best_fit?.chi2).toBeGreaterThan(before?.chi2 ?? Number.POSITIVE_INFINITY);
    expect(best_fit?.chi2).toBeLessThan(33);
  });
});

it('a negative chi2 is corruption, and said to be', async () => {
  const grid = await jointGrid();
  for (const name of ['chi2', 'chi2_excess'])
    await overwrite(grid, name, (own, index) => (index === 3 * 13 + 2 ? -1 : own));
  const message =
    /is -1 at .*m5_gev = 0\.2371.*Umu5_sq = 1e-7.*; a chi2 cannot be negative: the grid is corrupted/;
  for (const read of [
    () => computeContours(grid, { ...PLANE, experiment: 'excess' }),
    () => computeContours(grid, PLANE),
    () => summarizeGrid(grid),
  ]) {
    await expect(read()).rejects.toThrow(StoreError);
    await expect(read()).rejects.toThrow(message);
  }
});
