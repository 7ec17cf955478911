/** Marching squares on planes with holes, against what a square at a time gives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contourLines,
  type IndexPoint,
  polygonsOf,
  type Ring,
  signedArea,
  traceRegions,
} from '../../src/contouring/marchingSquares.js';

const LEVEL = 0.5;

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

const planes = (missing: number) =>
  fc
    .tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }))
    .chain(([width, height]) =>
      fc
        .array(
          fc.oneof(
            { weight: 100, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
            { weight: 5, arbitrary: fc.constant(LEVEL) },
            { weight: missing, arbitrary: fc.constant(Number.NaN) },
          ),
          { minLength: width * height, maxLength: width * height },
        )
        .map((values): Plane => ({ width, height, values: Float64Array.from(values) })),
    );

const trace = ({ values, width, height }: Plane) => traceRegions(values, width, height, LEVEL);

/** The part of a square at or above the level, by cutting each of its corners off, or by keeping nothing else. */
function areaInSquare([a = 0, b = 0, c = 0, d = 0]: readonly number[]): number {
  const mean = (a + b + c + d) / 4;
  // The triangle at a corner whose value lies on the other side than those of both neighbours.
  const corner = (own: number, left: number, right: number) =>
    own >= LEVEL === left >= LEVEL || own >= LEVEL === right >= LEVEL
      ? 0
      : ((((LEVEL - own) / (left - own)) * (LEVEL - own)) / (right - own)) * 0.5;
  const around = [corner(a, d, b), corner(b, a, c), corner(c, b, d), corner(d, c, a)];
  const values = [a, b, c, d];
  const sum = (isIn: boolean) =>
    around.reduce((total, area, k) => total + ((values[k] ?? 0) >= LEVEL === isIn ? area : 0), 0);
  const inside = values.filter((value) => value >= LEVEL).length;
  if (inside === 0 || inside === 4) return inside / 4;
  if (inside === 1) return sum(true);
  if (inside === 3) return 1 - sum(false);
  if (a >= LEVEL === c >= LEVEL) return mean >= LEVEL ? 1 - sum(false) : sum(true);
  // A trapezium between two opposite sides.
  const along = (low: number, high: number) => (high - LEVEL) / (high - low);
  const share = (low: number, high: number) => (high >= LEVEL ? along(low, high) : 1 - along(low, high));
  return a >= LEVEL === b >= LEVEL ? sideArea(share, a, d, b, c) : sideArea(share, a, b, d, c);
}

/** Of a square crossed from side to side: the mean of the parts of both other sides. */
function sideArea(
  share: (low: number, high: number) => number,
  a: number,
  oppositeA: number,
  b: number,
  oppositeB: number,
): number {
  return (share(a, oppositeA) + share(b, oppositeB)) / 2;
}

function squaresOf({ width, height, values }: Plane): number[][] {
  const squares: number[][] = [];
  for (let j = 0; j < height - 1; j++)
    for (let i = 0; i < width - 1; i++)
      squares.push([0, 1, width + 1, width].map((step) => values[j * width + i + step] ?? Number.NaN));
  return squares;
}

const hasSquare = ({ width, height, values }: Plane, i: number, j: number) =>
  i >= 0 &&
  j >= 0 &&
  i < width - 1 &&
  j < height - 1 &&
  [0, 1, width, width + 1].every((step) => !Number.isNaN(values[j * width + i + step]));

const edgesOf = ({ points, isContour }: Ring) =>
  points.map((from, k) => ({ from, to: points[(k + 1) % points.length] ?? from, isContour: isContour[k] }));

const lengthOf = (points: readonly IndexPoint[]) =>
  points
    .slice(1)
    .reduce((sum, [u, v], k) => sum + Math.hypot(u - (points[k]?.[0] ?? 0), v - (points[k]?.[1] ?? 0)), 0);

describe.each([
  ['a whole plane', 0],
  ['a plane with some holes', 15],
  ['a plane of which little is left', 100],
])('the regions of %s', (_, missing) => {
  it('have the area that the squares have one by one, also as polygons with holes', () => {
    fc.assert(
      fc.property(planes(missing), (plane) => {
        const expected = squaresOf(plane)
          .filter((square) => !square.some(Number.isNaN))
          .reduce((sum, square) => sum + areaInSquare(square), 0);
        const rings = trace(plane);
        const area = (list: readonly Ring[]) => list.reduce((sum, ring) => sum + signedArea(ring.points), 0);
        expect(area(rings)).toBeCloseTo(expected, 9);
        const polygons = polygonsOf(rings);
        expect(area(polygons.flat())).toBeCloseTo(expected, 9);
        for (const [outer, ...holes] of polygons) {
          expect(signedArea(outer?.points ?? [])).toBeGreaterThan(0);
          for (const hole of holes) expect(signedArea(hole.points)).toBeLessThan(0);
        }
      }),
      { numRuns: 200, seed: 9 },
    );
  });

  it('are bounded by contour where values pass the level, and by the border or a hole elsewhere', () => {
    fc.assert(
      fc.property(planes(missing), (plane) => {
        const valueAt = ([u, v]: IndexPoint) => {
          const [i, j] = [Math.floor(u), Math.floor(v)];
          const k = j * plane.width + i;
          const next = Number.isInteger(u) ? k + plane.width : k + 1;
          const t = u - i + v - j;
          const [low, high] = [plane.values[k] ?? Number.NaN, plane.values[next] ?? Number.NaN];
          return t === 0 ? low : low * (1 - t) + high * t;
        };
        for (const { from, to, isContour } of trace(plane).flatMap(edgesOf)) {
          if (isContour) {
            for (const end of [from, to]) expect(valueAt(end)).toBeCloseTo(LEVEL, 9);
            continue;
          }
          if (String(from) === String(to)) continue;
          const [i, j] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])].map(Math.floor) as [
            number,
            number,
          ];
          const beside =
            from[0] === to[0]
              ? [hasSquare(plane, i - 1, j), hasSquare(plane, i, j)]
              : [hasSquare(plane, i, j - 1), hasSquare(plane, i, j)];
          expect(beside.filter(Boolean).length).toBe(1);
          expect(Math.min(valueAt(from), valueAt(to))).toBeGreaterThan(LEVEL - 1e-9);
        }
      }),
      { numRuns: 200, seed: 10 },
    );
  });

  it('give all of their contour edges as lines, each unbroken', () => {
    fc.assert(
      fc.property(planes(missing), (plane) => {
        for (const ring of trace(plane)) {
          const expected = edgesOf(ring)
            .filter(({ isContour }) => isContour)
            .reduce((sum, { from, to }) => sum + lengthOf([from, to]), 0);
          const lines = contourLines(ring);
          expect(lines.reduce((sum, line) => sum + lengthOf(line), 0)).toBeCloseTo(expected, 9);
          const isClosed = ring.isContour.every(Boolean);
          if (isClosed) expect(lines.map((line) => line[0])).toEqual(lines.map((line) => line.at(-1)));
        }
      }),
      { numRuns: 200, seed: 11 },
    );
  });
});

describe('the regions', () => {
  it('are around a hole, and within a hole of a hole', () => {
    // Rings of squares around each other: out, in, out, in.
    const width = 17;
    const values = Float64Array.from({ length: width * width }, (_, k) => {
      const distance = Math.max(Math.abs((k % width) - 8), Math.abs(Math.floor(k / width) - 8));
      return [1, 1, 0, 0, 1, 1, 0, 0, 0][distance] ?? 0;
    });
    const polygons = polygonsOf(traceRegions(values, width, width, LEVEL));
    expect(polygons.map((polygon) => polygon.length).sort()).toEqual([1, 2]);
  });

  it('of a checkerboard of missing values are nothing, for no square is left', () => {
    const values = Float64Array.from({ length: 49 }, (_, k) => (k % 2 === 0 ? 1 : Number.NaN));
    expect(traceRegions(values, 7, 7, LEVEL)).toEqual([]);
  });
});
