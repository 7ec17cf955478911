/** Straightening of steep contours: between grid lines a contour follows its crossings of those lines where they are more accurate than the interpolated values. */
import { at } from '../at.js';
import type { IndexPoint } from './marchingSquares.js';
import type { Crossing } from './scaledPlane.js';
import { type FollowedLevel, RESOLVED_WIDTH, type Track, type Tracks } from './tracks.js';

/** A function that moves a point, in fractional grid indices [u along x, v along y]. */
export type Alignment = (point: IndexPoint) => IndexPoint;

/**
 * Where values rise steeply from one column of the grid to the next, or a narrow valley is displaced between them, interpolation
 * across columns makes a contour wavy, although its crossings of the columns themselves are accurate. There the contour is moved
 * onto the smooth line through its crossings of consecutive columns, provided that these columns are crossed in the same way. The
 * same is done along rows, for points that were not moved between columns. Where the contour turns along the columns, as an
 * ellipse does at its end, no smooth line leads through the crossings, but there the values are smooth. To decide between line and
 * values, a column is left out and predicted by both. Nothing moves on the grid lines themselves, so the contour stays connected.
 */
export function alignToCrossings({ refined, columns, rows }: FollowedLevel): Alignment {
  const acrossColumns = moveAlong(columns, refined.factor);
  const acrossRows = moveAlong(rows, refined.factor);
  return ([u, v]) => {
    const alongColumn = acrossColumns(u, v);
    if (alongColumn !== undefined) return [u, alongColumn];
    return [acrossRows(v, u) ?? u, v];
  };
}

/** A function that moves a point along its column, given the index across and along; undefined where the point stays. */
function moveAlong(
  { tracks, fineCrossings }: Tracks,
  factor: number,
): (across: number, along: number) => number | undefined {
  const movedIn = (gap: number, across: number, along: number) => {
    const near = tracks.filter(({ first, places }) => first <= gap && gap < first + places.length - 1);
    if (near.length === 0) return undefined;
    const crossings = between(fineCrossings, across * factor);
    const distance = ({ n }: Track) => Math.abs((crossings[n] ?? Number.POSITIVE_INFINITY) - along);
    const track = near.reduce((best, other) => (distance(other) < distance(best) ? other : best));
    return isLineBetter(track, gap - track.first) ? track : undefined;
  };
  return (across, along) => {
    const gap = Math.floor(across);
    // A column belongs to both of its gaps.
    if (Number.isInteger(across))
      return movedIn(gap, across, along) || movedIn(gap - 1, across, along) ? along : undefined;
    return movedIn(gap, across, along)?.line(across);
  };
}

/** Where the interpolated values cross the level at a fractional column of the refined plane. */
function between(fineCrossings: readonly (readonly Crossing[])[], column: number): number[] {
  const whole = Math.floor(column);
  const low = at(fineCrossings, whole);
  // The last column has none beyond it.
  const high = fineCrossings[whole + 1] ?? low;
  return low.map(
    (crossing, n) => crossing.at + (column - whole) * ((high[n]?.at ?? crossing.at) - crossing.at),
  );
}

/** Whether the line through the crossings describes a gap better than the values do; false where that cannot be tested. */
function isLineBetter({ places, widths, isUnbroken, lineErrors, valueErrors }: Track, gap: number): boolean {
  const shift = Math.abs(at(places, gap + 1) - at(places, gap));
  // Where the valleys of two columns do not overlap, or are barely resolved, they may not belong together.
  const isKnown = Math.min(...widths.subarray(gap, gap + 2)) >= Math.max(shift, RESOLVED_WIDTH);
  if (!isUnbroken[gap] || !isKnown) return false;
  const [ofLine = [], ofValues = []] = [lineErrors, valueErrors].map((errors) =>
    errors.slice(gap, gap + 2).filter((error) => error !== undefined),
  );
  return ofLine.length > 0 && ofValues.length > 0 && Math.max(...ofLine) < Math.max(...ofValues);
}
