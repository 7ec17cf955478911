/** How much of one region lies in another: areas between contours, column by column. */

import { at } from '../at.js';
import type { Contour, DeltaPlane, Point } from '../contouring/contour.js';
import { scaledPositions } from '../contouring/interpolate.js';
import { positionOn } from '../contouring/scaledPlane.js';
import { hasCell } from '../planes/missing.js';
import type { Axis } from '../tiles/axes.js';

/** A region of a plane, on one side of a contour. */
export interface Region {
  readonly plane: DeltaPlane;
  readonly contour: Pick<Contour, 'lines' | 'regions'>;
}

/** The share of an area that other limits exclude (limitRegion.ts), and the share that neither they nor the other region exclude. */
export interface BeyondLimits {
  readonly limitsShare: number;
  readonly leftShare: number;
}

/** A region's area, and how much of it lies in another region. */
export interface Overlap {
  /** On the axes' scales (log-log: products of natural logarithms), without the cells that are missing in the other plane. */
  readonly area: number;
  /** Share of the area that lies in the other region; 0 where there is no area. */
  readonly excludedShare: number;
  /** Undefined without other limits; both shares are 0 where there is no area. */
  readonly beyondLimits: BeyondLimits | undefined;
  /** Whether the region touches the border of the plane or missing values, or contains |U|^2 = 0: its area then depends on the ranges of the axes. */
  readonly isOpen: boolean;
}

/** Number of columns into which a step of the grid is cut. */
const FINENESS = 16;

/** Relative rounding error of sums of lengths. */
const ROUNDING = 1e-12;

/** A piece of a column, from bottom to top. */
type Interval = readonly [from: number, to: number];

/**
 * Area of a preferred region, with the shares of it that an excluded region in the same axes covers and that other limits exclude.
 * `level` is the Delta chi2 of the preferred region's contour.
 */
export function overlap(
  preferred: Region,
  exclusion: Region,
  level: number,
  limits?: Pick<Contour, 'regions'>,
): Overlap {
  const { x, y } = preferred.plane;
  const columns = columnsOf(x);
  const inPreferred = intervalsOf(preferred.contour, { x, y }, columns);
  const inExclusion = intervalsOf(exclusion.contour, { x, y }, columns);
  const limited = limits && intervalsOf(limits, { x, y }, columns);
  let [area, excluded, beyond, both] = [0, 0, 0, 0];
  for (const [k, { width, cell }] of columns.entries()) {
    const counted = intersect(at(inPreferred, k), cellsOf(exclusion.plane, cell));
    const byExclusion = intersect(counted, at(inExclusion, k));
    const byLimits = limited === undefined ? [] : intersect(counted, at(limited, k));
    area += width * lengthOf(counted);
    excluded += width * lengthOf(byExclusion);
    beyond += width * lengthOf(byLimits);
    both += width * lengthOf(intersect(byExclusion, byLimits));
  }
  const share = (part: number) => (area > 0 ? Math.min(1, Math.max(0, part / area)) : 0);
  const left = area - excluded - beyond + both;
  // A tiny difference of sums is only rounding.
  const leftShare = left < ROUNDING * area ? 0 : share(left);
  return {
    area,
    excludedShare: area > 0 ? excluded / area : 0,
    beyondLimits: limits && { limitsShare: share(beyond), leftShare },
    isOpen: preferred.plane.backgroundDelta < level || !isClosed(preferred.contour),
  };
}

/** Share of a region's area that another region covers; undefined where the area is 0. */
export function shareWithin({ plane, contour }: Region, other: Pick<Contour, 'regions'>): number | undefined {
  const columns = columnsOf(plane.x);
  const covered = intervalsOf(contour, plane, columns);
  const covering = intervalsOf(other, plane, columns);
  const sum = (pieces: (k: number) => readonly Interval[]) =>
    columns.reduce((total, { width }, k) => total + width * lengthOf(pieces(k)), 0);
  const area = sum((k) => at(covered, k));
  return area > 0 ? sum((k) => intersect(at(covered, k), at(covering, k))) / area : undefined;
}

/** Whether every ring is a contour along its whole length. */
function isClosed({ lines, regions }: Region['contour']): boolean {
  const closed = lines.filter((line) => String(line[0]) === String(line.at(-1)));
  return closed.length === lines.length && lines.length === regions.flat().length;
}

/** A column of the plane: its position, its width, and the step of the axis that it lies in. */
interface Column {
  readonly at: number;
  readonly width: number;
  readonly cell: number;
}

function columnsOf(x: Axis): Column[] {
  const positions = scaledPositions(x);
  return Array.from({ length: (positions.length - 1) * FINENESS }, (_, k) => {
    const cell = Math.floor(k / FINENESS);
    const [low, high] = [at(positions, cell), at(positions, cell + 1)];
    const width = (high - low) / FINENESS;
    // In the middle, so that no vertex of a contour lies on it.
    return { at: low + width * (k - cell * FINENESS + 0.5), width, cell };
  });
}

/** The pieces of each column that lie in a region. */
function intervalsOf(
  contour: Pick<Contour, 'regions'>,
  axes: Pick<DeltaPlane, 'x' | 'y'>,
  columns: readonly Column[],
): Interval[][] {
  const [x, y] = [positionOn(axes.x), positionOn(axes.y)];
  const crossings: number[][] = columns.map(() => []);
  for (const ring of contour.regions.flat()) {
    const points = ring.map(([u, v]): Point => [x(u), y(v)]);
    points.slice(1).forEach((to, k) => {
      const from = at(points, k);
      const [[u0, v0], [u1, v1]] = from[0] < to[0] ? [from, to] : [to, from];
      for (let c = firstBeyond(columns, u0); c < columns.length; c++) {
        const u = at(columns, c).at;
        if (!(u < u1)) break;
        at(crossings, c).push(v0 + ((u - u0) / (u1 - u0)) * (v1 - v0));
      }
    });
  }
  return crossings.map((values) => {
    const sorted = values.sort((a, b) => a - b);
    return sorted.flatMap((from, k): Interval[] => (k % 2 === 0 ? [[from, sorted[k + 1] ?? from]] : []));
  });
}

/** Index of the first column at or beyond a position. */
function firstBeyond(columns: readonly Column[], position: number): number {
  let [low, high] = [0, columns.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(columns, middle).at < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The pieces of a step of the x axis on which a plane has values. */
function cellsOf(plane: DeltaPlane, cell: number): Interval[] {
  const y = scaledPositions(plane.y);
  const pieces: [number, number][] = [];
  for (let j = 0; j + 1 < y.length; j++) {
    if (!hasCell(plane, cell, j)) continue;
    const [low, high] = [at(y, j), at(y, j + 1)];
    const last = pieces.at(-1);
    if (last && last[1] === low) last[1] = high;
    else pieces.push([low, high]);
  }
  return pieces;
}

function intersect(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  return some.flatMap(([from, to]) =>
    others.flatMap(([low, high]): Interval[] => {
      const both: Interval = [Math.max(from, low), Math.min(to, high)];
      return both[0] < both[1] ? [both] : [];
    }),
  );
}

const lengthOf = (intervals: readonly Interval[]) =>
  intervals.reduce((sum, [from, to]) => sum + to - from, 0);
