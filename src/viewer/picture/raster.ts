/** A plane as pixels: every grid point fills its cell, half-way to its neighbours on the axes' scales. */
import { at } from '../../at.js';
import { isLogarithmic } from '../../contouring/interpolate.js';
import { cellEdges } from '../../drawing/cells.js';
import type { Axis } from '../../tiles/axes.js';
import { type ColourScale, placeOf, SHADES } from './colours.js';

/** An axis of a picture. */
export type DrawnAxis = Pick<Axis, 'name' | 'spacing' | 'values'>;

/** Where a value lies along an axis: 0 at its first value, 1 at its last. */
export function positionOf(axis: DrawnAxis): (value: number) => number {
  const scale = isLogarithmic(axis) ? Math.log : Number;
  const [first, last] = [scale(at(axis.values, 0)), scale(at(axis.values, axis.values.length - 1))];
  return (value) => (scale(value) - first) / (last - first);
}

/** The borders between the cells of an axis's points as positions from 0 to 1, n + 1 of them. */
export function cellBorders(axis: DrawnAxis): number[] {
  return cellEdges(axis).map(positionOf(axis));
}

/** The grid index whose cell holds a position from 0 to 1. */
export function indexAt(borders: readonly number[], position: number): number {
  let [low, high] = [0, borders.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(borders, middle) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The index of each of `count` pixels along an axis. */
function pixelIndices(axis: DrawnAxis, count: number): Int32Array {
  const borders = cellBorders(axis);
  return Int32Array.from({ length: count }, (_, k) => indexAt(borders, (k + 0.5) / count));
}

/** Fills pixels (RGBA words, row 0 at the top) with the colours of a plane of shape [ny, nx]; where it is NaN with `nothing`. */
export function paint(
  pixels: Uint32Array,
  { width, height }: { readonly width: number; readonly height: number },
  plane: { readonly x: DrawnAxis; readonly y: DrawnAxis; readonly values: Float64Array },
  scale: ColourScale,
  shades: Uint32Array,
  nothing: number,
): void {
  const { x, y, values } = plane;
  const [columns, rows] = [pixelIndices(x, width), pixelIndices(y, height)];
  const nx = x.values.length;
  const colours = Uint32Array.from(values, (value) => {
    const place = Number.isNaN(value) ? Number.NaN : placeOf(scale, value);
    return Number.isNaN(place) ? nothing : at(shades, Math.round(place * (SHADES - 1)));
  });
  for (let top = 0; top < height; top++) {
    const row = (rows[height - 1 - top] as number) * nx;
    const same = top > 0 && rows[height - top] === rows[height - 1 - top];
    const from = top * width;
    if (same) pixels.copyWithin(from, from - width, from);
    else for (let k = 0; k < width; k++) pixels[from + k] = colours[row + (columns[k] as number)] as number;
  }
}
