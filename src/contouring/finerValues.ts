/** Values at the points of a plane between those of a coarser one. */
import { at } from '../at.js';
import type { DeltaPlane } from './contour.js';
import { scaledPositions } from './interpolate.js';

/**
 * What rises like chi2 by orders of magnitude within a cell, such as its spread: bilinear between the points of the coarser plane, on the scale on which chi2 is
 * interpolated (contourScale). The points of the coarser plane keep what they have. Shapes [ny, nx], C order.
 */
export function finerValues(
  { x, y }: Pick<DeltaPlane, 'x' | 'y'>,
  coarse: Float64Array,
  finer: Pick<DeltaPlane, 'x' | 'y'>,
): Float64Array {
  const nx = x.values.length;
  const scaled = coarse.map((value) => Math.asinh(Math.sqrt(value)));
  const [columns, rows] = [placesOn(x, finer.x), placesOn(y, finer.y)];
  return Float64Array.from({ length: columns.length * rows.length }, (_, k) => {
    const [i, u] = at(columns, k % columns.length);
    const [j, v] = at(rows, Math.floor(k / columns.length));
    if (u === 0 && v === 0) return at(coarse, j * nx + i);
    const inRow = (row: number) => {
      const [low, high] = [at(scaled, row * nx + i), at(scaled, row * nx + Math.min(i + 1, nx - 1))];
      return low + u * (high - low);
    };
    const [low, high] = [inRow(j), inRow(Math.min(j + 1, y.values.length - 1))];
    return Math.sinh(low + v * (high - low)) ** 2;
  });
}

/** Of each value of a finer axis, the index of the coarser one's value at or below it, and how far it is on the way to the next one. */
function placesOn(axis: DeltaPlane['x'], finer: DeltaPlane['x']): (readonly [number, number])[] {
  const [coarse, fine] = [scaledPositions(axis), scaledPositions(finer)];
  let i = 0;
  return Array.from(fine, (position, k) => {
    while (i + 1 < coarse.length && at(axis.values, i + 1) <= at(finer.values, k)) i++;
    const here = at(coarse, i);
    return [i, i + 1 < coarse.length ? (position - here) / (at(coarse, i + 1) - here) : 0];
  });
}
