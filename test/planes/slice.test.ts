import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import { choosePlane, nearestIndex, readPlane } from '../../src/planes/slice.js';
import { computeContours, contoursToJson } from '../../src/results/contours.js';
import { findBestFit, summarizeGrid } from '../../src/results/summary.js';
import { tileAt } from '../../src/tiles/tiles.js';
import {
  chi2At,
  fixtureSpec,
  fixtureTile,
  logAxis,
  signalAt,
  temporaryFolder,
  writeFixture,
} from '../grid/fixture.js';

const fixtureGrid = async () => await writeFixture(join(await temporaryFolder(), 'grid'));

describe('choosePlane', () => {
  it('takes the nearest grid values in the logarithm, and says what was asked for', async () => {
    const grid = await fixtureGrid();
    // Between 2e-4 and 6.3e-4 the logarithmic middle is 3.6e-4, the linear one 4.2e-4.
    const { x, y, fixed } = choosePlane(grid, 'm5_gev', 'Umu5_sq', { epsilon: 4e-4, m4_gev: 0.19 });
    expect([x.name, y.name]).toEqual(['m5_gev', 'Umu5_sq']);
    expect(fixed).toEqual([
      { name: 'm4_gev', units: 'GeV', requested: 0.19, value: grid.axes[0]?.values[2], index: 2 },
      { name: 'epsilon', units: '1', requested: 4e-4, value: grid.axes[3]?.values[1], index: 1 },
    ]);
  });

  it.each([
    [
      ['m5_gev', 'Umu5_sq', { epsilon: 8e-4 }],
      /^m4_gev must be fixed too, e\.g\. --fix m4_gev=0\.06325, or reduced: --profile AXIS, --marginalise AXIS$/,
    ],
    [['m5_gev', 'Umu5', { epsilon: 8e-4 }], /unknown axis Umu5; did you mean Umu5_sq\?/],
    [['m5_gev', 'Umu5_sq', { m4_gev: 0.1, epsilom: 8e-4 }], /unknown axis epsilom; did you mean epsilon\?/],
    [['m5_gev', 'Umu5_sq', { m4_gev: 0.1, gD: 2 }], /gD is no axis of this grid: the scan fixed it at 2/],
    [
      ['m5_gev', 'Umu5_sq', { m4_gev: 0.1, epsilon: 8 }],
      /epsilon=8 is beyond the axis, which goes from 2e-4 to 0.002/,
    ],
    [['m5_gev', 'Umu5_sq', { m4_gev: -0.1, epsilon: 8e-4 }], /m4_gev=-0.1 is beyond the axis/],
    [['m5_gev', 'm5_gev', {}], /x and y are both m5_gev/],
    [
      ['m5_gev', 'Umu5_sq', { m5_gev: 1, m4_gev: 0.1, epsilon: 8e-4 }],
      /m5_gev is shown and cannot be fixed too/,
    ],
  ] as const)('refuses %j', async ([x, y, fix], message) => {
    const grid = await fixtureGrid();
    expect(() => choosePlane(grid, x, y, fix)).toThrow(ConfigError);
    expect(() => choosePlane(grid, x, y, fix)).toThrow(message);
  });

  it('needs no value for an axis of one point, and checks one that is given', () => {
    const axis = logAxis('m4_gev', 0.1, 0.1, 1);
    expect(nearestIndex(axis, 0.1)).toBe(0);
    expect(() => nearestIndex(axis, 0.2)).toThrow(/beyond the axis/);
  });
});

describe('readPlane', () => {
  it('has y down the rows and x along them, whichever comes first in the scan', async () => {
    const grid = await fixtureGrid();
    const [m4s = [], m5s = [], Us = [], es = []] = grid.axes.map((a) => a.values);
    const expected = (j: number, i: number) =>
      Math.fround(chi2At(signalAt(m4s[1] ?? 0, m5s[i] ?? 0, Us[j] ?? 0, es[1] ?? 0)));
    const fix = { m4_gev: 0.06, epsilon: 6e-4 };
    const plane = await readPlane(grid, 'chi2', choosePlane(grid, 'm5_gev', 'Umu5_sq', fix));
    expect(plane[7 * 23 + 4]).toBe(expected(7, 4));
    const turned = await readPlane(grid, 'chi2', choosePlane(grid, 'Umu5_sq', 'm5_gev', fix));
    expect(turned[4 * 26 + 7]).toBe(expected(7, 4));
  });
});

describe('computeContours', () => {
  it('names the grid values, the minimum and the flags of its plane', async () => {
    const grid = await fixtureGrid();
    const request = {
      x: 'm5_gev',
      y: 'Umu5_sq',
      fix: { m4_gev: 0.2, epsilon: 6e-4 },
      confidenceLevels: [0.9, 0.95],
    };
    const json = contoursToJson(await computeContours(grid, request));
    expect(json.fixed.m4_gev).toEqual({ requested: 0.2, value: grid.axes[0]?.values[2] });
    expect(json.contours.map((c) => c.cl)).toEqual([0.9, 0.95]);
    expect(json.minimum.over).toBe('the plane and |U|^2 = 0');
    expect(json.minimum.chi2).toBeLessThan(2.4);
    // Six of the 23 masses m5 lie below m4 + 2 m_e, each with 26 values of the mixing.
    const closed = grid.axes[1]?.values.filter((m5) => m5 <= 0.2 + 2 * 0.000511).length ?? 0;
    expect(json.flags).toEqual({ closed: 26 * closed, low_effective_sample_size: 0 });
  });
});

describe('summarizeGrid', () => {
  it('finds the best fit and counts flags over all tiles', async () => {
    const grid = await fixtureGrid();
    const summary = await summarizeGrid(grid);
    expect(summary.tiles).toMatchObject({ done: grid.tilePlan.tileCount, total: grid.tilePlan.tileCount });
    let best = { chi2: Number.POSITIVE_INFINITY, at: {} };
    let closed = 0;
    const [m4s = [], m5s = [], Us = [], es = []] = grid.axes.map((a) => a.values);
    for (const m4_gev of m4s)
      for (const m5_gev of m5s)
        for (const Umu5_sq of Us)
          for (const epsilon of es) {
            const chi2 = Math.fround(chi2At(signalAt(m4_gev, m5_gev, Umu5_sq, epsilon)));
            if (chi2 < best.chi2) best = { chi2, at: { m4_gev, m5_gev, Umu5_sq, epsilon } };
            if (m5_gev - m4_gev <= 2 * 0.000511) closed++;
          }
    // The best m4 is the last of its axis.
    expect(summary.best_fit).toEqual({ ...best, on_edge: [{ axis: 'm4_gev', end: 'upper' }] });
    expect(summary.flags.closed).toBe(closed);
    expect(summary.points).toBe(3 * 23 * 26 * 3);
    expect(summary.bytes).toBeGreaterThan(4 * 2 * summary.points);
  });

  it('sums up an unfinished grid, and one without a tile', async () => {
    const grid = await createGrid(join(await temporaryFolder(), 'grid'), fixtureSpec());
    expect(await summarizeGrid(grid)).toMatchObject({ best_fit: null, flags: {}, tiles: { done: 0 } });
    const tile = tileAt(grid.tilePlan, 3);
    await writeTile(grid, tile, fixtureTile(grid, tile));
    const { best_fit, tiles } = await summarizeGrid(grid);
    expect(tiles.done).toBe(1);
    expect(best_fit).toEqual(await findBestFit(grid, [3]));
    expect(best_fit?.chi2).toBeLessThan(4.5);
  });
});
