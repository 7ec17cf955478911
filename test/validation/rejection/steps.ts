/** Plain rejection under a step function instead of one bound: a density that is large in few places is drawn in fewer tries. */
import { keeps, type Random } from './random.js';

/** Cells of the steps along x and y, and places in each along either where the density is looked at. */
const CELLS = [60, 40] as const;
const PLACES = 10;
/** Steps above the largest density found in a cell and those around it, and nowhere below this part of the highest. */
const MARGIN = 1.1;
const LOWEST = 1e-3;

/** A range, from and to. */
export type Range = readonly [from: number, to: number];

/**
 * Draws points of a rectangle from a density. Wherever the density exceeds its step, `keeps` throws: no sample is wrong unnoticed,
 * for there is no cell without candidates.
 */
export function drawer(
  density: (x: number, y: number) => number,
  [fromX, toX]: Range,
  [fromY, toY]: Range,
  random: Random,
): () => readonly [x: number, y: number] {
  const [columns, rows] = CELLS;
  const [dx, dy] = [(toX - fromX) / columns, (toY - fromY) / rows];
  const steps = new Float64Array(columns * rows);
  for (let i = 0; i <= columns * PLACES; i++) {
    for (let j = 0; j <= rows * PLACES; j++) {
      const found = MARGIN * density(fromX + (i / PLACES) * dx, fromY + (j / PLACES) * dy);
      // A column and a row to either side, too: between two places the density may be higher, or begin.
      const [column, row] = [Math.floor(i / PLACES), Math.floor(j / PLACES)];
      for (let c = Math.max(column - 1, 0); c <= Math.min(column + 1, columns - 1); c++) {
        for (let r = Math.max(row - 1, 0); r <= Math.min(row + 1, rows - 1); r++) {
          steps[c * rows + r] = Math.max(steps[c * rows + r] ?? 0, found);
        }
      }
    }
  }
  const lowest = LOWEST * steps.reduce((most, step) => Math.max(most, step), 0);
  let total = 0;
  const sums = steps.map((step, cell) => {
    steps[cell] = Math.max(step, lowest);
    total += steps[cell] ?? 0;
    return total;
  });
  return () => {
    for (;;) {
      const cell = firstAbove(sums, random() * total);
      const x = fromX + (Math.floor(cell / rows) + random()) * dx;
      const y = fromY + ((cell % rows) + random()) * dy;
      if (keeps(random, density(x, y), steps[cell] ?? 0)) return [x, y];
    }
  };
}

/** Number of the first of rising sums that is above a value. */
function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
