/** What a region covers of its plane: all, nothing, or a share of its area that geometry tells. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeltaPlane, findContour, levelOf } from '../../src/contouring/contour.js';
import { coverageOf } from '../../src/results/coverage.js';
import type { Axis } from '../../src/tiles/axes.js';
import { cells, type Field, tabulate } from '../contouring/shapes.js';
import { logAxis } from '../grid/fixture.js';

const LEVEL = levelOf(0.95);
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

function planeOf(x: Axis, y: Axis, field: Field): DeltaPlane {
  const delta = tabulate(x, y, (u, v) => LEVEL * field(u, v));
  return { x, y, delta, minimum: { chi2: 0, at: 'background' }, backgroundDelta: 0 };
}

const coverage = (plane: DeltaPlane, side: 'above' | 'below') =>
  coverageOf(plane, findContour(plane, 0.95, side));

describe('the coverage of a plane', () => {
  const [x, y] = [cells('m4_gev', 11), cells('m5_gev', 9)];

  it('is all or nothing without a contour, however near the level', () => {
    for (const height of [1 + 1e-6, 2, 1e12]) {
      const high = planeOf(x, y, () => height);
      expect(coverage(high, 'above')).toEqual({ extent: 'all', areaShare: 1 });
      expect(coverage(high, 'below')).toEqual({ extent: 'none', areaShare: 0 });
    }
    for (const height of [0, 0.3, 1 - 1e-6]) {
      const low = planeOf(x, y, () => height);
      expect(coverage(low, 'above')).toEqual({ extent: 'none', areaShare: 0 });
      expect(coverage(low, 'below')).toEqual({ extent: 'all', areaShare: 1 });
    }
  });

  it('is the part beyond a line, in the logarithm of a logarithmic axis', () => {
    const mixing = logAxis('Umu5_sq', 1e-8, 1e-2, 25);
    fc.assert(
      fc.property(between(0.1, 0.9), fc.constantFrom('above' as const, 'below' as const), (at, side) => {
        const plane = planeOf(x, mixing, (_, U) => (U / 1e-8 / 1e6 ** at) ** 0.7);
        const share = side === 'above' ? 1 - at : at;
        const { extent, areaShare } = coverage(plane, side);
        expect(extent).toBe('part');
        expect(areaShare).toBeCloseTo(share, 3);
      }),
      { seed: 8, numRuns: 20 },
    );
  });

  it('is the area of an ellipse, and what is around it', () => {
    const ellipse = planeOf(
      cells('m4_gev', 31),
      cells('m5_gev', 25),
      (u, v) => Math.hypot((u - 14) / 9, (v - 11) / 7) ** 2,
    );
    const area = (63 * Math.PI) / (30 * 24);
    expect(coverage(ellipse, 'below').areaShare).toBeCloseTo(area, 3);
    expect(coverage(ellipse, 'above').areaShare).toBeCloseTo(1 - area, 3);
  });

  it('counts what is known, and is a part also where one piece of it is covered without a contour', () => {
    const plane = planeOf(x, y, (u) => (u < 4 ? 5 : u > 6 ? 0.1 : Number.NaN));
    // Of cells 0-3 and 7-10 in each row the former are above.
    expect(findContour(plane, 0.95).lines).toEqual([]);
    expect(coverage(plane, 'above')).toEqual({ extent: 'part', areaShare: expect.closeTo(0.5, 9) });
    const known = planeOf(x, y, (u) => (u < 4 ? 5 : Number.NaN));
    expect(coverage(known, 'above')).toEqual({ extent: 'all', areaShare: 1 });
  });
});
