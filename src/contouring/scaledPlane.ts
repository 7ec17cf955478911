/** A plane of numbers on the scales of its axes, with its columns, their crossings of a level, and predictions of a column by its neighbours. */
import { at } from '../at.js';
import type { Axis } from '../tiles/axes.js';
import { interpolateLine, isLogarithmic, refinePlane, unbrokenRuns } from './interpolate.js';

/** A plane to be contoured: positions on the axes' scales and values of shape [ny, nx], C order; missing values are NaN. */
export interface ScaledPlane {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly values: Float64Array;
}

/** The function from a value of an axis to its position on the axis's scale. */
export function positionOn(axis: Axis): (value: number) => number {
  return isLogarithmic(axis) ? Math.log : (value) => value;
}

/** A plane and its values on a grid that is finer by a factor, shape [(ny - 1) factor + 1, (nx - 1) factor + 1]. */
export interface RefinedPlane {
  readonly plane: ScaledPlane;
  readonly fine: Float64Array;
  readonly factor: number;
}

/** Cuts every step of a plane into `factor` parts along both axes. */
export function refine(plane: ScaledPlane, factor: number): RefinedPlane {
  return { plane, fine: refinePlane(plane.x, plane.y, plane.values, factor), factor };
}

/** Width and height of the refined values. */
export function fineShape({ plane, factor }: RefinedPlane): [width: number, height: number] {
  return [(plane.x.length - 1) * factor + 1, (plane.y.length - 1) * factor + 1];
}

/** The same plane with the axes exchanged, so that code for columns also serves for rows. */
export function transpose(refined: RefinedPlane): RefinedPlane {
  const { plane, fine, factor } = refined;
  const { x, y, values } = plane;
  const turned = { x: y, y: x, values: transposeValues(values, x.length, y.length) };
  return { plane: turned, fine: transposeValues(fine, ...fineShape(refined)), factor };
}

/** Values of shape [height, width] as [width, height]. */
function transposeValues(values: Float64Array, width: number, height: number): Float64Array {
  const turned = new Float64Array(values.length);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) turned[i * height + j] = values[j * width + i] ?? Number.NaN;
  }
  return turned;
}

/** A column of values of shape [height, width]. */
export function columnOf(values: Float64Array, width: number, i: number): Float64Array {
  // Plain loops: this is what a contour takes most of its time for.
  const column = new Float64Array(values.length / width);
  for (let j = 0; j < column.length; j++) column[j] = values[j * width + i] ?? Number.NaN;
  return column;
}

/** A crossing of a line with the level: its fractional index, and whether values rise through the level there. */
export interface Crossing {
  readonly at: number;
  readonly isRising: boolean;
}

/** The crossings of a line that was refined by `factor`, found as marching squares find them, in units of the unrefined index. */
export function crossingsOf(fine: Float64Array, level: number, factor: number): Crossing[] {
  const crossings: Crossing[] = [];
  for (let k = 0; k + 1 < fine.length; k++) {
    const low = fine[k] ?? Number.NaN;
    const high = fine[k + 1] ?? Number.NaN;
    if (Number.isNaN(low + high) || low >= level === high >= level) continue;
    crossings.push({ at: (k + (level - low) / (high - low)) / factor, isRising: high > low });
  }
  return crossings;
}

/** Number of points on either side that an Akima cubic between two points depends on. */
const REACH = 3;

/**
 * Interpolation across columns for column i with that column left out, shape [ny]; NaN where a neighbour is missing, and thus
 * for the whole first and last columns.
 */
export function predictColumn({ x, values }: ScaledPlane, i: number): Float64Array {
  const nx = x.length;
  const first = Math.max(0, i - REACH);
  const last = Math.min(nx - 1, i + REACH);
  const row = new Float64Array(last - first);
  const positions = new Float64Array(last - first);
  return Float64Array.from({ length: values.length / nx }, (_, j) => {
    for (let k = first; k <= last; k++) {
      if (k === i) continue;
      const place = k < i ? k - first : k - first - 1;
      row[place] = values[j * nx + k] ?? Number.NaN;
      positions[place] = x[k] ?? Number.NaN;
    }
    const before = i - first - 1;
    const run = unbrokenRuns(row).find(([start, end]) => start <= before && before + 1 < end);
    if (!run) return Number.NaN;
    const [start, end] = run;
    const line = interpolateLine(positions.subarray(start, end), row.subarray(start, end));
    const [low, high] = [at(positions, before), at(positions, before + 1)];
    return line(before - start + (at(x, i) - low) / (high - low));
  });
}
