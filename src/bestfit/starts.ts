/** Where a search begins: the lowest grid points, read tile by tile. */
import { at } from '../at.js';
import { StoreError } from '../errors.js';
import { readTile } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { NEGATIVE_MEANS } from '../planes/missing.js';
import { CHI2_ROUNDING, type GridPlace } from '../tiles/bestFit.js';
import type { VariableArray } from '../tiles/block.js';
import { type Tile, tileAt } from '../tiles/tiles.js';
import { isMissing } from '../tiles/variables.js';

/** A grid point that is not above its neighbours on any axis. */
export interface StartingPoint {
  readonly index: readonly number[];
  readonly at: GridPlace;
  /** As the grid has it. */
  readonly chi2: number;
}

/** Which points are looked at. */
export interface StartChoice {
  /** Name of the variable of chi2. */
  readonly variable: string;
  /** Axes that are held, with the index of the value; the others are free. */
  readonly held: Readonly<Record<string, number>>;
  /** Points with this chi2 have no signal, and are no starts. */
  readonly backgroundChi2: number;
  readonly most: number;
}

/** Candidates that are kept while tiles are read; neighbours of a better one are dropped at the end. */
const KEPT = 64;

/** Local minima of chi2 among the grid points, the lowest first and none beside a lower one. StoreError where a tile is missing or a chi2 negative. */
export async function lowestPoints(grid: Grid, choice: StartChoice): Promise<StartingPoint[]> {
  let kept: { readonly index: readonly number[]; readonly chi2: number }[] = [];
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    if (!meets(grid, tile, choice.held)) continue;
    const data = await readTile(grid, tile, choice.variable);
    const bound = kept.length < KEPT ? Number.POSITIVE_INFINITY : at(kept, KEPT - 1).chi2;
    kept = [...kept, ...minimaIn(grid, tile, data, choice, bound)]
      .sort((a, b) => a.chi2 - b.chi2)
      .slice(0, KEPT);
  }
  const chosen: typeof kept = [];
  for (const one of kept) if (!chosen.some((lower) => areBeside(lower.index, one.index))) chosen.push(one);
  return chosen.slice(0, choice.most).map(({ index, chi2 }) => ({
    index,
    chi2,
    at: Object.fromEntries(grid.axes.map(({ name, values }, i) => [name, at(values, at(index, i))])),
  }));
}

const areBeside = (one: readonly number[], other: readonly number[]) =>
  one.every((k, i) => Math.abs(k - at(other, i)) <= 1);

/** Whether a tile has the values that are held. */
function meets(grid: Grid, { start, shape }: Tile, held: StartChoice['held']): boolean {
  return grid.axes.every(({ name }, i) => {
    const index = held[name];
    return index === undefined || (index >= at(start, i) && index < at(start, i) + at(shape, i));
  });
}

/** The local minima of a tile below a bound; beyond the tile nothing is known of neighbours. */
function minimaIn(
  grid: Grid,
  { start, shape }: Tile,
  data: VariableArray,
  { variable, held, backgroundChi2 }: StartChoice,
  bound: number,
): { readonly index: readonly number[]; readonly chi2: number }[] {
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((product, n) => product * n, 1));
  const first = grid.axes.map(({ name }, i) =>
    held[name] === undefined ? 0 : (held[name] ?? 0) - at(start, i),
  );
  const free = grid.axes.flatMap(({ name }, i) => (held[name] === undefined ? [i] : []));
  const rounding = CHI2_ROUNDING * Math.max(1, Math.abs(backgroundChi2));
  const found: { readonly index: readonly number[]; readonly chi2: number }[] = [];
  const index = [...first];
  let offset = first.reduce((sum, k, i) => sum + k * at(strides, i), 0);
  const isLowest = (chi2: number) =>
    free.every((i) => {
      const [k, stride] = [at(index, i), at(strides, i)];
      const below = k > 0 && at(data, offset - stride) < chi2;
      return !below && !(k + 1 < at(shape, i) && at(data, offset + stride) < chi2);
    });
  for (;;) {
    const chi2 = at(data, offset);
    if (chi2 < 0) throw new StoreError(`${grid.dir}: ${variable} is ${chi2} somewhere; ${NEGATIVE_MEANS}`);
    const isCandidate = chi2 < bound && !isMissing(chi2) && Math.abs(chi2 - backgroundChi2) > rounding;
    if (isCandidate && isLowest(chi2)) found.push({ chi2, index: index.map((k, i) => k + at(start, i)) });
    let last = free.length - 1;
    for (; last >= 0; last--) {
      const i = at(free, last);
      const [k, stride] = [at(index, i), at(strides, i)];
      if (k + 1 < at(shape, i)) {
        index[i] = k + 1;
        offset += stride;
        break;
      }
      index[i] = 0;
      offset -= k * stride;
    }
    if (last < 0) return found;
  }
}
