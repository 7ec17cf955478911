/** The points that axes are refined with. */
import { describe, expect, it } from 'vitest';
import { buildAxis } from '../../src/config/axisValues.js';
import { cutSteps, isFine, latticeOf, levelAxes, levelShape } from '../../src/refinement/lattice.js';
import type { Axis } from '../../src/tiles/axes.js';

function axisOf(
  entry: Parameters<typeof buildAxis>[1],
  name: Parameters<typeof buildAxis>[0] = 'm5_gev',
): Axis {
  const axis = buildAxis(name, entry);
  if ('what' in axis) throw new Error(axis.what);
  return axis;
}

describe('the values between those of an axis', () => {
  it.each([
    ['log', { log: [0.02, 1] as [number, number] }],
    ['linear', { linear: [0.02, 1] as [number, number] }],
  ])('are those of a scan with more points, bit for bit: %s', (_, ends) => {
    for (const [points, parts] of [
      [16, 8],
      [7, 4],
      [2, 64],
    ] as const) {
      const finer = axisOf({ ...ends, points: (points - 1) * parts + 1 });
      expect(cutSteps(axisOf({ ...ends, points }), parts)).toEqual(finer.values);
    }
  });

  it('keep the values of a list, and cut each of its steps evenly on its scale', () => {
    const wide = axisOf({ values: [0.03, 0.1, 0.2, 0.9] });
    const cut = cutSteps(wide, 4);
    expect(cut.filter((_, k) => k % 4 === 0)).toEqual(wide.values);
    expect(Math.log((cut[5] ?? 0) / 0.1)).toBeCloseTo(Math.log(2) / 4, 10);
    expect(cutSteps(axisOf({ values: [0.5, 0.6, 0.9] }), 2)).toEqual([0.5, 0.55, 0.6, 0.75, 0.9]);
  });
});

describe('a lattice', () => {
  const x = axisOf({ log: [0.01, 1], points: 11 });
  const y = axisOf({ linear: [0, 1], points: 5 }, 'm4_gev');

  it('is as deep as the tolerance needs, and not deeper than allowed', () => {
    // Steps of 0.2 decades and a quarter of the length.
    expect(latticeOf(x, y, [true, false], { tolerance: 0.01, depth: 9 }).depth).toBe(5);
    expect(latticeOf(x, y, [false, true], { tolerance: 0.01, depth: 9 }).depth).toBe(5);
    expect(latticeOf(x, y, [true, false], { tolerance: 0.3, depth: 9 }).depth).toBe(0);
    const shallow = latticeOf(x, y, [true, true], { tolerance: 0.01, depth: 3 });
    // An eighth of them.
    expect([shallow.depth, isFine(shallow, 0.031), isFine(shallow, 0.0313)]).toEqual([3, false, true]);
    expect(isFine(latticeOf(x, y, [true, false], { tolerance: 0.01, depth: 3 }), 0.0251)).toBe(true);
  });

  it('has at most four million points', () => {
    const deep = latticeOf(x, y, [true, true], { tolerance: 1e-6, depth: 12 });
    const [nx, ny] = levelShape(deep, deep.depth);
    expect(nx * ny).toBeLessThanOrEqual(2 ** 22);
    const [mx, my] = levelShape({ ...deep, depth: deep.depth + 1 }, deep.depth + 1);
    expect(mx * my).toBeGreaterThan(2 ** 22);
  });

  it('splits the axes that may be split', () => {
    const lattice = latticeOf(x, y, [true, false], { tolerance: 0.01, depth: 2 });
    const axes = levelAxes(lattice, 2);
    expect([axes.x.values.length, axes.y.values.length]).toEqual(levelShape(lattice, 2));
    expect(axes.y.values).toEqual(y.values);
  });
});
