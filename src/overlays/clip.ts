/** Lines and polygons clipped to a rectangle. */

import { at } from '../at.js';

/** A point in the units of the rectangle. */
export type FlatPoint = readonly [x: number, y: number];

/** A rectangle by its sides, the lower of each first. */
export interface Bounds {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/** The parts of a line within a rectangle, ending on its border where the line leaves it. Liang-Barsky algorithm, piece by piece. */
export function clipLine(points: readonly FlatPoint[], bounds: Bounds): FlatPoint[][] {
  const parts: FlatPoint[][] = [];
  let wasInside = false;
  for (const [i, to] of points.entries()) {
    const from = points[i - 1];
    if (from === undefined) continue;
    const within = visibleShares(from, to, bounds);
    if (within === undefined) {
      wasInside = false;
      continue;
    }
    const [start, end] = within;
    if (!wasInside || start > 0) parts.push([along(from, to, start)]);
    parts.at(-1)?.push(along(from, to, end));
    wasInside = end === 1;
  }
  return parts;
}

/** The fractions of the way from one point to another between which the line is within a rectangle; undefined if nowhere. */
function visibleShares(from: FlatPoint, to: FlatPoint, { x, y }: Bounds): [number, number] | undefined {
  let [start, end] = [0, 1];
  for (const [i, [low, high]] of [x, y].entries()) {
    const [a, b] = [at(from, i), at(to, i)];
    if (a === b) {
      if (a < low || a > high) return undefined;
      continue;
    }
    const [enter, leave] = b > a ? [low, high] : [high, low];
    start = Math.max(start, (enter - a) / (b - a));
    end = Math.min(end, (leave - a) / (b - a));
  }
  return start < end ? [start, end] : undefined;
}

function along([x0, y0]: FlatPoint, [x1, y1]: FlatPoint, share: number): FlatPoint {
  if (share === 0) return [x0, y0];
  return share === 1 ? [x1, y1] : [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
}

/** The part of a polygon within a rectangle, by the Sutherland-Hodgman algorithm. Empty where they do not overlap. */
export function clipPolygon(points: readonly FlatPoint[], { x, y }: Bounds): FlatPoint[] {
  const sides = [
    { axis: 0, bound: x[0], sign: 1 },
    { axis: 0, bound: x[1], sign: -1 },
    { axis: 1, bound: y[0], sign: 1 },
    { axis: 1, bound: y[1], sign: -1 },
  ] as const;
  return sides.reduce<FlatPoint[]>(
    (polygon, { axis, bound, sign }) =>
      polygon.flatMap((to, i) => {
        const from = polygon.at(i - 1) ?? to;
        const depth = (point: FlatPoint) => sign * (point[axis] - bound);
        const [fromDepth, toDepth] = [depth(from), depth(to)];
        const crossing = along(from, to, fromDepth / (fromDepth - toDepth));
        const crosses = fromDepth >= 0 !== toDepth >= 0;
        return [...(crosses ? [crossing] : []), ...(toDepth >= 0 ? [to] : [])];
      }),
    [...points],
  );
}
