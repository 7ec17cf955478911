/** What one experiment excludes of what another prefers: areas against geometry, and the words of table and figure. */

import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { type DeltaPlane, findContour } from '../../src/contouring/contour.js';
import { drawComparison } from '../../src/figures/comparisonFigure.js';
import { comparisonToJson, writeComparison } from '../../src/reports/comparisonReport.js';
import { comparisonTable } from '../../src/reports/comparisonTable.js';
import { compareExperiments } from '../../src/results/comparison.js';
import { tableToCsv } from '../../src/results/numberTable.js';
import { overlap as overlapOf } from '../../src/results/overlap.js';
import type { Axis } from '../../src/tiles/axes.js';
import { logAxis, temporaryFolder, writeFixture } from '../grid/fixture.js';

const LEVEL = 5.991464547107979;

/** A plane whose Delta chi2 is at the level where `distance` is 0, with a slope as a signal has it. */
function planeOf(x: Axis, y: Axis, distance: (u: number, v: number) => number): DeltaPlane {
  const at = ({ spacing, values }: Axis) => values.map((v) => (spacing === 'log' ? Math.log(v) : v));
  const delta = Float64Array.from(
    at(y).flatMap((v) =>
      at(x).map((u) => LEVEL * Math.sinh(Math.max(0, Math.asinh(1) + distance(u, v))) ** 2),
    ),
  );
  return { x, y, delta, minimum: { chi2: 0, at: 'background' }, backgroundDelta: 100 };
}

/** The overlap of what lies below the level of one plane with what lies above that of another. */
const overlap = (preferred: DeltaPlane, exclusion: DeltaPlane, level: number) =>
  overlapOf(
    { plane: preferred, contour: findContour(preferred, 0.95, 'below') },
    { plane: exclusion, contour: findContour(exclusion, 0.95) },
    level,
  );

describe('overlap', () => {
  const x: Axis = { name: 'm4_gev', spacing: 'linear', values: Array.from({ length: 61 }, (_, i) => i / 10) };
  const y: Axis = { name: 'm5_gev', spacing: 'linear', values: Array.from({ length: 81 }, (_, i) => i / 20) };
  const disc = planeOf(x, y, (u, v) => Math.hypot(u - 3, v - 2) - 1);

  it('is the area of a disc, and the segment of it beyond a line', () => {
    for (const cut of [-0.5, 0, 0.5]) {
      const { area, excludedShare, isOpen } = overlap(
        disc,
        planeOf(x, y, (u) => u - 3 - cut),
        LEVEL,
      );
      expect(area).toBeCloseTo(Math.PI, 2);
      const segment = Math.acos(cut) - cut * Math.sqrt(1 - cut * cut);
      expect(excludedShare).toBeCloseTo(segment / Math.PI, 2);
      expect(isOpen).toBe(false);
    }
  });

  it('is all or nothing where the other is sure', () => {
    expect(
      overlap(
        disc,
        planeOf(x, y, () => 5),
        LEVEL,
      ).excludedShare,
    ).toBe(1);
    expect(
      overlap(
        disc,
        planeOf(x, y, () => -5),
        LEVEL,
      ).excludedShare,
    ).toBe(0);
    expect(
      overlap(
        planeOf(x, y, () => 5),
        disc,
        LEVEL,
      ),
    ).toEqual({ area: 0, excludedShare: 0, isOpen: false });
  });

  it('counts logarithms of a logarithmic axis, and says where a region leaves the plane', () => {
    const [m, U] = [logAxis('m5_gev', 0.1, 10, 41), logAxis('Umu5_sq', 1e-8, 1e-2, 61)];
    const strip = planeOf(m, U, (_, v) => Math.abs(v - Math.log(1e-5)) - 1);
    const { area, excludedShare, isOpen } = overlap(
      strip,
      planeOf(m, U, (u) => u),
      LEVEL,
    );
    expect(area / (2 * Math.log(100))).toBeCloseTo(1, 1.5);
    expect(excludedShare).toBeCloseTo(0.5, 2);
    expect(isOpen).toBe(true);
  });

  it('is open where the background alone is preferred', () => {
    const other = planeOf(x, y, () => 0);
    expect(overlap({ ...disc, backgroundDelta: 3 }, other, LEVEL).isOpen).toBe(true);
  });
});

describe('a comparison of a grid', () => {
  async function compared() {
    const grid = await writeFixture(join(await temporaryFolder(), 'grid'));
    const [name] = grid.attributes.experiments.map((own) => own.name);
    return await compareExperiments(grid, {
      x: 'm5_gev',
      y: 'Umu5_sq',
      panels: ['m4_gev'],
      fix: { epsilon: 8e-4 },
      excludes: name ?? '',
      prefers: [name ?? ''],
      cl: 0.95,
    });
  }

  it('has a panel and a row for each value; nothing preferred is excluded by the same experiment', async () => {
    const comparison = await compared();
    const { columns, rows } = comparisonTable(comparison);
    expect(columns[0]).toBe('m4_gev');
    expect(rows.length).toBe(comparison.panels.length);
    expect(rows.length).toBeGreaterThan(1);
    const share = columns.indexOf('excluded_share');
    for (const row of rows) expect(row[share]).toBe(0);
    for (const row of rows) expect(row[columns.indexOf('excluded_at_best_fit')]).toBe('no');
    expect(comparisonToJson(comparison).rows[0]).toMatchObject({ preferred_by: comparison.excludes.name });
    // Its regions hold |U|^2 = 0: they are allowed, not preferred.
    expect(tableToCsv(comparisonTable(comparison))).toMatch(
      /^# Share of what each experiment allows at 95 % CL that microboone-2025 excludes at 95 % CL$/m,
    );
  });

  it('is drawn with its words: experiments, level, values of panels and of what is fixed', async () => {
    const comparison = await compared();
    const { document } = new JSDOM(drawComparison(comparison), { contentType: 'image/svg+xml' }).window;
    const text = [...document.querySelectorAll('text')].map((element) => element.textContent).join('\n');
    for (const { values } of comparison.panels)
      expect(text).toContain(`m4 = ${Number(values[0]?.toPrecision(3))} GeV`);
    expect(text).toMatch(/excluded by MicroBooNE 2025 \(95\s% CL\)/);
    expect(text).toMatch(/ε = 6\.32\s×\s10−4/);
    expect(text).toContain('each experiment by itself');
    const panels = [...document.querySelectorAll('clipPath')].filter(({ id }) => /^panel\d+$/.test(id));
    expect(panels.length).toBe(comparison.panels.length);
  });

  it('refuses an experiment that the grid has not, and a file of another kind', async () => {
    const comparison = await compared();
    await expect(writeComparison(comparison, 'x.eps')).rejects.toThrow(
      /comparisons are written to .svg, .png, .pdf, .csv/,
    );
    const grid = await writeFixture(join(await temporaryFolder(), 'grid'));
    const request = {
      x: 'm5_gev',
      y: 'Umu5_sq',
      panels: ['m4_gev'],
      fix: { epsilon: 8e-4 },
      prefers: [],
      cl: 0.95,
    };
    await expect(compareExperiments(grid, { ...request, excludes: 'minibone' })).rejects.toThrow(
      /minibone is no experiment of this grid/,
    );
    const [own] = grid.attributes.experiments;
    for (const wrong of [
      { panels: ['m5_gev'] },
      { panels: ['m4_gev', 'm4_gev'] },
      { fix: { epsilon: 8e-4, m4_gev: 0.02 } },
    ]) {
      await expect(
        compareExperiments(grid, { ...request, excludes: own?.name ?? '', ...wrong }),
      ).rejects.toThrow(/m\d_gev has panels; it can be neither shown nor fixed nor reduced, nor named twice/);
    }
  });
});
