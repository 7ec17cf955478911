/** The minimum chi2 of a grid, found tile by tile as tiles are written or read. */

import { at } from '../at.js';
import type { Axis } from './axes.js';
import { areSettled, reductionOf } from './reduction.js';
import { type Tile, unravel } from './tiles.js';
import { FILL_VALUES, isMissing } from './variables.js';

/** Values of the grid's axes at a grid point. */
export type GridPlace = Readonly<Record<string, number>>;

/** The best grid point, with the number of its tile. Among equal points, the first in C order of the first tile counts. */
export interface FoundFit {
  readonly chi2: number;
  readonly at: GridPlace;
  readonly tile: number;
}

/** An end of an axis at which the minimum lies, so that the true minimum may be outside the grid. */
export interface AxisEnd {
  readonly axis: string;
  readonly end: 'lower' | 'upper';
}

/** The best fit of a grid: a grid point, or |U|^2 = 0, where the prediction is the background alone. */
export interface BestFit {
  readonly chi2: number;
  readonly at: GridPlace | 'background';
  /** Ends of axes at which the grid point lies, in the order of the axes; an axis with one value has none. */
  readonly on_edge: readonly AxisEnd[];
}

/** Rounding error of a chi2 stored in single precision, relative to 1 or to itself, whichever is larger. */
export const CHI2_ROUNDING = 1e-5;

/**
 * A grid point with a chi2 below this bound fits better than the background alone: the background's chi2 minus the rounding error, because
 * the signal may vanish at many points.
 */
export function backgroundBound(backgroundChi2: number): number {
  return backgroundChi2 - CHI2_ROUNDING * Math.max(1, Math.abs(backgroundChi2));
}

/** The best fit among the background alone and grid points of which `found` is the best. */
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
export function edgesAt(axes: readonly Axis[], place: GridPlace): AxisEnd[] {
  return axes.flatMap(({ name, values }): AxisEnd[] => {
    const value = place[name];
    if (value === undefined || values.length < 2) return [];
    if (value === values[0]) return [{ axis: name, end: 'lower' }];
    return value === values.at(-1) ? [{ axis: name, end: 'upper' }] : [];
  });
}

/**
 * The better of the best so far and the minimum of a tile's chi2 (C order), from its reduction where it has one. Tiles may come in any order;
 * a missing value is never the best.
 */
export function betterFit(
  axes: readonly Axis[],
  best: FoundFit | undefined,
  number: number,
  tile: Tile,
  chi2: ArrayLike<number>,
): FoundFit | undefined {
  const mayEqual = best !== undefined && number < best.tile;
  // Without a best so far the fill value is the bound, because a missing chi2 cannot be the minimum.
  const least = indexOfBetter(chi2, best?.chi2 ?? FILL_VALUES.float32, mayEqual);
  if (least === undefined) return best;
  const index = unravel(least, tile.shape);
  const place = axes.map((axis, i) => [axis.name, at(axis.values, at(tile.start, i) + at(index, i))]);
  return { chi2: at(chi2, least), at: Object.fromEntries(place), tile: number };
}

/** As indexOfLeast, without looking at every number if they are reduced. */
function indexOfBetter(chi2: ArrayLike<number>, bound: number, mayEqual: boolean): number | undefined {
  const reduced = reductionOf(chi2);
  // A reduction does not tell the least of negative numbers.
  if (reduced === undefined || !areSettled(reduced)) return indexOfLeast(chi2, bound, mayEqual);
  const { leastAt } = reduced;
  if (leastAt === undefined) return undefined;
  const least = at(chi2, leastAt);
  return least < bound || (mayEqual && least === bound) ? leastAt : undefined;
}

/**
 * Index of the first minimum of the numbers below a bound (or equal to it, if `mayEqual`); undefined if there is none. Missing values do
 * not count: the fill value is above every bound, and NaN is not less than anything.
 */
function indexOfLeast(numbers: ArrayLike<number>, bound: number, mayEqual: boolean): number | undefined {
  let least = -1;
  let value = Math.min(bound, FILL_VALUES.float32);
  // A plain loop, because a tile read from disk has up to a million points.
  const count = numbers.length;
  for (let k = 0; k < count; k++) {
    const number = numbers[k] ?? Number.NaN;
    if (number < value) {
      value = number;
      least = k;
    }
  }
  // Minus infinity counts as missing, but is below every bound: it is excluded only if found.
  if (value === Number.NEGATIVE_INFINITY) {
    const known = Array.from(numbers, (number) => (isMissing(number) ? Number.NaN : number));
    return indexOfLeast(known, bound, mayEqual);
  }
  if (least >= 0) return least;
  const equal = mayEqual ? Array.prototype.indexOf.call(numbers, bound) : -1;
  return equal < 0 ? undefined : equal;
}
