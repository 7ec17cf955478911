/** The upper limit on one parameter: where Delta chi2 along a line rises above the level for good. */
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

/** Parts into which a step of the axis is cut: linear interpolation within one is exact to 1e-4 of a step. */
const PARTS = 64;

/**
 * The value of an axis above which Delta chi2 (shape [n], counted from its minimum over the axis and the background)
 * stays above the level: its last upward crossing. The interpolation is that of contours. Missing values are NaN.
 */
export function upperLimit(axis: Axis, delta: ArrayLike<number>, level: number): UpperLimit {
  const scaled = Float64Array.from(delta, (d) => contourScale(d, level));
  const target = contourScale(level, level);
  const fine = refineLine(scaledPositions(axis), scaled, PARTS);
  if (at(fine, fine.length - 1) < target) return { kind: 'above' };
  const last = fine.findLastIndex((t) => !(t >= target));
  if (last < 0) return { kind: 'below' };
  if (Number.isNaN(fine[last])) return { kind: 'unknown' };
  const [low, high] = [at(fine, last), at(fine, last + 1)];
  return { kind: 'limit', value: valueAtIndex(axis, (last + (target - low) / (high - low)) / PARTS) };
}
