/**
 * Points of a grid that its model does not have: where N is too light to make a pair beside its daughter (m - m' <= 2 m_e), as where m4 is above m5.
 * chi2 there is the background's. A profile over a mass, or a mean, that took such points for hypotheses would say that the data allow anything.
 */
import type { Grid } from '../grid/store.js';
import { MODELS } from '../model/models.js';
import type { AxisName } from '../model/parameters.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';

/** Stands for chi2 of such a point in planes that are being reduced: above any chi2, below what is infinite, exact in float32. */
export const OUTSIDE = Math.fround(3e38);

/**
 * Stands for a missing chi2 while a minimum is sought: above any chi2, below OUTSIDE. A point that the model has and of which nothing is known counts
 * before one that it does not have: the minimum of these two is missing, and not the background's.
 */
export const UNKNOWN = Math.fround(2e38);

/** chi2 of a block with UNKNOWN where it is missing; the array itself where none is. */
export function withUnknown({
  chi2,
  missing,
}: {
  readonly chi2: Float32Array | Float64Array;
  readonly missing?: number;
}): Float32Array | Float64Array {
  if (missing === 0) return chi2;
  const marked = chi2.slice();
  for (let k = 0; k < marked.length; k++) if (Number.isNaN(marked[k])) marked[k] = UNKNOWN;
  return marked;
}

/** Index of a point on an axis. */
export type IndexOn = (axis: string) => number;

/** Where the model ends on the axes of a grid. */
export interface ModelBorder {
  /** The axes of masses, on which it depends; in scan order. */
  readonly axes: readonly string[];
  readonly isOutside: (index: IndexOn) => boolean;
}

/** A value of a parameter at a point of a grid; undefined where the grid does not have it. */
function valueAt({ axes, attributes }: Grid, name: AxisName, index: IndexOn): number | undefined {
  const axis = axes.find((one) => one.name === name);
  // A grid of another program may have lost its attributes.
  return axis === undefined ? attributes?.fixed?.[name] : axis.values[index(name)];
}

/** The border of a grid's model; undefined where its masses are not known, or every point is inside. */
export function modelBorder(grid: Grid): ModelBorder | undefined {
  const zero: IndexOn = () => 0;
  const { produced, daughter } =
    valueAt(grid, MODELS.dual.produced.mass, zero) === undefined ? MODELS.single : MODELS.dual;
  const massesAt = (index: IndexOn) => {
    const value = (name: AxisName) => valueAt(grid, name, index) ?? Number.NaN;
    const m = value(produced.mass);
    if (daughter === undefined) return { m, mPrime: 0 };
    const delta = value('delta');
    return { m, mPrime: Number.isNaN(delta) ? value(daughter.mass) : m / (1 + delta) };
  };
  const names = [produced.mass, ...(daughter === undefined ? [] : [daughter.mass, 'delta'])];
  const axes = grid.axes.flatMap(({ name }) => (names.includes(name) ? [name] : []));
  return {
    axes,
    isOutside: (index) => {
      const { m, mPrime } = massesAt(index);
      return m - mPrime <= 2 * ELECTRON_MASS_GEV;
    },
  };
}

/**
 * The numbers of a block, C order, with OUTSIDE at points that the model does not have, and how many these are. `indexOf` is the index in the grid of a
 * point of the block on one of the border's axes. The array itself where there is none.
 */
export function markOutside<T extends Float32Array | Float64Array>(
  border: ModelBorder | undefined,
  block: { readonly axes: readonly string[]; readonly shape: readonly number[]; readonly chi2: T },
  indexOf: (axis: string, within: number) => number,
): { readonly chi2: T; readonly outside: number } {
  const { axes, shape, chi2 } = block;
  const free = (border?.axes ?? []).flatMap((name) => {
    const i = axes.indexOf(name);
    const stride = shape.slice(i + 1).reduce((product, n) => product * n, 1);
    return i < 0 ? [] : [{ name, length: shape[i] ?? 1, stride }];
  });
  if (border === undefined || free.length === 0) return { chi2, outside: 0 };
  // Whether each point of the masses' axes is outside, C order.
  const count = free.reduce((product, { length }) => product * length, 1);
  const table = Uint8Array.from({ length: count }, (_, k) => {
    const within = new Map<string, number>();
    let rest = k;
    for (const { name, length } of [...free].reverse()) {
      within.set(name, rest % length);
      rest = Math.floor(rest / length);
    }
    return border.isOutside((axis) => indexOf(axis, within.get(axis) ?? 0)) ? 1 : 0;
  });
  if (!table.includes(1)) return { chi2, outside: 0 };
  const marked = chi2.slice() as T;
  let outside = 0;
  for (let k = 0; k < marked.length; k++) {
    let at = 0;
    for (const { length, stride } of free) at = at * length + (Math.floor(k / stride) % length);
    if (table[at] === 0) continue;
    marked[k] = OUTSIDE;
    outside++;
  }
  return { chi2: marked, outside };
}

/** A plane with the background's chi2 where no point of it is the model's. */
export function withoutOutside(chi2: Float64Array, backgroundChi2: number): Float64Array {
  return chi2.map((value) => (value === OUTSIDE ? backgroundChi2 : value));
}
