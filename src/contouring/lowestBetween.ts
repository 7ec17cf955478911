/** How far below the grid points of a plane Delta chi2 may sink between them. */
import { at } from '../at.js';
import type { ScaledPlane } from './scaledPlane.js';

/** How far the minimum may lie below the least grid point, in units of the level: in all, and by what lies between the points of each axis. */
export interface Lowering {
  readonly lowering: number;
  readonly along: { readonly x: number; readonly y: number };
}

/**
 * The share of what is lost without the least grid point by which that may lie above the minimum. For a parabola a t^2, t in steps, a point at
 * |t| <= 1/2 lies a t^2 above, and a (1 - 2 |t|) is lost: a third of that is no less than a t^2 as long as |t| <= 1/3, and twice as much in the mean.
 */
const SHARE = 1 / 3;

/**
 * The least grid point lies above the minimum by as much as the square of a step; without every second column, so that it is left out, the
 * least of the others lies higher by six times as much in the mean. The same holds for rows. Where the minimum is that of the background
 * (0 at no point), nothing is lower. Values are on contourScale, and missing ones NaN.
 */
export function lowestBetween({ x, values }: Pick<ScaledPlane, 'x' | 'values'>): Lowering {
  const nx = x.length;
  let least = -1;
  values.forEach((value, k) => {
    if (value < (values[least] ?? Number.POSITIVE_INFINITY)) least = k;
  });
  if (least < 0 || at(values, least) > 0) return { lowering: 0, along: { x: 0, y: 0 } };
  const lossWithout = (lineOf: (k: number) => number) => {
    const parity = lineOf(least) % 2;
    const left = values.filter((value, k) => !Number.isNaN(value) && lineOf(k) % 2 !== parity);
    const next = left.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    return Number.isFinite(next) ? Math.sinh(next) ** 2 : 0;
  };
  const along = {
    x: SHARE * lossWithout((k) => k % nx),
    y: SHARE * lossWithout((k) => Math.floor(k / nx)),
  };
  return { lowering: along.x + along.y, along };
}
