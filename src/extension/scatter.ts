/** Copying single entries between C-order arrays, where they do not lie in blocks. */
import { at } from '../at.js';
import type { VariableArray } from '../tiles/block.js';
import { productOf } from '../tiles/tiles.js';

/** An array in C order, and on each axis the indices of the entries that are meant. */
export interface Picked<T extends VariableArray = VariableArray> {
  readonly data: T;
  readonly shape: readonly number[];
  readonly indices: readonly (readonly number[])[];
}

/**
 * Copies the entries of `source` at all combinations of its indices to those of `target`, which has as many. Further axes of both shapes,
 * beyond those that have indices, are copied whole. Words of flags are added to those that are there.
 */
export function scatter(source: Picked, target: Picked): void {
  const depth = source.indices.length;
  const inner = productOf(source.shape.slice(depth));
  const strides = ({ shape }: Picked) => source.indices.map((_, i) => productOf(shape.slice(i + 1)));
  const [from, to] = [strides(source), strides(target)];
  const [read, written] = [source.data, target.data];
  const isFlags = written instanceof Uint32Array;
  const isRow = inner === 1 && depth > 0;
  const copy = (axis: number, first: number, place: number): void => {
    if (axis === depth) {
      for (let k = 0; k < inner; k++) {
        const value = read[first + k] as number;
        written[place + k] = isFlags ? (written[place + k] as number) | value : value;
      }
      return;
    }
    const [step, stride] = [at(from, axis), at(to, axis)];
    const [sources, targets] = [at(source.indices, axis), at(target.indices, axis)];
    // Most entries of a tile are in such rows, and a call for each of a million would cost more than the copy.
    if (isRow && axis === depth - 1 && !isFlags) {
      for (let k = 0; k < sources.length; k++) {
        written[place + (targets[k] as number)] = read[first + (sources[k] as number)] as number;
      }
      return;
    }
    for (let k = 0; k < sources.length; k++) {
      copy(axis + 1, first + (sources[k] as number) * step, place + (targets[k] as number) * stride);
    }
  };
  copy(0, 0, 0);
}
