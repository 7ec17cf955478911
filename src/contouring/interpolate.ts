/** Smooth interpolation of a plane, so that a contour lies in the right place between grid points. */
import { at } from '../at.js';
import type { Axis } from '../tiles/axes.js';

/**
 * Whether an axis is logarithmic in distances, interpolation and figures: a `log` axis is, and so are listed values that are
 * positive and span more than a decade.
 */
export function isLogarithmic(axis: Pick<Axis, 'spacing' | 'values'>): boolean {
  const [first, last] = [at(axis.values, 0), at(axis.values, axis.values.length - 1)];
  if (first <= 0 || axis.spacing === 'linear') return false;
  return axis.spacing === 'log' || last / first > 10;
}

/** Positions of an axis's values on its scale, log or linear, shape [n]. */
export function scaledPositions(axis: Axis): Float64Array {
  return Float64Array.from(axis.values, isLogarithmic(axis) ? Math.log : Number);
}

/** Value of an axis at a fractional index, 0 <= index <= n - 1, linear on the axis's scale. */
export function valueAtIndex(axis: Axis, index: number): number {
  const k = Math.max(0, Math.min(Math.floor(index), axis.values.length - 2));
  const low = at(axis.values, k);
  const high = axis.values[k + 1] ?? low;
  const fraction = index - k;
  // The ends are exact, so that a contour that leaves the grid does so exactly at the axis's first or last value.
  if (fraction === 0) return low;
  if (fraction === 1) return high;
  return isLogarithmic(axis) ? low * (high / low) ** fraction : low + fraction * (high - low);
}

/**
 * Slopes of the piecewise-cubic interpolant through (positions, values), shape [n]: Akima's, J. ACM 17 (1970) 589.
 * It follows a rounded extremum, which a monotone interpolant would flatten, and does not overshoot beside a step, such as
 * the edge of a closed region.
 */
export function akimaSlopes(positions: Float64Array, values: Float64Array): Float64Array {
  const n = values.length;
  if (n < 2) return new Float64Array(n);
  // Secants of the n - 1 intervals, with two more at either end by linear extrapolation.
  const secants = new Float64Array(n + 3);
  for (let i = 0; i < n - 1; i++) {
    secants[i + 2] =
      ((values[i + 1] ?? 0) - (values[i] ?? 0)) / ((positions[i + 1] ?? 0) - (positions[i] ?? 0));
  }
  const secant = (i: number) => secants[i] ?? 0;
  if (n === 2) return new Float64Array(2).fill(secant(2));
  secants[1] = 2 * secant(2) - secant(3);
  secants[0] = 2 * secant(1) - secant(2);
  secants[n + 1] = 2 * secant(n) - secant(n - 1);
  secants[n + 2] = 2 * secant(n + 1) - secant(n);
  const slopes = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const before = secant(i + 1);
    const after = secant(i + 2);
    // Each secant is weighted by the bend on the other side.
    const weightBefore = Math.abs(secant(i + 3) - after);
    const weightAfter = Math.abs(before - secant(i));
    const sum = weightBefore + weightAfter;
    slopes[i] = sum === 0 ? (before + after) / 2 : (weightBefore * before + weightAfter * after) / sum;
  }
  return slopes;
}

/** A piecewise cubic (Akima) through (positions, values) as a function of the fractional index, between its ends. */
export function interpolateLine(positions: Float64Array, values: Float64Array): (index: number) => number {
  const slopes = akimaSlopes(positions, values);
  return (index) => {
    const i = Math.max(0, Math.min(Math.floor(index), values.length - 2));
    const t = index - i;
    const rest = 1 - t;
    const y0 = values[i] ?? 0;
    const y1 = values[i + 1] ?? y0;
    const d0 = slopes[i] ?? 0;
    const d1 = slopes[i + 1] ?? 0;
    const h = (positions[i + 1] ?? 0) - (positions[i] ?? 0);
    // Cubic Hermite basis.
    return rest * rest * ((1 + 2 * t) * y0 + t * h * d0) + t * t * ((3 - 2 * t) * y1 - rest * h * d1);
  };
}

/** The unbroken runs of numbers between missing values (NaN): first index, and the index after the last. */
export function unbrokenRuns(values: ArrayLike<number>): [start: number, end: number][] {
  const runs: [number, number][] = [];
  let start = 0;
  for (let i = 0; i <= values.length; i++) {
    if (i < values.length && !Number.isNaN(values[i])) continue;
    if (i > start) runs.push([start, i]);
    start = i + 1;
  }
  return runs;
}

/**
 * Values between the grid points of one line: every interval cut into `factor` equal parts on the scale of `positions`.
 * Shape [n] to [(n - 1) factor + 1]. Missing values are NaN: the intervals beside one become NaN, and each unbroken run is
 * interpolated by itself.
 */
export function refineLine(positions: Float64Array, values: Float64Array, factor: number): Float64Array {
  const fine = new Float64Array((values.length - 1) * factor + 1).fill(Number.NaN);
  for (const [start, end] of unbrokenRuns(values)) {
    const line = interpolateLine(positions.subarray(start, end), values.subarray(start, end));
    for (let k = 0; k <= (end - 1 - start) * factor; k++) fine[start * factor + k] = line(k / factor);
  }
  return fine;
}

/**
 * Refines a plane of shape [ny, nx] (C order) along both axes, by `factor` or by `factorX` and `factor`; the result has shape
 * [(ny - 1) factor + 1, (nx - 1) factorX + 1]. Missing values are NaN: a cell is filled with numbers only if none of its four
 * corners is missing.
 */
export function refinePlane(
  x: Float64Array,
  y: Float64Array,
  plane: Float64Array,
  factor: number,
  factorX = factor,
): Float64Array {
  const [nx, ny] = [x.length, y.length];
  const [fineNx, fineNy] = [(nx - 1) * factorX + 1, (ny - 1) * factor + 1];
  const rows = new Float64Array(ny * fineNx);
  for (let j = 0; j < ny; j++)
    rows.set(refineLine(x, plane.subarray(j * nx, (j + 1) * nx), factorX), j * fineNx);
  const fine = new Float64Array(fineNy * fineNx);
  const column = new Float64Array(ny);
  for (let i = 0; i < fineNx; i++) {
    for (let j = 0; j < ny; j++) column[j] = rows[j * fineNx + i] ?? Number.NaN;
    const line = refineLine(y, column, factor);
    for (let j = 0; j < fineNy; j++) fine[j * fineNx + i] = line[j] ?? Number.NaN;
  }
  return fine;
}
