/** Which cells of a plane a contour may cross: by their corners, by what interpolation may miss, and by what lies beside. */
import { describe, expect, it } from 'vitest';
import {
  AT_LEVEL,
  cellAt,
  interpolationErrors,
  isDoubtful,
  spreadMarks,
  withNeighbours,
} from '../../src/refinement/cells.js';

describe('a cell', () => {
  it.each([
    ['that a contour crosses', [0, 2, 2, 2], 0, true],
    ['well above', [2, 2, 2, 2], 0.5, false],
    ['well below', [0.1, 0.1, 0.2, 0.2], 0.1, false],
    ['above by more than the error', [AT_LEVEL + 0.25, 2, 2, 2], 0.2499, false],
    ['below by more than the error', [0, 0, 0, AT_LEVEL - 0.25], 0.2499, false],
    ['above by the error', [AT_LEVEL + 0.25, 2, 2, 2], 0.2501, true],
    ['below by the error', [0, 0, 0, AT_LEVEL - 0.25], 0.2501, true],
    ['with a corner that is missing', [Number.NaN, 2, 2, 2], 0, true],
    ['of which nothing is known', new Array(4).fill(Number.NaN), Number.POSITIVE_INFINITY, false],
  ] as const)('%s', (_, corners, error, isIt) => {
    expect(isDoubtful(corners, error)).toBe(isIt);
  });

  it('is found by a place', () => {
    const positions = Float64Array.of(0, 1, 3, 4);
    expect([-1, 0, 0.9, 1, 2.9, 3, 4, 9].map((place) => cellAt(positions, place))).toEqual([
      0, 0, 0, 1, 1, 2, 2, 2,
    ]);
  });
});

describe('the error of interpolation', () => {
  const [x, y] = [Float64Array.of(0, 1, 2, 3, 4, 5), Float64Array.of(0, 1, 2)];
  const of = (f: (u: number, v: number) => number, isEdge: (a: number, b: number) => boolean = () => false) =>
    interpolationErrors(
      { x, y, values: Float64Array.from([...y].flatMap((v) => [...x].map((u) => f(u, v)))) },
      [true, false],
      isEdge,
    );

  it('is none of a plane that is straight, and what a bend is missed by beside it', () => {
    expect([...of((u, v) => 2 * u + v)].every((error) => error < 1e-12)).toBe(true);
    const errors = of((u) => (u === 2 ? 1 : 0));
    expect(errors[1]).toBeGreaterThan(0.9);
    expect(errors[2]).toBe(errors[1]);
  });

  it('is without bound between two flags, and nowhere else', () => {
    const errors = of(
      () => 1,
      (a, b) => a % 6 < 3 !== b % 6 < 3,
    );
    const infinite = Array.from(errors, (error) => error === Number.POSITIVE_INFINITY);
    expect(infinite).toEqual([false, false, true, false, false, false, false, true, false, false]);
  });
});

describe('marks', () => {
  const marks = () => Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);

  it('are given to all neighbours, not across the border', () => {
    expect([...withNeighbours(marks(), 4)]).toEqual([1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0]);
    expect([...withNeighbours(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0), 4)]).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
  });

  it.each([
    [
      [true, true],
      [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    ],
    [
      [true, false],
      [0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0],
    ],
    [
      [false, true],
      [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0],
    ],
  ] as const)('are spread along the axis that is not split: %j', (isSplit, expected) => {
    const spread = marks();
    spreadMarks(spread, 4, isSplit);
    expect([...spread]).toEqual(expected);
  });
});
