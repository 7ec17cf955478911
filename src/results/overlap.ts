/** How much of one region lies in another: areas between contours, column by column. */

import type { Contour, DeltaPlane, Point } from '../contouring/contour.js';
import { scaledPositions } from '../contouring/interpolate.js';
import { positionOn } from '../contouring/scaledPlane.js';
import type { Axis } from '../grid/axes.js';
import { hasCell } from '../planes/missing.js';

/** A region of a plane: what lies on one side of its contour. */
export interface Region {
  readonly plane: DeltaPlane;
  readonly contour: Pick<Contour, 'lines' | 'regions'>;
}

/** Shares of an area that other limits exclude (limits/limitRegion.ts), and that neither they nor the other region exclude. */
export interface BeyondLimits {
  readonly limitsShare: number;
  readonly leftShare: number;
}

/** A region's area, and how much of it lies in another one. */
export interface Overlap {
  /** In the axes' own scales (log-log: products of natural logarithms), without what is missing in the other plane. */
  readonly area: number;
  /** Share of the area that lies in the other region; 0 where there is no area. */
  readonly excludedShare: number;
  /** Where there are other limits; both shares are 0 where there is no area. */
  readonly beyondLimits: BeyondLimits | undefined;
  /** Whether the region touches the border of the plane or missing values, or holds |U|^2 = 0: then its area depends on the ranges. */
  readonly isOpen: boolean;
}

/** Columns into which a step of the grid is cut. */
const FINENESS = 16;

/** Rounding of sums of lengths, relative to them. */
const ROUNDING = 1e-12;

/** A piece of a column, from bottom to top. */
type Interval = readonly [from: number, to: number];

/**
 * Area of a preferred region, and how much of it an excluded region of the same axes covers, and what other limits exclude. Its
 * contour has the level `level`.
 */
export function overlap(
  preferred: Region,
  exclusion: Region,
  level: number,
  limits?: Pick<Contour, 'regions'>,
): Overlap {
  const { x, y } = preferred.plane;
  const columns = columnsOf(x);
  const own = intervalsOf(preferred.contour, { x, y }, columns);
  const other = intervalsOf(exclusion.contour, { x, y }, columns);
  const limited = limits && intervalsOf(limits, { x, y }, columns);
  let [area, excluded, beyond, both] = [0, 0, 0, 0];
  for (const [k, { width, cell }] of columns.entries()) {
    const counted = intersect(own[k] ?? [], cellsOf(exclusion.plane, cell));
    const [inOther, inLimits] = [other, limited].map((all) => intersect(counted, all?.[k] ?? []));
    area += width * lengthOf(counted);
    excluded += width * lengthOf(inOther ?? []);
    beyond += width * lengthOf(inLimits ?? []);
    both += width * lengthOf(intersect(inOther ?? [], inLimits ?? []));
  }
  const share = (part: number) => (area > 0 ? Math.min(1, Math.max(0, part / area)) : 0);
  const left = area - excluded - beyond + both;
  // What is left of differences of sums is rounding.
  const leftShare = left < ROUNDING * area ? 0 : share(left);
  return {
    area,
    excludedShare: area > 0 ? excluded / area : 0,
    beyondLimits: limits && { limitsShare: share(beyond), leftShare },
    isOpen: preferred.plane.backgroundDelta < level || !isClosed(preferred.contour),
  };
}

/** Share of a region's area that another one covers; undefined where it has none. */
export function shareWithin({ plane, contour }: Region, other: Pick<Contour, 'regions'>): number | undefined {
  const columns = columnsOf(plane.x);
  const [own, covering] = [contour, other].map((each) => intervalsOf(each, plane, columns));
  const sum = (pieces: (k: number) => readonly Interval[]) =>
    columns.reduce((total, { width }, k) => total + width * lengthOf(pieces(k)), 0);
  const area = sum((k) => own?.[k] ?? []);
  return area > 0 ? sum((k) => intersect(own?.[k] ?? [], covering?.[k] ?? [])) / area : undefined;
}

/** Whether every ring is contour all around. */
function isClosed({ lines, regions }: Region['contour']): boolean {
  const closed = lines.filter((line) => String(line[0]) === String(line.at(-1)));
  return closed.length === lines.length && lines.length === regions.flat().length;
}

/** A column of the plane: where it is, how wide, and in which step of the axis. */
interface Column {
  readonly at: number;
  readonly width: number;
  readonly cell: number;
}

function columnsOf(x: Axis): Column[] {
  const positions = scaledPositions(x);
  return Array.from({ length: (positions.length - 1) * FINENESS }, (_, k) => {
    const cell = Math.floor(k / FINENESS);
    const [low = 0, high = low] = positions.subarray(cell, cell + 2);
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
      const from = points[k] ?? to;
      const [[u0, v0], [u1, v1]] = from[0] < to[0] ? [from, to] : [to, from];
      for (let c = firstBeyond(columns, u0); c < columns.length; c++) {
        const at = columns[c]?.at ?? Number.NaN;
        if (!(at < u1)) break;
        crossings[c]?.push(v0 + ((at - u0) / (u1 - u0)) * (v1 - v0));
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
    if ((columns[middle]?.at ?? Number.NaN) < position) low = middle + 1;
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
    const [low = 0, high = low] = y.subarray(j, j + 2);
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
