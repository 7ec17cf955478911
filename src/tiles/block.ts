/** Copies rectangular blocks between C-order arrays, to pad a tile to a chunk and to crop it again. */
import { at } from '../at.js';
import { productOf } from './tiles.js';

/** Values of a variable. */
export type VariableArray = Float32Array | Uint32Array;

/** The same kind of array, of another length, filled with zeros. */
export function emptyLike(data: VariableArray, length: number): VariableArray {
  return data instanceof Float32Array ? new Float32Array(length) : new Uint32Array(length);
}

/**
 * Copies the block of shape `block` at the origin of `source` (C order, shape `sourceShape`) to the position `place` of `target` (C order,
 * shape `targetShape`), by default its origin. All shapes have the same number of axes.
 */
export function copyBlock(
  source: VariableArray,
  sourceShape: readonly number[],
  target: VariableArray,
  targetShape: readonly number[],
  block: readonly number[],
  place: readonly number[] = block.map(() => 0),
): void {
  const whole = wholeFrom(block, [sourceShape, targetShape]);
  const outer = block.slice(0, whole);
  // Rows of an axis whose further axes are copied whole are one piece of memory; without axes the block is a single value.
  const step = productOf(block.slice(whole + 1));
  const rowLength = (block[whole] ?? 1) * step;
  const rows = productOf(outer);
  const index = new Array<number>(outer.length).fill(0);
  const offset = (shape: readonly number[], from: readonly number[]) =>
    step * index.reduce((sum, k, i) => (sum + k + at(from, i)) * at(shape, i + 1), 0) +
    step * (from[whole] ?? 0);
  const origin = block.map(() => 0);
  for (let row = 0; row < rows; row++) {
    const from = offset(sourceShape, origin);
    target.set(source.subarray(from, from + rowLength), offset(targetShape, place));
    for (let i = outer.length - 1; i >= 0; i--) {
      const next = at(index, i) + 1;
      index[i] = next < at(outer, i) ? next : 0;
      if (next < at(outer, i)) break;
    }
  }
}

/** The last axis of a block that it does not share whole with the shapes: all further axes are whole in the block and in each shape. */
function wholeFrom(block: readonly number[], shapes: readonly (readonly number[])[]): number {
  let axis = Math.max(0, block.length - 1);
  while (axis > 0 && shapes.every((shape) => shape[axis] === block[axis])) axis--;
  return axis;
}
