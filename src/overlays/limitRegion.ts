/** The part of a plane that the lowest of other limits excludes: outlines for a figure, and rings for areas. */

import { at } from '../at.js';
import type { Point } from '../contouring/contour.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import { signedArea } from '../contouring/marchingSquares.js';
import { positionOn } from '../contouring/scaledPlane.js';
import type { Axis } from '../tiles/axes.js';
import { type Envelope, type EnvelopeSegment, limitAt } from './envelope.js';
import type { LimitFolder } from './limitFolder.js';

/** A region of a plane, cut off at the plane's border, in the same form as a contour's (contour.ts). */
export interface LimitRegion {
  /** Its border, except where it coincides with the border of the plane. */
  readonly lines: readonly (readonly Point[])[];
  /** Polygons without holes, closed. */
  readonly regions: readonly (readonly (readonly Point[])[])[];
  /** Share of the plane's area in the scales of its axes, from 0 to 1. */
  readonly areaShare: number;
}

/** A plane, and the values of the parameters that it does not show. */
export interface LimitPlane {
  readonly x: Axis;
  readonly y: Axis;
  readonly values: Readonly<Record<string, number>>;
}

/** First and last value of an axis. */
type Range = readonly [low: number, high: number];

/** Lines and rings with the mass first, the mixing second. */
type Outline = Pick<LimitRegion, 'lines'> & { readonly rings: readonly (readonly Point[])[] };

/**
 * The part of a plane that an envelope excludes. Where the plane shows mass and mixing, it is everything above the curve. Where it
 * shows only one of them, or neither, the others are fixed: the region is then a strip, everything, or nothing.
 * RangeError where `values` lacks a mass or a mixing that the plane does not show.
 */
export function limitRegion(
  envelope: Envelope,
  { mass, mixing }: Pick<LimitFolder, 'mass' | 'mixing'>,
  { x, y, values }: LimitPlane,
): LimitRegion {
  const [massAxis, mixingAxis] = [mass, mixing].map((name) => [x, y].find((axis) => axis.name === name));
  const other = (axis: Axis | undefined) => (axis === x ? y : x);
  const regionOf = ({ lines, rings }: Outline, first: Axis): LimitRegion => {
    const turn = ([u, v]: Point): Point => (first === x ? [u, v] : [v, u]);
    const turned = rings.map((ring) => ring.map(turn));
    return {
      lines: lines.map((line) => line.map(turn)),
      regions: turned.map((ring) => [ring]),
      areaShare: shareOf(turned, x, y),
    };
  };
  if (massAxis && mixingAxis) {
    const steps = isLogarithmic(massAxis) && isLogarithmic(mixingAxis) ? Number.POSITIVE_INFINITY : STEP;
    return regionOf(above(envelope, rangeOf(massAxis), rangeOf(mixingAxis), steps), massAxis);
  }
  if (massAxis) {
    const strips = stripsAbove(envelope, rangeOf(massAxis), fixedValue(values, mixing));
    return regionOf(outlineOf(strips, rangeOf(massAxis), rangeOf(other(massAxis))), massAxis);
  }
  const limit = limitAt(envelope, fixedValue(values, mass))?.mixing ?? Number.POSITIVE_INFINITY;
  if (mixingAxis) {
    const [low, high] = rangeOf(mixingAxis);
    const strips: Range[] = limit < high ? [[Math.max(limit, low), high]] : [];
    return regionOf(outlineOf(strips, [low, high], rangeOf(other(mixingAxis))), mixingAxis);
  }
  const strips = fixedValue(values, mixing) > limit ? [rangeOf(x)] : [];
  return regionOf(outlineOf(strips, rangeOf(x), rangeOf(y)), x);
}

function fixedValue(values: LimitPlane['values'], name: string): number {
  const value = values[name];
  if (value === undefined) throw new RangeError(`${name} is neither shown nor fixed in this plane`);
  return value;
}

/** Largest step in the logarithm that one straight line spans where an axis is linear and the limit is curved on it. */
const STEP = 0.01;

/** Relative rounding error of masses that went through a logarithm, and of sums of areas. */
const ROUNDING = 1e-9;

const isBeyond = (value: number, bound: number) => value - bound > ROUNDING * Math.abs(value);

const rangeOf = ({ values }: Axis): Range => [at(values, 0), at(values, values.length - 1)];

/** The region above an envelope, within ranges of mass and mixing. */
function above(envelope: Envelope, masses: Range, [bottom, top]: Range, step: number): Outline {
  const lines: Point[][] = [];
  const rings: Point[][] = [];
  let edge: Point[] = [];
  const close = () => {
    const [first, last] = [edge[0], edge.at(-1)];
    if (first && last) {
      // The outline goes straight up at both ends of a range of masses, unless the range ends with the plane.
      const left: Point[] = isBeyond(first[0], masses[0]) && first[1] < top ? [[first[0], top]] : [];
      const right: Point[] = isBeyond(masses[1], last[0]) && last[1] < top ? [[last[0], top]] : [];
      lines.push(...insideOf([...left, ...edge, ...right], bottom));
      rings.push([...edge, [last[0], top], [first[0], top], first]);
    }
    edge = [];
  };
  for (const segment of envelope) {
    const points = clipped(segment, masses, [bottom, top], step);
    const [first] = points;
    if (first === undefined) continue;
    const last = edge.at(-1);
    // Above the plane there is no edge; a step to above the plane ends the range, too.
    if (last && last[0] !== first[0]) close();
    for (const point of points) {
      const before = edge.at(-1);
      if (before?.[0] !== point[0] || before[1] !== point[1]) edge.push(point);
    }
    if ((edge.at(-1)?.[1] ?? bottom) >= top) close();
  }
  close();
  return { lines, rings };
}

/** The part of a segment that excludes part of the plane, raised to the plane's lower border; empty where the segment lies above. */
function clipped(
  { from, to }: EnvelopeSegment,
  [low, high]: Range,
  [bottom, top]: Range,
  step: number,
): Point[] {
  const mixingAt = (mass: number) =>
    from[1] * (to[1] / from[1]) ** (Math.log(mass / from[0]) / Math.log(to[0] / from[0]));
  const massAt = (mixing: number) =>
    from[0] * (to[0] / from[0]) ** (Math.log(mixing / from[1]) / Math.log(to[1] / from[1]));
  const [start, end] = [Math.max(from[0], low), Math.min(to[0], high)];
  if (!(start < end)) return [];
  const pieces = Math.max(
    1,
    Math.ceil(Math.log(end / start) / step),
    Math.ceil(Math.abs(Math.log(mixingAt(end) / mixingAt(start))) / step),
  );
  const spread = Array.from({ length: pieces - 1 }, (_, i) => start * (end / start) ** ((i + 1) / pieces));
  const isWithin = ([mass]: Point) => mass > start && mass < end;
  const crossings = [bottom, top].map((mixing): Point => [massAt(mixing), mixing]).filter(isWithin);
  const points = [start, ...spread, end].map((mass): Point => [mass, mixingAt(mass)]);
  return [...points, ...crossings]
    .sort((a, b) => a[0] - b[0])
    .flatMap(([mass, mixing]): Point[] => (mixing > top ? [] : [[mass, Math.max(mixing, bottom)]]));
}

/** The parts of a line that do not run along the lower border of the plane. */
function insideOf(line: readonly Point[], bottom: number): Point[][] {
  const parts: Point[][] = [[]];
  line.forEach((point, i) => {
    const runsAlong = point[1] <= bottom && (line[i - 1]?.[1] ?? Number.POSITIVE_INFINITY) <= bottom;
    if (runsAlong) parts.push([point]);
    else parts.at(-1)?.push(point);
  });
  return parts.filter((part) => part.length > 1);
}

/** Ranges of masses for which an envelope lies below one mixing. */
function stripsAbove(envelope: Envelope, masses: Range, mixing: number): Range[] {
  const strips: [number, number][] = [];
  for (const segment of envelope) {
    const points = clipped(segment, masses, [mixing, mixing], Number.POSITIVE_INFINITY);
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last || first[0] === last[0]) continue;
    const before = strips.at(-1);
    if (before && before[1] === first[0]) before[1] = last[0];
    else strips.push([first[0], last[0]]);
  }
  return strips;
}

/** Strips of one axis over the full range of the other: rectangles, and lines where a strip ends before the axis does. */
function outlineOf(strips: readonly Range[], [low, high]: Range, [bottom, top]: Range): Outline {
  const lines = strips
    .flatMap(([from, to]) => [...(isBeyond(from, low) ? [from] : []), ...(isBeyond(high, to) ? [to] : [])])
    .map((position): Point[] => [
      [position, bottom],
      [position, top],
    ]);
  const rings = strips.map(([from, to]): Point[] => [
    [from, bottom],
    [to, bottom],
    [to, top],
    [from, top],
    [from, bottom],
  ]);
  return { lines, rings };
}

/** Share of a plane's area within rings that do not overlap. */
function shareOf(rings: readonly (readonly Point[])[], x: Axis, y: Axis): number {
  const [px, py] = [positionOn(x), positionOn(y)];
  const extent = (axis: Axis, position: (value: number) => number) => {
    const [low, high] = rangeOf(axis);
    return position(high) - position(low);
  };
  const area = rings.reduce(
    (sum, ring) => sum + Math.abs(signedArea(ring.map(([u, v]) => [px(u), py(v)]))),
    0,
  );
  const share = area / (extent(x, px) * extent(y, py));
  return share > 1 - ROUNDING ? 1 : share;
}
