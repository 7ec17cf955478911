/** Arrays with an axis folded away: the least of chi2 along it, or -2 ln of the mean of exp(-chi2/2), a piece of the axis at a time. */
import { at } from '../at.js';
import { productOf } from '../tiles/tiles.js';
import { OUTSIDE, UNKNOWN, withUnknown } from './outside.js';

/** chi2 on some axes, C order. */
export interface ChiBlock {
  readonly axes: readonly string[];
  readonly shape: readonly number[];
  /** NaN where chi2 is missing. */
  readonly chi2: Float32Array | Float64Array;
  /** How many are missing, where that is known. */
  readonly missing?: number;
  /** Which point of the axes profiled so far each value is from, counted in C order; absent before any was. */
  readonly places?: Float64Array;
  /** The share of the prior on the axes marginalised so far that lies outside of the model; absent where none does. */
  readonly beyond?: Float64Array;
}

/** An axis that is being folded, piece by piece in the order of its values. */
export interface AxisFold {
  /** Adds a block whose axis `name` holds the values from index `first` on; all blocks have the same other axes. */
  readonly add: (block: ChiBlock, first: number) => void;
  /** The result, on the other axes. */
  readonly finish: () => ChiBlock;
}

/** How a block lies around one of its axes: `before` x `along` x `after` numbers. */
interface Around {
  readonly axes: readonly string[];
  readonly shape: readonly number[];
  readonly before: number;
  readonly along: number;
  readonly after: number;
}

function around({ axes, shape }: ChiBlock, name: string): Around {
  const i = axes.indexOf(name);
  return {
    axes: axes.filter((_, k) => k !== i),
    shape: shape.filter((_, k) => k !== i),
    before: productOf(shape.slice(0, i)),
    along: at(shape, i),
    after: productOf(shape.slice(i + 1)),
  };
}

/** What is folded so far, on the other axes: the least chi2, and a number beside each. */
interface Folded {
  readonly axes: readonly string[];
  readonly shape: readonly number[];
  readonly least: Float64Array;
  readonly beside: Float64Array;
}

/** Before any value; `beside` is the number beside each chi2. */
function nothingFolded({ axes, shape, before, after }: Around, beside: number): Folded {
  const count = before * after;
  return {
    axes,
    shape,
    least: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    beside: new Float64Array(count).fill(beside),
  };
}

/**
 * The minimum along an axis, OUTSIDE where the model has no point of it. A missing value is never the minimum; where all that the model has are missing, so
 * is the result, and its place is -1. Of equal values the first counts. `stride` is the number of points of the profiled axes that come after this one.
 */
export function profileFold(name: string, stride: number): AxisFold {
  let found: Folded;
  return {
    add: (block, first) => {
      const layout = around(block, name);
      const { before, along, after } = layout;
      found ??= nothingFolded(layout, -1);
      const { least, beside: places } = found;
      const [source, inner] = [withUnknown(block), block.places];
      if (after === 1 && inner === undefined) {
        foldRows(source, least, places, { along, first, stride });
        return;
      }
      for (let a = 0, k = 0; a < before; a++) {
        for (let i = 0; i < along; i++) {
          const place = (first + i) * stride;
          for (let b = 0, to = a * after; b < after; b++, k++, to++) {
            const value = source[k] as number;
            if (value < (least[to] as number)) {
              least[to] = value;
              places[to] = inner === undefined ? place : place + (inner[k] as number);
            }
          }
        }
      }
    },
    finish: () => ({
      axes: found.axes,
      shape: found.shape,
      chi2: found.least.map((value) => (value === UNKNOWN ? Number.NaN : value)),
      places: found.beside.map((place, k) => (found.least[k] === UNKNOWN ? -1 : place)),
    }),
  };
}

/** The minimum of each row of `along` numbers: most numbers of a grid are folded along its last axis, before any other. */
function foldRows(
  source: Float32Array | Float64Array,
  least: Float64Array,
  places: Float64Array,
  { along, first, stride }: { readonly along: number; readonly first: number; readonly stride: number },
): void {
  for (let row = 0, k = 0; row < least.length; row++) {
    let value = least[row] as number;
    let found = -1;
    for (let i = 0; i < along; i++, k++) {
      const next = source[k] as number;
      if (next < value) {
        value = next;
        found = i;
      }
    }
    if (found < 0) continue;
    least[row] = value;
    places[row] = (first + found) * stride;
  }
}

/**
 * -2 ln of the mean of exp(-chi2/2) along an axis with these weights, whose sum is 1. The largest likelihood so far is factored out, so that
 * nothing underflows. A mean over values of which one is missing is missing. The mean is over the part of the prior that the model has, and OUTSIDE where
 * it has none. Values are added in the order of the axis, whatever the pieces.
 */
export function marginalFold(name: string, weights: ArrayLike<number>): AxisFold {
  let found: Folded;
  let beyond: Float64Array | undefined;
  const addBeyond = (to: number, share: number) => {
    beyond ??= new Float64Array(found.least.length);
    beyond[to] = at(beyond, to) + share;
  };
  return {
    add: (block, first) => {
      const layout = around(block, name);
      const { before, along, after } = layout;
      found ??= nothingFolded(layout, 0);
      const { least, beside: sums } = found;
      for (let a = 0, k = 0; a < before; a++) {
        for (let i = 0; i < along; i++) {
          const whole = at(weights, first + i);
          for (let b = 0, to = a * after; b < after; b++, k++, to++) {
            const value = block.chi2[k] as number;
            const share = value === OUTSIDE ? 1 : (block.beyond?.[k] ?? 0);
            if (share > 0) addBeyond(to, whole * share);
            if (value === OUTSIDE) continue;
            const weight = whole * (1 - share);
            const low = least[to] as number;
            const sum = sums[to] as number;
            if (value >= low) sums[to] = sum + weight * Math.exp((low - value) / 2);
            else if (value < low) {
              sums[to] = sum * Math.exp((value - low) / 2) + weight;
              least[to] = value;
            } else least[to] = Number.NaN;
          }
        }
      }
    },
    // A mean of likelihoods up to 1 is at most 1, but for rounding.
    finish: () => ({
      axes: found.axes,
      shape: found.shape,
      chi2: found.least.map((low, k) => {
        if (low === Number.POSITIVE_INFINITY) return OUTSIDE;
        const inside = beyond === undefined ? 1 : 1 - at(beyond, k);
        return Math.max(0, low - 2 * Math.log(at(found.beside, k) / inside));
      }),
      ...(beyond === undefined ? {} : { beyond }),
    }),
  };
}
