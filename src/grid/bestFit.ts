/** The least chi2 of a grid, tile by tile: while tiles are written, or when they are read again. */
import type { Axis, AxisName } from './axes.js';
import { unravel } from './block.js';
import type { Tile } from './tiles.js';
import { FILL_VALUES, isMissing } from './variables.js';

/** The grid point with the least chi2. */
export interface BestFit {
  readonly chi2: number;
  readonly at: Readonly<Partial<Record<AxisName, number>>>;
}

/** A best fit with the number of its tile: of equals the one in the first tile counts, and in it the first in C order. */
export interface FoundFit extends BestFit {
  readonly tile: number;
}

/** The better of the best so far and of a tile's chi2, C order; tiles may come in any order. */
export function betterFit(
  axes: readonly Axis[],
  best: FoundFit | undefined,
  number: number,
  tile: Tile,
  chi2: ArrayLike<number>,
): FoundFit | undefined {
  const mayEqual = best !== undefined && number < best.tile;
  const least = indexOfLeast(chi2, best?.chi2 ?? Number.POSITIVE_INFINITY, mayEqual);
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
