/** How a contour runs from column to column of a grid: its crossings of the columns, joined, and how far they can be trusted. */
import { interpolateLine, refineLine } from './interpolate.js';
import {
  type Crossing,
  columnOf,
  crossingsOf,
  predictColumn,
  type RefinedPlane,
  type ScaledPlane,
  transpose,
} from './scaledPlane.js';

/** Width of a valley along its column, in steps, from which on its place is known from them. */
export const RESOLVED_WIDTH = 1.25;

/** The crossings of consecutive columns that belong together: the n-th of each, where all have as many in the same senses. */
export interface Track {
  /** Which crossing of its columns it is, from below. */
  readonly n: number;
  /** Index of the first column. */
  readonly first: number;
  /** Fractional index of the crossing in each column. */
  readonly at: Float64Array;
  /**
   * Width of the narrowest valley or ridge beside each crossing along its column, in steps of the grid; infinite where there is
   * none. It is the distance between its two crossings, as it would be if Delta chi2 were 0 in the valley: one that hardly
   * reaches the level is not narrow for that.
   */
  readonly widths: Float64Array;
  /** Smooth line through the crossings: from the index across to the index along, between the first column and the last. */
  readonly line: (index: number) => number;
  /** How far from the level the values are where the line through the other crossings would put each; undefined at both ends. */
  readonly lineErrors: readonly (number | undefined)[];
  /** How far from the level the values of the other columns would be at each; undefined where a neighbour is missing. */
  readonly valueErrors: readonly (number | undefined)[];
  /** By how many steps of the grid the line through the other crossings misses each; undefined at both ends. */
  readonly placeErrors: readonly (number | undefined)[];
  /** By how many steps line and interpolated values differ in the middle of each gap; undefined where these are broken. */
  readonly gapErrors: readonly (number | undefined)[];
  /** Of each gap between two columns whether the contour of the interpolated values leads through it. */
  readonly isUnbroken: readonly boolean[];
}

/** The tracks of a plane, and where the interpolated values cross the level: of each column of the refined plane. */
export interface Tracks {
  readonly tracks: readonly Track[];
  readonly fineCrossings: readonly (readonly Crossing[])[];
}

/** A level in a plane, followed from column to column and from row to row. */
export interface FollowedLevel {
  readonly refined: RefinedPlane;
  readonly columns: Tracks;
  /** Of the plane with its axes exchanged. */
  readonly rows: Tracks;
}

/** Follows a level through a plane in both directions. */
export function followLevel(refined: RefinedPlane, level: number): FollowedLevel {
  return {
    refined,
    columns: followColumns(refined, level),
    rows: followColumns(transpose(refined), level),
  };
}

function followColumns({ plane, fine, factor }: RefinedPlane, level: number): Tracks {
  const { x } = plane;
  const width = (x.length - 1) * factor + 1;
  const fineCrossings = Array.from({ length: width }, (_, k) =>
    crossingsOf(columnOf(fine, width, k), level, factor),
  );
  const columns = Array.from(x, (_, i) => fineCrossings[i * factor] ?? []);
  const tracks: Track[] = [];
  for (let start = 0, end = 1; start < x.length; start = end, end++) {
    while (end < x.length && areAlike(columns[start], columns[end])) end++;
    const gaps = Array.from({ length: end - 1 - start }, (_, i) => {
      const within = fineCrossings.slice((start + i) * factor, (start + i + 1) * factor + 1);
      return within.every((crossings, k) => k === 0 || areConnected(within[k - 1], crossings));
    });
    const run = columns.slice(start, end);
    for (const n of run[0]?.keys() ?? []) {
      const track = trackOf(plane, run, start, n, gaps, level, factor);
      tracks.push({ ...track, gapErrors: gapErrorsOf(track, fineCrossings, factor) });
    }
  }
  return { tracks, fineCrossings };
}

/** Whether two columns are crossed as often and in the same senses. */
function areAlike(one: readonly Crossing[] = [], other: readonly Crossing[] = []): boolean {
  // Senses alternate, unless a value is missing in between.
  return one.length === other.length && one.every((crossing, n) => crossing.isRising === other[n]?.isRising);
}

/** Whether marching squares join each crossing of a column with its like in the next: none is passed by another one. */
function areConnected(one: readonly Crossing[] = [], other: readonly Crossing[] = []): boolean {
  return (
    areAlike(one, other) &&
    one.every(
      (_, n) =>
        (one[n - 1]?.at ?? Number.NEGATIVE_INFINITY) < (other[n]?.at ?? Number.NaN) &&
        (other[n]?.at ?? Number.NaN) < (one[n + 1]?.at ?? Number.POSITIVE_INFINITY),
    )
  );
}

function trackOf(
  plane: ScaledPlane,
  run: readonly (readonly Crossing[])[],
  first: number,
  n: number,
  isUnbroken: readonly boolean[],
  level: number,
  factor: number,
): Omit<Track, 'gapErrors'> {
  const at = Float64Array.from(run, (crossings) => crossings[n]?.at ?? Number.NaN);
  const positions = plane.x.slice(first, first + run.length);
  const line = interpolateLine(positions, at);
  const columns = run.map((_, k) => columnOf(plane.values, plane.x.length, first + k));
  const widths = columns.map((column, k) => {
    const fine = refineLine(plane.y, column, factor);
    const widthBetween = (low: number) =>
      widthOf(fine, factor, level, run[k]?.[low]?.at, run[k]?.[low + 1]?.at);
    return Math.min(widthBetween(n - 1), widthBetween(n));
  });
  const places = columns.map((_, k) => placeByOthers(positions, at, k));
  return {
    n,
    first,
    at,
    widths: Float64Array.from(widths),
    line: (index) => line(index - first),
    lineErrors: columns.map((column, k) => {
      const place = places[k];
      return place === undefined ? undefined : distanceFrom(level, plane.y, column, place, factor);
    }),
    placeErrors: places.map((place, k) =>
      place === undefined ? undefined : Math.abs(place - (at[k] ?? Number.NaN)),
    ),
    valueErrors: columns.map((_, k) =>
      distanceFrom(level, plane.y, predictColumn(plane, first + k), at[k] ?? Number.NaN, factor),
    ),
    isUnbroken,
  };
}

function gapErrorsOf(
  { first, n, line, isUnbroken }: Omit<Track, 'gapErrors'>,
  fineCrossings: readonly (readonly Crossing[])[],
  factor: number,
): (number | undefined)[] {
  const middle = factor >> 1;
  return isUnbroken.map((isWhole, gap) => {
    const here = fineCrossings[(first + gap) * factor + middle]?.[n];
    return isWhole && here ? Math.abs(here.at - line(first + gap + middle / factor)) : undefined;
  });
}

/** Width of what lies between two crossings of a refined column; infinite where one of them is not there. */
function widthOf(
  fine: Float64Array,
  factor: number,
  level: number,
  from: number | undefined,
  to: number | undefined,
): number {
  if (from === undefined || to === undefined) return Number.POSITIVE_INFINITY;
  const between = fine.subarray(Math.ceil(from * factor), Math.floor(to * factor) + 1);
  // Delta chi2 is parabolic near its minimum, and contourScale is near its root.
  const depth = (value: number) => Math.sinh(Math.max(0, value)) ** 2;
  const ratios = Array.from(between, (value) =>
    value < level ? depth(value) / depth(level) : depth(level) / depth(value),
  );
  return (to - from) / Math.sqrt(1 - Math.min(0.99, ...ratios));
}

/** Where the line through the other crossings would put crossing k; undefined at the ends. */
function placeByOthers(positions: Float64Array, at: Float64Array, k: number): number | undefined {
  if (k === 0 || k === at.length - 1) return undefined;
  const others = (list: Float64Array) => list.filter((_, n) => n !== k);
  const [before = 0, here = 0, after = 0] = positions.subarray(k - 1, k + 2);
  return interpolateLine(others(positions), others(at))(k - 1 + (here - before) / (after - before));
}

/** How far from the level a column is at a fractional index; undefined beyond its ends and where its values are missing. */
function distanceFrom(
  level: number,
  y: Float64Array,
  column: Float64Array,
  index: number,
  factor: number,
): number | undefined {
  const start = Math.floor(index);
  if (start < 0 || start > column.length - 1) return undefined;
  const fine = refineLine(y, column, factor);
  const k = Math.min(Math.floor(index * factor), fine.length - 2);
  const [low = Number.NaN, high = Number.NaN] = fine.subarray(k, k + 2);
  const distance = Math.abs(low + (index * factor - k) * (high - low) - level);
  return Number.isNaN(distance) ? undefined : distance;
}
