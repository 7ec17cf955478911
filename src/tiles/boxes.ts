/** Covers a set of marked grid points with few rectangular boxes. */
import { at } from '../at.js';
import { productOf, unravel } from './tiles.js';

/** A rectangular block of grid points: its first index and its length on each axis. */
export interface Box {
  /** Shape [axes] each. */
  readonly start: readonly number[];
  readonly shape: readonly number[];
}

/**
 * Covers the marked points of a C-order grid, and no others, with disjoint boxes of at most `most` points. Each box grows from the first
 * uncovered point, along the last axis first.
 */
export function boxesOf(shape: readonly number[], marked: ArrayLike<number>, most: number): Box[] {
  const left = Uint8Array.from(marked);
  const boxes: Box[] = [];
  for (let point = 0; point < left.length; point++) {
    if (left[point] === 0) continue;
    const box = grow(shape, left, unravel(point, shape), most);
    forEachOf(shape, box, (k) => {
      left[k] = 0;
    });
    boxes.push(box);
  }
  return boxes;
}

function grow(shape: readonly number[], left: Uint8Array, start: readonly number[], most: number): Box {
  const size = start.map(() => 1);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    for (;;) {
      const length = at(size, axis);
      const end = at(start, axis) + length;
      if (end >= at(shape, axis) || (productOf(size) / length) * (length + 1) > most) break;
      const next = { start: start.with(axis, end), shape: size.with(axis, 1) };
      let isMarked = true;
      forEachOf(shape, next, (k) => {
        isMarked &&= left[k] !== 0;
      });
      if (!isMarked) break;
      size[axis] = length + 1;
    }
  }
  return { start, shape: size };
}

/** Visits the C-order indices of a box's points. */
function forEachOf(shape: readonly number[], box: Box, visit: (index: number) => void): void {
  const points = productOf(box.shape);
  for (let point = 0; point < points; point++) {
    const offset = unravel(point, box.shape);
    visit(shape.reduce((index, length, i) => index * length + at(box.start, i) + at(offset, i), 0));
  }
}
