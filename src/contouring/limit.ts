/** What Delta chi2 along a line allows of one parameter that cannot be negative: an upper limit, or an interval where 0 is excluded. */
import { at } from '../at.js';
import type { Axis } from '../tiles/axes.js';
import { contourScale } from './contour.js';
import { refineLine, scaledPositions, valueAtIndex } from './interpolate.js';

/** An upper limit, or why there is none within the axis. */
export type UpperLimit =
  | { readonly kind: 'limit'; readonly value: number }
  /** Even the smallest value is excluded: the limit lies below the axis. */
  | { readonly kind: 'below' }
  /** Not even the largest value is excluded: the limit lies above the axis. */
  | { readonly kind: 'above' }
  /** A value is missing where the limit may be. */
  | { readonly kind: 'unknown' };

/**
 * The lower end of what is allowed: 0 itself, or as for an upper limit. `below`: 0 is excluded, but not the smallest value of the axis. `unsettled`: 0 is
 * excluded, and Delta chi2 is least at the largest value of the axis. Beyond it chi2 may fall further; counted from there, the lower end would be higher.
 */
export type LowerLimit =
  | Exclude<UpperLimit, { readonly kind: 'above' }>
  | { readonly kind: 'zero' }
  | { readonly kind: 'unsettled' };

/** What is allowed: from `lower` to `upper`, apart from `gaps` stretches between them that are excluded. */
export interface AllowedInterval {
  readonly lower: LowerLimit;
  readonly upper: UpperLimit;
  readonly gaps: number;
}

/** Parts into which a step of the axis is cut: linear interpolation within one is exact to 1e-4 of a step. */
const PARTS = 64;

/** Delta chi2 along an axis between its points, on the scale of contours; and the value of the axis at which it reaches the level after point k. */
function fineLine(axis: Axis, delta: ArrayLike<number>, level: number) {
  const scaled = Float64Array.from(delta, (d) => contourScale(d, level));
  const target = contourScale(level, level);
  const fine = refineLine(scaledPositions(axis), scaled, PARTS);
  const crossingAfter = (k: number): number => {
    const [before, after] = [at(fine, k), at(fine, k + 1)];
    return valueAtIndex(axis, (k + (target - before) / (after - before)) / PARTS);
  };
  return { fine, target, crossingAfter };
}

/**
 * The value of an axis above which Delta chi2 (shape [n], counted from its minimum over the axis and the background)
 * stays above the level: its last upward crossing. The interpolation is that of contours. Missing values are NaN.
 */
export function upperLimit(axis: Axis, delta: ArrayLike<number>, level: number): UpperLimit {
  const { fine, target, crossingAfter } = fineLine(axis, delta, level);
  if (at(fine, fine.length - 1) < target) return { kind: 'above' };
  const last = fine.findLastIndex((t) => !(t >= target));
  if (last < 0) return { kind: 'below' };
  if (Number.isNaN(fine[last])) return { kind: 'unknown' };
  return { kind: 'limit', value: crossingAfter(last) };
}

/** The interval in which Delta chi2 (as in upperLimit) is at most the level; `zeroDelta` is Delta chi2 of the value 0. */
export function allowedInterval(
  axis: Axis,
  delta: ArrayLike<number>,
  zeroDelta: number,
  level: number,
): AllowedInterval {
  const { fine, target } = fineLine(axis, delta, level);
  const includesZero = zeroDelta <= level;
  // Stretches that are allowed; the first of them may go on down to 0. What is missing ends none, since nothing is known of it.
  let stretches = 0;
  let isInside = includesZero;
  if (includesZero) stretches = 1;
  for (const value of fine) {
    if (Number.isNaN(value)) continue;
    if (value < target && !isInside) stretches++;
    isInside = value < target;
  }
  return {
    lower: includesZero ? { kind: 'zero' } : lowerLimit(axis, delta, level),
    upper: upperLimit(axis, delta, level),
    gaps: Math.max(0, stretches - 1),
  };
}

/** The value below which Delta chi2 stays above the level, as 0 does: its first downward crossing. */
function lowerLimit(axis: Axis, delta: ArrayLike<number>, level: number): LowerLimit {
  const { fine, target, crossingAfter } = fineLine(axis, delta, level);
  const end = axis.values.length - 1;
  const atEnd = at(delta, end);
  if (Number.isFinite(atEnd) && Array.from(delta).every((d, k) => k === end || !(d <= atEnd)))
    return { kind: 'unsettled' };
  if (at(fine, 0) < target) return { kind: 'below' };
  const first = fine.findIndex((t) => !(t >= target));
  if (first < 0 || Number.isNaN(fine[first])) return { kind: 'unknown' };
  return { kind: 'limit', value: crossingAfter(first - 1) };
}
