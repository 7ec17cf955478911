/** Which cells of a plane need points between theirs: cells that a contour crosses, or may cross unseen. */
import { at } from '../at.js';
import { predictColumn, type ScaledPlane } from '../contouring/scaledPlane.js';

/** What is contoured where two points differ by more than a step of a smooth function; no contour lies between two points that have the same. */
export type Step = (one: number, other: number) => boolean;

/** The place of the level on contourScale. */
export const AT_LEVEL = Math.asinh(1);

/** The four corners of a cell in a plane of `nx` points along x, as indices, where cells have the shape [ny - 1, nx - 1]. */
export function cornersOf(cell: number, nx: number): readonly [number, number, number, number] {
  const k = Math.floor(cell / (nx - 1)) * nx + (cell % (nx - 1));
  return [k, k + 1, k + nx, k + nx + 1];
}

/**
 * How far interpolation may be off in each cell, on contourScale: by as much as it misses the points at its corners, where each is left out and predicted by
 * its neighbours. Infinite where that cannot be told, and where `isEdge` holds for two corners of a cell. Shape [ny - 1, nx - 1].
 */
export function interpolationErrors(
  plane: ScaledPlane,
  isSplit: readonly [boolean, boolean],
  isEdge: Step,
): Float64Array {
  const { x, y, values } = plane;
  const [nx, ny] = [x.length, y.length];
  const errors = new Float64Array(values.length);
  if (isSplit[0]) leaveOut(plane, (i, j, error) => raise(errors, j * nx + i, error));
  const turned = {
    x: y,
    y: x,
    values: Float64Array.from(values, (_, k) => at(values, (k % ny) * nx + Math.floor(k / ny))),
  };
  if (isSplit[1]) leaveOut(turned, (j, i, error) => raise(errors, j * nx + i, error));
  return Float64Array.from({ length: (nx - 1) * (ny - 1) }, (_, cell) => {
    const corners = cornersOf(cell, nx);
    const [first] = corners;
    const isBroken = corners.some((k) => isEdge(first, k));
    return isBroken ? Number.POSITIVE_INFINITY : Math.max(...corners.map((k) => at(errors, k)));
  });
}

const raise = (errors: Float64Array, k: number, error: number) => {
  errors[k] = Math.max(at(errors, k), error);
};

/** The error of each point as its row predicts it; at the ends, and where that cannot be told, that of its neighbour. */
function leaveOut(plane: ScaledPlane, tell: (i: number, j: number, error: number) => void): void {
  const { x, y, values } = plane;
  const nx = x.length;
  const columns = Array.from(x, (_, i) => predictColumn(plane, i));
  for (let j = 0; j < y.length; j++) {
    const errors = columns.map((column, i) => Math.abs(at(column, j) - at(values, j * nx + i)));
    for (let i = 0; i < nx; i++) {
      const here = at(errors, i);
      const beside = [errors[i - 1], errors[i + 1]].filter(
        (e) => e !== undefined && !Number.isNaN(e),
      ) as number[];
      const error = Number.isNaN(here)
        ? Math.max(...beside, beside.length > 0 ? 0 : Number.POSITIVE_INFINITY)
        : here;
      // What is missing has no error.
      if (!Number.isNaN(values[j * nx + i])) tell(i, j, error);
    }
  }
}

/** Whether a contour may cross a cell, given values at its corners and the error of what is between them. */
export function isDoubtful(corners: readonly number[], error: number): boolean {
  const known = corners.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return false;
  if (known.length < corners.length) return true;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  if (low < AT_LEVEL !== high < AT_LEVEL) return true;
  return low >= AT_LEVEL ? low - AT_LEVEL <= error : AT_LEVEL - high <= error;
}

/** Marks the cells beside marked ones, too. Shape [rows, columns]. */
export function withNeighbours(marks: Uint8Array, columns: number): Uint8Array {
  const rows = marks.length / columns;
  const wider = new Uint8Array(marks.length);
  marks.forEach((mark, cell) => {
    if (!mark) return;
    const [i, j] = [cell % columns, Math.floor(cell / columns)];
    for (let v = Math.max(0, j - 1); v <= Math.min(rows - 1, j + 1); v++) {
      for (let u = Math.max(0, i - 1); u <= Math.min(columns - 1, i + 1); u++) wider[v * columns + u] = 1;
    }
  });
  return wider;
}

/** Marks all cells of a column (or row) in which one is marked, where the other axis is not split. Shape [rows, columns]. */
export function spreadMarks(
  marks: Uint8Array,
  columns: number,
  [splitsX, splitsY]: readonly [boolean, boolean],
): void {
  if (splitsX && splitsY) return;
  const along = (cell: number) => (splitsX ? cell % columns : Math.floor(cell / columns));
  const marked = new Set<number>();
  marks.forEach((mark, cell) => {
    if (mark) marked.add(along(cell));
  });
  marks.forEach((_, cell) => {
    if (marked.has(along(cell))) marks[cell] = 1;
  });
}

/** The cell of a place on an axis, given the positions of its points: of n points there are n - 1 cells. */
export function cellAt(positions: Float64Array, place: number): number {
  let [low, high] = [0, positions.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(positions, middle) <= place) low = middle;
    else high = middle;
  }
  return low;
}
