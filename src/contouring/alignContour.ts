/** Straightening of steep contours: between grid lines a contour follows its crossings of the grid lines, where they tell more than values do. */
import type { IndexPoint } from './marchingSquares.js';
import type { Crossing } from './scaledPlane.js';
import { type FollowedLevel, RESOLVED_WIDTH, type Track, type Tracks } from './tracks.js';

/** A function that moves a point, in fractional grid indices [u along x, v along y]. */
export type Alignment = (point: IndexPoint) => IndexPoint;

/**
 * Where values rise manyfold from one column of the grid to the next, or a narrow valley is displaced, their interpolation
 * across columns makes a contour wavy, though its crossings of the columns themselves are good. So between columns that are
 * crossed alike the contour is moved onto the smooth line through its crossings of the columns; and likewise for rows, where
 * it is not moved between columns. Not so where the contour turns along the columns, as an ellipse does at its end: there no
 * smooth line leads through the crossings, and the values are smooth. Which of the two is better is told by what each would
 * say of a column that is left out. At the grid lines nothing moves, so that all stays connected.
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

/** A function that moves a point along its column, given the index across and along; undefined where it is to be left. */
function moveAlong(
  { tracks, fineCrossings }: Tracks,
  factor: number,
): (across: number, along: number) => number | undefined {
  const movedIn = (gap: number, across: number, along: number) => {
    const near = tracks.filter(({ first, at }) => first <= gap && gap < first + at.length - 1);
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
  const [low = [], high = low] = fineCrossings.slice(Math.floor(column), Math.floor(column) + 2);
  const t = column - Math.floor(column);
  return low.map(({ at }, n) => at + t * ((high[n]?.at ?? at) - at));
}

/** Whether the line through the crossings tells more of a gap than the values do. What cannot be tested is left as it is. */
function isLineBetter({ at, widths, isUnbroken, lineErrors, valueErrors }: Track, gap: number): boolean {
  const shift = Math.abs((at[gap + 1] ?? Number.NaN) - (at[gap] ?? Number.NaN));
  // Where the valleys of two columns do not overlap, or are hardly known, it is by chance if one leads into the other.
  const isKnown = Math.min(...widths.subarray(gap, gap + 2)) >= Math.max(shift, RESOLVED_WIDTH);
  if (!isUnbroken[gap] || !isKnown) return false;
  const [ofLine = [], ofValues = []] = [lineErrors, valueErrors].map((errors) =>
    errors.slice(gap, gap + 2).filter((error) => error !== undefined),
  );
  return ofLine.length > 0 && ofValues.length > 0 && Math.max(...ofLine) < Math.max(...ofValues);
}
