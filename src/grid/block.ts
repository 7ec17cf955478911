/** Copying rectangular blocks between C-order arrays: what pads a tile to a chunk, and crops it again. */
import { productOf } from './tiles.js';

/** A typed array of a variable. */
export type VariableArray = Float32Array | Uint32Array;

/** The same kind of array, of another length, filled with zeros. */
export function emptyLike(data: VariableArray, length: number): VariableArray {
  return data instanceof Float32Array ? new Float32Array(length) : new Uint32Array(length);
}

/**
 * Copies the block of shape `block` at the origin of `source` (C order, shape `sourceShape`) to `at`, by default the origin, of `target`
 * (C order, shape `targetShape`); all shapes have the same number of axes.
 */
export function copyBlock(
  source: VariableArray,
  sourceShape: readonly number[],
  target: VariableArray,
  targetShape: readonly number[],
  block: readonly number[],
  at: readonly number[] = block.map(() => 0),
): void {
  const outer = block.slice(0, -1);
  const rowLength = block.at(-1) ?? 1;
  const rows = productOf(outer);
  const index = new Array<number>(outer.length).fill(0);
  const offset = (shape: readonly number[], from: readonly number[]) =>
    index.reduce((sum, k, i) => (sum + k + (from[i] ?? 0)) * (shape[i + 1] ?? 1), 0) + (from.at(-1) ?? 0);
  const origin = block.map(() => 0);
  for (let row = 0; row < rows; row++) {
    const from = offset(sourceShape, origin);
    target.set(source.subarray(from, from + rowLength), offset(targetShape, at));
    for (let i = outer.length - 1; i >= 0; i--) {
      const next = (index[i] ?? 0) + 1;
      index[i] = next < (outer[i] ?? 1) ? next : 0;
      if (next < (outer[i] ?? 1)) break;
    }
  }
}

/** Multi-index of a linear position in a C-order array. */
export function unravel(position: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length).fill(0);
  let rest = position;
  for (let i = shape.length - 1; i >= 0; i--) {
    const n = shape[i] ?? 1;
    index[i] = rest % n;
    rest = Math.floor(rest / n);
  }
  return index;
}
