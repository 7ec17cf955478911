/** Straightening of steep contours: between grid lines a contour follows its own crossings of the grid lines. */
import { interpolateLine, refineLine } from './interpolate.js';

/** A plane to be contoured: positions on the axes' scales and values of shape [ny, nx], C order. */
export interface ScaledPlane {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly values: Float64Array;
}

/** A function that moves a point, in fractional grid indices [u along x, v along y]. */
export type Alignment = (point: readonly [number, number]) => readonly [number, number];

/**
 * Where values rise manyfold from one column of the grid to the next, their interpolation across columns makes a contour
 * wavy, though its crossings of the columns themselves are good. So between two columns that it crosses once each, the
 * contour is moved onto the smooth line through its crossings of the columns; and likewise for rows, where it crosses
 * some column more than once. At the grid lines nothing moves, so that all stays connected.
 */
export function alignToCrossings({ x, y, values }: ScaledPlane, level: number, factor: number): Alignment {
  const [nx, ny] = [x.length, y.length];
  const column = (i: number) => Float64Array.from(y, (_, j) => values[j * nx + i] ?? 0);
  const row = (j: number) => values.subarray(j * nx, (j + 1) * nx);
  const acrossColumns = followCrossings(
    x,
    Array.from({ length: nx }, (_, i) => crossingOf(y, column(i), level, factor)),
  );
  const acrossRows = followCrossings(
    y,
    Array.from({ length: ny }, (_, j) => crossingOf(x, row(j), level, factor)),
  );
  return ([u, v]) => {
    const alignedV = acrossColumns(u);
    return alignedV === undefined ? [acrossRows(v) ?? u, v] : [u, alignedV];
  };
}

/** A crossing of a grid line: its fractional index, and whether values rise through the level there. */
interface Crossing {
  readonly at: number;
  readonly isRising: boolean;
}

/** The crossing of a line with the level, if it is the only one; found as marching squares find it. */
function crossingOf(
  positions: Float64Array,
  values: Float64Array,
  level: number,
  factor: number,
): Crossing | undefined {
  const fine = refineLine(positions, values, factor);
  let crossing: Crossing | undefined;
  for (let k = 0; k + 1 < fine.length; k++) {
    const [low = 0, high = 0] = [fine[k], fine[k + 1]];
    if (low >= level === high >= level) continue;
    if (crossing) return undefined;
    crossing = { at: (k + (level - low) / (high - low)) / factor, isRising: high > low };
  }
  return crossing;
}

/** A smooth line through each unbroken run of crossings in the same sense; undefined outside of the runs. */
function followCrossings(
  positions: Float64Array,
  crossings: readonly (Crossing | undefined)[],
): (index: number) => number | undefined {
  const lines: ((index: number) => number)[] = [];
  let first = 0;
  while (first < crossings.length) {
    let end = first + 1;
    const sense = crossings[first]?.isRising;
    while (sense !== undefined && crossings[end]?.isRising === sense) end++;
    const start = first;
    const run = Float64Array.from(crossings.slice(start, end), (crossing) => crossing?.at ?? 0);
    const line = interpolateLine(positions.slice(start, end), run);
    for (let i = start; i < end - 1; i++) lines[i] = (index) => line(index - start);
    first = end;
  }
  return (index) => lines[Math.floor(index)]?.(index);
}
