/** The cells around the points of a plane, and areas of them as SVG paths. */
import { at } from '../at.js';
import { valueAtIndex } from '../contouring/interpolate.js';
import type { Axis } from '../tiles/axes.js';

/** The borders between the cells of an axis's points, n + 1 values in its unit; cells at the ends stop at the axis's ends. */
export function cellEdges(axis: Axis): number[] {
  const last = axis.values.length - 1;
  return Array.from({ length: last + 2 }, (_, i) => valueAtIndex(axis, Math.min(Math.max(i - 0.5, 0), last)));
}

/** Borders of columns and rows in pixels, shapes [nx + 1] and [ny + 1]. */
export interface CellPlace {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
}

/**
 * The area of the cells with each code as the data of an SVG path, by the code; cells of code 0 are in none. `codes` has the shape [ny, nx].
 * Runs along rows are joined where the row above has the same. Rectangles are larger by `grow` pixels on each side, so that
 * areas of similar colours have no gaps between them.
 */
export function cellPaths(
  codes: ArrayLike<number>,
  { columns, rows }: CellPlace,
  grow = 0,
): Map<number, string> {
  const [nx, ny] = [columns.length - 1, rows.length - 1];
  const paths = new Map<number, string[]>();
  /** First row of each run that continues, by the run. */
  let open = new Map<string, number>();
  for (let j = 0; j <= ny; j++) {
    const next = new Map<string, number>();
    for (const run of j < ny ? runsOf(codes, j * nx, nx) : []) next.set(run, open.get(run) ?? j);
    for (const [run, first] of open) {
      if (next.has(run)) continue;
      const [code = 0, from = 0, to = 0] = run.split(' ').map(Number);
      const across = grown(at(columns, from), at(columns, to), grow);
      const [low, high] = grown(at(rows, first), at(rows, j), grow);
      const path = paths.get(code) ?? [];
      path.push(`M${across[0]},${low}H${across[1]}V${high}H${across[0]}Z`);
      paths.set(code, path);
    }
    open = next;
  }
  return new Map([...paths].map(([code, path]) => [code, path.join('')]));
}

/** Two borders in hundredths of a pixel, moved apart. */
function grown(from: number, to: number, grow: number): [number, number] {
  const step = from < to ? grow : -grow;
  return [Number((from - step).toFixed(2)), Number((to + step).toFixed(2))];
}

/** Runs of cells with one code in a row, as `code first end`, half-open. */
function runsOf(codes: ArrayLike<number>, start: number, length: number): string[] {
  const runs: string[] = [];
  for (let i = 0; i < length; ) {
    const code = codes[start + i] ?? 0;
    const first = i;
    while (i < length && (codes[start + i] ?? 0) === code) i++;
    if (code !== 0) runs.push(`${code} ${first} ${i}`);
  }
  return runs;
}
