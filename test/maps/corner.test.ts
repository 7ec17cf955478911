/** A corner of the fixture: its profiles against brute force, its best fit, and its figure. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { measureText } from '../../src/drawing/fonts.js';
import { readVariable } from '../../src/grid/reading.js';
import type { Grid } from '../../src/grid/store.js';
import { limitLevel } from '../../src/limits/massLimits.js';
import { type Corner, computeCorner } from '../../src/maps/corner.js';
import { drawCorner } from '../../src/maps/cornerFigure.js';
import { cornerTable, cornerToJson, cornerToText } from '../../src/maps/cornerWords.js';
import { computeContours } from '../../src/results/contours.js';
import { unravel } from '../../src/tiles/tiles.js';
import { writeFixture } from '../grid/fixture.js';

let dir: string;
let grid: Grid;
let corner: Corner;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
  grid = await writeFixture(join(dir, 'grid'));
  corner = await computeCorner(grid, { axes: [], fix: {}, confidenceLevels: [0.6827, 0.95] });
});
afterAll(() => rm(dir, { recursive: true }));

describe('a corner', () => {
  it('has a panel for each pair, and the profile of each axis is that of brute force', async () => {
    expect(corner.panels).toHaveLength(6);
    const data = Float64Array.from((await readVariable(grid, 'chi2')).data);
    const shape = grid.axes.map(({ values }) => values.length);
    const least = data.reduce((low, value) => Math.min(low, value), corner.backgroundChi2);
    expect(corner.best.chi2).toBe(least);
    corner.profiles.forEach(({ axis, delta }, i) => {
      const wanted = axis.values.map(() => Number.POSITIVE_INFINITY);
      data.forEach((value, k) => {
        const on = at(unravel(k, shape), i);
        wanted[on] = Math.min(at(wanted, on), value);
      });
      // Where |U|^2 is profiled, it may be 0.
      const bound = axis.name === 'Umu5_sq' ? Number.POSITIVE_INFINITY : corner.backgroundChi2;
      for (const [k, value] of wanted.entries())
        expect(at(delta, k)).toBeCloseTo(Math.min(value, bound) - least, 6);
    });
  });

  it('has the contours that contours draws with the other axes profiled', async () => {
    const alone = await computeContours(grid, {
      x: 'm5_gev',
      y: 'Umu5_sq',
      fix: {},
      profile: ['m4_gev', 'epsilon'],
      confidenceLevels: [0.6827, 0.95],
    });
    const panel = corner.panels.find(({ plane: { x, y } }) => x.name === 'm5_gev' && y.name === 'Umu5_sq');
    expect(panel?.plane.delta).toEqual(alone.plane.delta);
    expect(panel?.contours).toEqual(alone.contours);
    expect(panel?.flags).toEqual(alone.flagPlane);
  });

  it('has its best fit where chi2 is least, in all axes', async () => {
    const data = Float64Array.from((await readVariable(grid, 'chi2')).data);
    const k = data.indexOf(data.reduce((low, value) => Math.min(low, value)));
    const index = unravel(
      k,
      grid.axes.map(({ values }) => values.length),
    );
    const place = Object.fromEntries(
      grid.axes.map(({ name, values }, i) => [name, at(values, at(index, i))]),
    );
    expect(corner.best.at).toEqual(place);
  });

  it('shows the axes that are asked for, and fixes others', async () => {
    const two = await computeCorner(grid, {
      axes: ['m5_gev', 'Umu5_sq'],
      fix: { epsilon: 8e-4 },
      confidenceLevels: [0.9],
    });
    expect(two.panels).toHaveLength(1);
    expect(two.profiled.map(({ name }) => name)).toEqual(['m4_gev']);
    expect(two.fixed.map(({ name }) => name)).toEqual(['epsilon']);
    expect(two.points).toBe(3 * 23 * 26);
    const wrong = (request: Partial<Parameters<typeof computeCorner>[1]>) =>
      computeCorner(grid, { axes: [], fix: {}, confidenceLevels: [0.9], ...request });
    await expect(wrong({ axes: ['m5'] })).rejects.toThrow(/did you mean m5_gev/);
    await expect(wrong({ axes: ['m5_gev', 'm5_gev'] })).rejects.toThrow(/given twice/);
    await expect(wrong({ axes: ['m5_gev'] })).rejects.toThrow(/there is m5_gev alone/);
    await expect(wrong({ axes: ['m5_gev', 'epsilon'], fix: { epsilon: 1e-3 } })).rejects.toThrow(
      /shown and cannot/,
    );
  });
});

describe('the figure of a corner', () => {
  it('names axes by their symbols, levels and the best fit, with a star in each panel and no labels on each other', () => {
    const svg = drawCorner(corner);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
    const texts = [...document.querySelectorAll('text')];
    const words = texts.map((element) => element.textContent ?? '');
    expect(words).toEqual(expect.arrayContaining(['m5 (GeV)', '|Uμ5|2', 'Δχ2', 'ε']));
    expect(words.join(' ')).toMatch(/at 95\s% CL/);
    expect(words.join(' ')).not.toMatch(/m5_gev|Umu5_sq|microboone-2025/);
    // Labels of x axes, on one line below the lowest panels.
    const rows = new Map<string, { left: number; right: number }[]>();
    for (const element of texts) {
      if (element.getAttribute('text-anchor') !== 'middle' || element.getAttribute('transform')) continue;
      const size = Number(element.getAttribute('font-size'));
      const half = measureText(element.textContent ?? '', size) / 2;
      const x = Number(element.getAttribute('x'));
      const row = rows.get(element.getAttribute('y') ?? '') ?? [];
      row.push({ left: x - half, right: x + half });
      rows.set(element.getAttribute('y') ?? '', row);
    }
    for (const row of rows.values()) {
      const sorted = row.sort((a, b) => a.left - b.left);
      for (let i = 1; i < sorted.length; i++)
        expect(at(sorted, i).left).toBeGreaterThan(at(sorted, i - 1).right);
    }
  });
});

it('says what it found, in text, JSON and a table', () => {
  const text = cornerToText(corner, ['corner.png']);
  expect(text).toMatch(/95 % CL: Delta chi2 = 5\.991 of two parameters, 3\.841 of one/);
  expect(text).toMatch(/wrote corner\.png$/);
  expect(cornerToJson(corner).profiles.map(({ axis }) => axis)).toEqual(grid.axes.map(({ name }) => name));
  expect(cornerTable(corner).rows).toHaveLength(3 + 23 + 26 + 3);
});

it('quantiles of one parameter are the squares of the normal ones', () => {
  expect(limitLevel(0.6826894921370859, 1)).toBeCloseTo(1, 12);
  expect(limitLevel(0.95, 1)).toBeCloseTo(3.841458820694124, 12);
  expect(limitLevel(0.9973002039367398, 1)).toBeCloseTo(9, 11);
  expect(limitLevel(1 - 5.733031437583892e-7, 1)).toBeCloseTo(25, 6);
  expect(() => limitLevel(1, 1)).toThrow(/not between 0 and 1/);
});
