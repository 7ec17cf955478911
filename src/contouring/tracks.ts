/** How a contour runs from column to column of a grid: its crossings of the columns, joined, and how far they can be trusted. */
import { at } from '../at.js';
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

/** Width of a valley along its column, in steps, from which on the grid points determine its place. */
export const RESOLVED_WIDTH = 1.25;

/** The n-th crossing of each of some consecutive columns, all of which have the same number of crossings in the same directions. */
export interface Track {
  /** Which crossing of its columns it is, counted from below. */
  readonly n: number;
  /** Index of the first column. */
  readonly first: number;
  /** Fractional index of the crossing in each column. */
  readonly places: Float64Array;
  /**
   * Width of the narrowest valley or ridge beside each crossing along its column, in steps of the grid; infinite where there is
   * none. It is the distance between the two crossings, rescaled to what it would be if Delta chi2 were 0 in the valley: a valley
   * that barely reaches below the level does not count as narrow.
   */
  readonly widths: Float64Array;
  /** Smooth line through the crossings: from the column index to the index along the column, between the first and the last column. */
  readonly line: (index: number) => number;
  /** How far the values are from the level at the place where the line through the other crossings puts each one; undefined at both ends. */
  readonly lineErrors: readonly (number | undefined)[];
  /** How far from the level the values interpolated from the other columns are at each crossing; undefined where a neighbour is missing. */
  readonly valueErrors: readonly (number | undefined)[];
  /** By how many grid steps the line through the other crossings misses each crossing; undefined at both ends. */
  readonly placeErrors: readonly (number | undefined)[];
  /** By how many grid steps line and interpolated values differ in the middle of each gap; undefined where the gap is broken. */
  readonly gapErrors: readonly (number | undefined)[];
  /** For each gap between two columns, whether the contour of the interpolated values leads through it. */
  readonly isUnbroken: readonly boolean[];
}

/** The tracks of a plane, and the crossings of the interpolated values with the level in each column of the refined plane. */
export interface Tracks {
  readonly tracks: readonly Track[];
  readonly fineCrossings: readonly (readonly Crossing[])[];
}

/** A level in a plane, followed from column to column and from row to row. */
export interface FollowedLevel {
  readonly refined: RefinedPlane;
  readonly columns: Tracks;
  /** The tracks of the plane with its axes exchanged. */
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
  const columns = Array.from(x, (_, i) => at(fineCrossings, i * factor));
  const tracks: Track[] = [];
  for (let start = 0, end = 1; start < x.length; start = end, end++) {
    while (end < x.length && areAlike(at(columns, start), at(columns, end))) end++;
    const gaps = Array.from({ length: end - 1 - start }, (_, i) => {
      const within = fineCrossings.slice((start + i) * factor, (start + i + 1) * factor + 1);
      return within.every((crossings, k) => k === 0 || areConnected(at(within, k - 1), crossings));
    });
    const run = columns.slice(start, end);
    for (const n of at(run, 0).keys()) {
      const track = trackOf(plane, run, start, n, gaps, level, factor);
      tracks.push({ ...track, gapErrors: gapErrorsOf(track, fineCrossings, factor) });
    }
  }
  return { tracks, fineCrossings };
}

/** Whether two columns are crossed the same number of times and in the same directions. */
function areAlike(one: readonly Crossing[], other: readonly Crossing[]): boolean {
  // Directions alternate, unless a value is missing in between.
  return one.length === other.length && one.every((crossing, n) => crossing.isRising === other[n]?.isRising);
}

/** Whether marching squares join each crossing of a column with its counterpart in the next, because none passes another. */
function areConnected(one: readonly Crossing[], other: readonly Crossing[]): boolean {
  return (
    areAlike(one, other) &&
    one.every(
      (_, n) =>
        (one[n - 1]?.at ?? Number.NEGATIVE_INFINITY) < at(other, n).at &&
        at(other, n).at < (one[n + 1]?.at ?? Number.POSITIVE_INFINITY),
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
  const places = Float64Array.from(run, (crossings) => at(crossings, n).at);
  const positions = plane.x.slice(first, first + run.length);
  const line = interpolateLine(positions, places);
  const columns = run.map((_, k) => columnOf(plane.values, plane.x.length, first + k));
  const widths = columns.map((column, k) => {
    const fine = refineLine(plane.y, column, factor);
    const widthBetween = (low: number) =>
      widthOf(fine, factor, level, run[k]?.[low]?.at, run[k]?.[low + 1]?.at);
    return Math.min(widthBetween(n - 1), widthBetween(n));
  });
  const predicted = columns.map((_, k) => placeByOthers(positions, places, k));
  return {
    n,
    first,
    places,
    widths: Float64Array.from(widths),
    line: (index) => line(index - first),
    lineErrors: columns.map((column, k) => {
      const place = predicted[k];
      return place === undefined ? undefined : distanceFrom(level, plane.y, column, place, factor);
    }),
    placeErrors: predicted.map((place, k) =>
      place === undefined ? undefined : Math.abs(place - at(places, k)),
    ),
    valueErrors: columns.map((_, k) =>
      distanceFrom(level, plane.y, predictColumn(plane, first + k), at(places, k), factor),
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

/** Width of the valley or ridge between two crossings of a refined column; infinite where one of them is missing. */
function widthOf(
  fine: Float64Array,
  factor: number,
  level: number,
  from: number | undefined,
  to: number | undefined,
): number {
  if (from === undefined || to === undefined) return Number.POSITIVE_INFINITY;
  const between = fine.subarray(Math.ceil(from * factor), Math.floor(to * factor) + 1);
  // Delta chi2 is parabolic near its minimum; sinh^2 inverts contourScale.
  const depth = (value: number) => Math.sinh(Math.max(0, value)) ** 2;
  const ratios = Array.from(between, (value) =>
    value < level ? depth(value) / depth(level) : depth(level) / depth(value),
  );
  return (to - from) / Math.sqrt(1 - Math.min(0.99, ...ratios));
}

/** Where the line through the other crossings would put crossing k; undefined at the ends. */
function placeByOthers(positions: Float64Array, places: Float64Array, k: number): number | undefined {
  if (k === 0 || k === places.length - 1) return undefined;
  const others = (list: Float64Array) => list.filter((_, n) => n !== k);
  const [before, here, after] = [at(positions, k - 1), at(positions, k), at(positions, k + 1)];
  return interpolateLine(others(positions), others(places))(k - 1 + (here - before) / (after - before));
}

/** How far the values of a column are from the level at a fractional index; undefined beyond its ends and where values are missing. */
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
