/** The search for a minimum in functions whose minima are known. */
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { fitQuadratic, minimiseInBox, principalDirections } from '../../src/bestfit/quadratic.js';
import { findMinimum, type Landscape } from '../../src/bestfit/search.js';
import { productOf, unravel } from '../../src/tiles/tiles.js';

/** A landscape of a function of any number of coordinates, from -5 to 5 unless told otherwise. */
function landscape(
  f: (x: readonly number[]) => number,
  dimensions: number,
  options: Partial<Pick<Landscape, 'ranges' | 'steps' | 'pieceOf'>> = {},
): Landscape {
  return {
    ranges: Array.from({ length: dimensions }, () => [-5, 5] as const),
    steps: new Array<number>(dimensions).fill(0.5),
    pieceOf: () => 0,
    ...options,
    evaluate: async (lists) => {
      const shape = lists.map(({ length }) => length);
      return Float64Array.from({ length: productOf(shape) }, (_, k) =>
        f(unravel(k, shape).map((index, i) => at(at(lists, i), index))),
      );
    },
  };
}
const [X, Y, Z] = [0.37, -1.21, 2.04];

describe('findMinimum', () => {
  it('finds that of a quadratic form at once, whatever its axes', async () => {
    const f = ([x = 0, y = 0, z = 0]: readonly number[]) =>
      7 + 5 * (x - X) ** 2 + 40 * (y - Y + 0.8 * (x - X)) ** 2 + 0.3 * (z - Z) ** 2;
    const found = await findMinimum(landscape(f, 3), [0, -1, 2]);
    expect(found.isConverged).toBe(true);
    expect(found.blocks).toBeLessThan(8);
    expect(found.value - 7).toBeLessThan(1e-6);
    [X, Y, Z].forEach((value, i) => {
      expect(at(found.point, i)).toBeCloseTo(value, 3);
    });
    expect(found.valueAtStart).toBe(f([0, -1, 2]));
    expect(found.evaluations).toBeGreaterThanOrEqual(27 * found.blocks);
  });

  it('goes along a bent valley, and out of the block that it began in', async () => {
    const rosenbrock = ([x = 0, y = 0]: readonly number[]) => 20 * (y - x ** 2) ** 2 + (1 - x) ** 2;
    const found = await findMinimum(landscape(rosenbrock, 2), [-1, 1]);
    expect(found.value).toBeLessThan(1e-3);
    expect(at(found.point, 0)).toBeCloseTo(1, 1);
  });

  it('stays within the range, and may end at its border', async () => {
    const f = ([x = 0, y = 0]: readonly number[]) => (x - 7) ** 2 + (y - 1) ** 2;
    const found = await findMinimum(landscape(f, 2), [4, 0]);
    expect(found.point[0]).toBe(5);
    expect(found.point[1]).toBeCloseTo(1, 2);
    expect(found.value).toBeCloseTo(4, 3);
  });

  it('is not misled by a step: forms are fitted on one side of it', async () => {
    // The lower side is the right one, and its minimum is next to the step.
    const pieceOf = ([x = 0]: readonly number[]) => (x < 0.3 ? 0 : 1);
    const f = ([x = 0, y = 0]: readonly number[]) =>
      x < 0.3 ? 30 + 2 * (x + 3) ** 2 + y ** 2 : 3 + 4 * (x - 0.35) ** 2 + (y - 0.5) ** 2;
    const found = await findMinimum(landscape(f, 2, { pieceOf }), [0.1, 0]);
    expect(found.value).toBeCloseTo(3, 3);
    expect(at(found.point, 0)).toBeCloseTo(0.35, 1);
  });

  it('leaves out what has no value, and tells where there is none at all', async () => {
    const f = ([x = 0, y = 0]: readonly number[]) => (x > 1 ? Number.NaN : (x - 2) ** 2 + (y - 0.2) ** 2);
    const found = await findMinimum(landscape(f, 2), [0.5, 0]);
    // The edge of what is known is approached from within.
    expect(at(found.point, 0)).toBeGreaterThan(0.97);
    expect(at(found.point, 0)).toBeLessThanOrEqual(1);
    const nothing = await findMinimum(
      landscape(() => Number.NaN, 2),
      [0, 0],
    );
    expect(nothing).toMatchObject({ value: Number.POSITIVE_INFINITY, isConverged: false, blocks: 1 });
  });

  it('comes to the same value anywhere in a degenerate valley', async () => {
    // |U|^2 epsilon^2 alone matters.
    const f = ([x = 0, y = 0]: readonly number[]) => 2 + 300 * (x + 2 * y - 0.77) ** 2;
    for (const start of [
      [0, 0],
      [3, -1],
      [-2, 1.5],
    ]) {
      const found = await findMinimum(landscape(f, 2), start);
      expect(found.value).toBeCloseTo(2, 2);
      expect(found.isConverged).toBe(true);
    }
  });

  it('is never above its start, on rough ground either', async () => {
    const rough = ([x = 0, y = 0]: readonly number[]) =>
      (x - X) ** 2 + (y - Y) ** 2 + 0.05 * Math.sin(91 * x) * Math.cos(77 * y);
    for (let k = 0; k < 20; k++) {
      const start = [Math.sin(3 * k) * 3, Math.cos(5 * k) * 3];
      const found = await findMinimum(landscape(rough, 2), start);
      expect(found.value).toBeLessThanOrEqual(rough(start));
      expect(found.value).toBeLessThan(0.06);
    }
  });
});

describe('quadratic forms', () => {
  it('are fitted exactly, and not where there are too few values', () => {
    const f = (x: number, y: number) => 3 + x - 2 * y + 4 * x * x + 3 * x * y + y * y;
    const points = [-1, 0, 2].flatMap((x) => [-1, 0.5, 1].map((y) => ({ point: [x, y], value: f(x, y) })));
    const form = fitQuadratic(points, [0, 0], [2, 1]);
    expect(form?.value).toBeCloseTo(3, 8);
    expect(form?.gradient.map((g) => Number(g.toFixed(7)))).toEqual([2, -2]);
    expect(form?.hessian.map((row) => row.map((h) => Number(h.toFixed(6))))).toEqual([
      [32, 6],
      [6, 2],
    ]);
    expect(fitQuadratic(points.slice(0, 5), [0, 0], [1, 1])).toBeUndefined();
    // All on a line.
    expect(
      fitQuadratic(
        points.map(({ value }, k) => ({ point: [k, k], value })),
        [0, 0],
        [1, 1],
      ),
    ).toBeUndefined();
  });

  it('have their minimum within or on the side of a box, where they bend downwards too', () => {
    const form = {
      centre: [0, 0],
      value: 1,
      gradient: [-2, 0],
      hessian: [
        [2, 0],
        [0, -1],
      ],
    };
    const { x, value } = minimiseInBox(form, [
      [-3, 3],
      [-1, 2],
    ]);
    expect(x).toEqual([1, 2]);
    expect(value).toBeCloseTo(1 - 1 - 2, 12);
  });

  it('have principal directions', () => {
    const [flat, steep] = principalDirections([
      [4, 2],
      [2, 1],
    ]);
    expect(flat?.curvature).toBeCloseTo(0, 12);
    expect(steep?.curvature).toBeCloseTo(5, 12);
    expect((flat?.direction[1] ?? 0) / (flat?.direction[0] ?? 1)).toBeCloseTo(-2, 10);
    const three = principalDirections([
      [2, -1, 0],
      [-1, 2, -1],
      [0, -1, 2],
    ]);
    expect(three.map(({ curvature }) => curvature)).toEqual(
      [2 - Math.SQRT2, 2, 2 + Math.SQRT2].map((value) => expect.closeTo(value, 10)),
    );
  });
});
