import { describe, expect, it } from 'vitest';
import { contourScale, deltaChi2, findContour, levelOf } from '../../src/contouring/contour.js';
import { refineLine, scaledPositions, valueAtIndex } from '../../src/contouring/interpolate.js';
import { upperLimit } from '../../src/contouring/limit.js';
import type { Axis } from '../../src/tiles/axes.js';
import { chi2At, logAxis, signalAt } from '../grid/fixture.js';

const tabulate = (x: Axis, y: Axis, f: (x: number, y: number) => number) =>
  Float64Array.from(y.values.flatMap((v) => x.values.map((u) => f(u, v))));

/** Signal at which the fixture's chi2 reaches a value, on the side of excess. */
function signalOf(chi2: number): number {
  let [low, high] = [6, 1e9];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (chi2At(middle) < chi2) low = middle;
    else high = middle;
  }
  return low;
}

describe('levelOf', () => {
  it('is the quantile of chi2 with two degrees of freedom', () => {
    expect(levelOf(0.95)).toBeCloseTo(5.991464547107979, 12);
    expect(levelOf(0.6827)).toBeCloseTo(2.2958, 3);
    expect(levelOf(0.9)).toBeCloseTo(4.605170185988092, 12);
    for (const cl of [0, 1, 95, Number.NaN])
      expect(() => levelOf(cl)).toThrow(/not between 0 and 1; write 0.95/);
  });
});

describe('deltaChi2', () => {
  const x = logAxis('m5_gev', 0.1, 1, 2);
  const y = logAxis('Umu5_sq', 1e-4, 1e-2, 2);

  it('counts from the least point of the plane', () => {
    const plane = deltaChi2(x, y, Float64Array.of(7, 8, 5, 9), 6);
    expect(plane.minimum).toEqual({ chi2: 5, at: { x: 0.1, y: 1e-2 } });
    expect([...plane.delta]).toEqual([2, 3, 0, 4]);
    expect(plane.backgroundDelta).toBe(1);
  });

  it('counts from the background alone when that is least, or as good but for rounding', () => {
    const plane = deltaChi2(x, y, Float64Array.of(7, 8, Math.fround(4.7), 9), 4.7);
    expect(Math.fround(4.7)).toBeLessThan(4.7);
    expect(plane.minimum).toEqual({ chi2: 4.7, at: 'background' });
    expect(Math.min(...plane.delta)).toBe(0);
    expect(deltaChi2(x, y, Float64Array.of(7, 8, 5, 9), 5).minimum).toEqual({ chi2: 5, at: 'background' });
  });
});

describe('findContour', () => {
  // 32 points an axis, as in the quickstart. The mean distance to the true curve is in steps of the grid.
  it('follows an analytic limit within a small fraction of a cell, though chi2 rises by orders of magnitude', () => {
    const x = logAxis('m5_gev', 0.11, 1.3, 32);
    const y = logAxis('Umu5_sq', 1e-6, 1e-1, 32);
    const plane = deltaChi2(
      x,
      y,
      tabulate(x, y, (m5, U) => chi2At(signalAt(0.02, m5, U, 8e-4))),
      chi2At(0),
    );
    expect(Math.max(...plane.delta)).toBeGreaterThan(1e4);
    const { lines, level, regions } = findContour(plane, 0.95);
    expect(lines.length).toBe(1);
    expect(regions.length).toBe(1);
    const excluded = signalOf(plane.minimum.chi2 + level);
    const step = Math.log(1e5) / 31;
    const errors = lines
      .flat()
      .map(([m5, U]) => Math.log((U * signalAt(0.02, m5, 1, 8e-4)) / excluded) / step);
    expect(errors.length).toBeGreaterThan(200);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.03);
    const rms = Math.hypot(...errors) / Math.sqrt(errors.length);
    expect(rms).toBeLessThan(0.008);
  });

  it('stays close where the signal falls manyfold from one mass to the next', () => {
    // Six parts in a hundred of a cell, and 1.5 on average, where the contour rises by three cells within one.
    const x = logAxis('m5_gev', 0.11, 1.3, 32);
    const y = logAxis('Umu5_sq', 1e-6, 1e-1, 32);
    const plane = deltaChi2(
      x,
      y,
      tabulate(x, y, (m5, U) => chi2At(signalAt(0.1, m5, U, 8e-4))),
      chi2At(0),
    );
    const { lines, level } = findContour(plane, 0.95);
    expect(lines.length).toBe(1);
    const excluded = signalOf(plane.minimum.chi2 + level);
    const limitAt = (m5: number) => Math.log(excluded / signalAt(0.1, m5, 1, 8e-4));
    const [stepX, stepY] = [Math.log(1.3 / 0.11) / 31, Math.log(1e5) / 31];
    const errors = lines.flat().map(([m5, U]) => {
      const slope =
        ((limitAt(m5 * 1.0001) - limitAt(m5 / 1.0001)) / (2 * Math.log(1.0001))) * (stepX / stepY);
      return (Math.log(U) - limitAt(m5)) / stepY / Math.hypot(1, slope);
    });
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.08);
    expect(Math.hypot(...errors) / Math.sqrt(errors.length)).toBeLessThan(0.015);
  });

  it('ends lines at the border and draws no edge along it', () => {
    const x = logAxis('m5_gev', 0.11, 1.3, 20);
    const y = logAxis('Umu5_sq', 1e-6, 1e-1, 20);
    // Excluded: everything above a straight line that leaves the plane to the left and to the right.
    const plane = deltaChi2(
      x,
      y,
      tabulate(x, y, (m5, U) => 100 * (U / 1e-3) * (m5 / 0.4)),
      0,
    );
    const { lines } = findContour(plane, 0.95);
    expect(lines.length).toBe(1);
    const line = lines[0] ?? [];
    const ends = [line[0]?.[0], line.at(-1)?.[0]].sort();
    expect(ends).toEqual([x.values[0], x.values.at(-1)]);
    const inside = line.slice(1, -1);
    for (const [u, v] of inside) {
      expect(u).toBeGreaterThan(0.11);
      expect(u).toBeLessThan(x.values.at(-1) ?? 0);
      expect(v).toBeLessThan(1e-1 * (1 - 1e-9));
    }
  });

  it('cuts the excluded region off at the border of the plane', () => {
    const x: Axis = { name: 'm5_gev', spacing: 'linear', values: [0, 1, 2, 3, 4] };
    const y: Axis = { name: 'm4_gev', spacing: 'linear', values: [0, 1, 2, 3] };
    const everything = findContour(deltaChi2(x, y, new Float64Array(20).fill(50), 0), 0.95);
    expect(everything.lines).toEqual([]);
    const points = everything.regions.flat(2);
    expect([Math.min(...points.map((p) => p[0])), Math.max(...points.map((p) => p[0]))]).toEqual([0, 4]);
    expect([Math.min(...points.map((p) => p[1])), Math.max(...points.map((p) => p[1]))]).toEqual([0, 3]);
    const nothing = findContour(deltaChi2(x, y, new Float64Array(20), 0), 0.95);
    expect(nothing).toMatchObject({ lines: [], regions: [] });
  });

  it('closes a ring that stays inside, and keeps its hole', () => {
    const values = Array.from({ length: 41 }, (_, i) => i - 20);
    const x: Axis = { name: 'm5_gev', spacing: 'linear', values };
    const y: Axis = { name: 'm4_gev', spacing: 'linear', values };
    // An excluded ring, about a radius of 10.
    const chi2 = tabulate(x, y, (u, v) => 20 * Math.exp(-(((Math.hypot(u, v) - 10) / 4) ** 2)));
    const { lines, regions, level } = findContour(deltaChi2(x, y, chi2, 0), 0.95);
    expect(lines.length).toBe(2);
    for (const line of lines) expect(line[0]).toEqual(line.at(-1));
    expect(regions.map((polygon) => polygon.length)).toEqual([2]);
    const half = 4 * Math.sqrt(Math.log(20 / level));
    for (const [u, v] of lines.flat())
      expect(Math.abs(Math.abs(Math.hypot(u, v) - 10) - half)).toBeLessThan(0.02);
  });
});

describe('interpolation', () => {
  it('goes through the points, reproduces a parabola, and does not swing out beside a step', () => {
    const at = Float64Array.from({ length: 12 }, (_, i) => i);
    const line = refineLine(
      at,
      at.map((u) => u * u),
      4,
    );
    line.forEach((value, k) => void expect(value).toBeCloseTo((k / 4) ** 2, 10));
    const step = refineLine(
      at,
      at.map((u) => (u < 6 ? 0 : 5)),
      8,
    );
    expect(Math.min(...step)).toBe(0);
    expect(Math.max(...step)).toBe(5);
  });

  it('handles two points, and listed values that are unevenly spaced', () => {
    expect([...refineLine(Float64Array.of(0, 1), Float64Array.of(3, 5), 2)]).toEqual([3, 4, 5]);
    const axis: Axis = { name: 'gD', spacing: 'values', values: [1, 2, 8, 32] };
    expect(valueAtIndex(axis, 1.5)).toBeCloseTo(4, 12);
    const exact = refineLine(scaledPositions(axis), scaledPositions(axis), 2);
    expect(exact[3]).toBeCloseTo(Math.log(4), 12);
    expect(valueAtIndex({ name: 'gD', spacing: 'values', values: [1, 2, 8] }, 1.5)).toBe(5);
  });

  it('is linear in the significance near the minimum, and never negative', () => {
    expect(contourScale(-1e-9, 6)).toBe(0);
    expect(contourScale(0.06, 6) / contourScale(0.0006, 6)).toBeCloseTo(10, 1);
  });
});

describe('upperLimit', () => {
  const axis = logAxis('Umu5_sq', 1e-6, 1e-1, 64);
  const level = levelOf(0.95);

  it('finds the excluded mixing of an analytic chi2 to half a percent', () => {
    for (const perU of [2e3, 4e5, 3e6]) {
      const chi2 = axis.values.map((U) => chi2At(perU * U));
      const least = Math.min(chi2At(0), ...chi2);
      const limit = upperLimit(
        axis,
        chi2.map((c) => c - least),
        level,
      );
      expect(limit.kind).toBe('limit');
      if (limit.kind === 'limit') expect(limit.value / (signalOf(least + level) / perU)).toBeCloseTo(1, 2);
    }
  });

  it('tells that the limit lies beyond the axis', () => {
    expect(
      upperLimit(
        axis,
        axis.values.map(() => 0),
        level,
      ),
    ).toEqual({ kind: 'above' });
    expect(
      upperLimit(
        axis,
        axis.values.map(() => 99),
        level,
      ),
    ).toEqual({ kind: 'below' });
  });
});
