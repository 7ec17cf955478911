/** The least chi2 of a grid, tile by tile: while tiles are written, or when they are read again. */

import type { Axis } from './axes.js';
import { unravel } from './block.js';
import type { Tile } from './tiles.js';
import { FILL_VALUES, isMissing } from './variables.js';

/** Values of the grid's axes at a point of it. */
export type GridPlace = Readonly<Record<string, number>>;

/** The best of the grid points, with the number of its tile: of equals the one in the first tile counts, and in it the first in C order. */
export interface FoundFit {
  readonly chi2: number;
  readonly at: GridPlace;
  readonly tile: number;
}

/** An end of an axis at which a minimum lies: what is beyond was not looked at. */
export interface AxisEnd {
  readonly axis: string;
  readonly end: 'lower' | 'upper';
}

/** The best fit of a grid: a grid point, or |U|^2 = 0, where the prediction is the background alone. */
export interface BestFit {
  readonly chi2: number;
  readonly at: GridPlace | 'background';
  /** Ends of axes at which the grid point lies, in the order of the axes; an axis of one value has none. */
  readonly on_edge: readonly AxisEnd[];
}

/** Rounding of a chi2 that is stored in single precision, relative to 1 or to itself. */
export const CHI2_ROUNDING = 1e-5;

/**
 * What a grid point's chi2 must lie below to be a better fit than the background: its chi2 less the rounding, for there may
 * be many points where the signal vanishes.
 */
export function backgroundBound(backgroundChi2: number): number {
  return backgroundChi2 - CHI2_ROUNDING * Math.max(1, Math.abs(backgroundChi2));
}

/** The best fit of some grid points, of which `found` is the best, and of the background. */
export function bestWithBackground(
  axes: readonly Axis[],
  found: Pick<FoundFit, 'chi2' | 'at'> | undefined,
  backgroundChi2: number,
): BestFit {
  if (!found || !(found.chi2 < backgroundBound(backgroundChi2))) {
    return { chi2: backgroundChi2, at: 'background', on_edge: [] };
  }
  return { chi2: found.chi2, at: found.at, on_edge: edgesAt(axes, found.at) };
}

/** The ends of axes at which a point lies, in the order of the axes. */
export function edgesAt(axes: readonly Axis[], at: GridPlace): AxisEnd[] {
  return axes.flatMap(({ name, values }): AxisEnd[] => {
    const value = at[name];
    if (value === undefined || values.length < 2) return [];
    if (value === values[0]) return [{ axis: name, end: 'lower' }];
    return value === values.at(-1) ? [{ axis: name, end: 'upper' }] : [];
  });
}

/** The better of the best so far and of a tile's chi2, C order; tiles may come in any order. A missing value is never the best. */
export function betterFit(
  axes: readonly Axis[],
  best: FoundFit | undefined,
  number: number,
  tile: Tile,
  chi2: ArrayLike<number>,
): FoundFit | undefined {
  const mayEqual = best !== undefined && number < best.tile;
  // A missing chi2 is no number to be the least of.
  const least = indexOfLeast(chi2, best?.chi2 ?? FILL_VALUES.float32, mayEqual);
  if (least === undefined) return best;
  const index = unravel(least, tile.shape);
  const at = axes.map((axis, i) => [axis.name, axis.values[(tile.start[i] ?? 0) + (index[i] ?? 0)] ?? 0]);
  return { chi2: chi2[least] ?? 0, at: Object.fromEntries(at), tile: number };
}

/**
 * Index of the least number below a bound (or, if it may equal it, at it), the first of equals; undefined where there is none.
 * Missing values do not count: the fill value is beyond every bound, NaN is not less than anything.
 */
function indexOfLeast(numbers: ArrayLike<number>, bound: number, mayEqual: boolean): number | undefined {
  let least = -1;
  let value = Math.min(bound, FILL_VALUES.float32);
  // A loop with its length asked for once: a tile has a million points.
  const count = numbers.length;
  for (let k = 0; k < count; k++) {
    const own = numbers[k] ?? Number.NaN;
    if (own < value) {
      value = own;
      least = k;
    }
  }
  // Only minus infinity can have won without being a number: it is looked for when it has.
  if (value === Number.NEGATIVE_INFINITY) {
    const known = Array.from(numbers, (own) => (isMissing(own) ? Number.NaN : own));
    return indexOfLeast(known, bound, mayEqual);
  }
  if (least >= 0) return least;
  const equal = mayEqual ? Array.prototype.indexOf.call(numbers, bound) : -1;
  return equal < 0 ? undefined : equal;
}
