/** Boxes: a set of marked points of a grid as few rectangular blocks. */
import { unravel } from './block.js';
import { productOf } from './tiles.js';

/** A rectangular block: half-open index ranges on each axis. */
export interface Box {
  /** Shape [axes] each. */
  readonly start: readonly number[];
  readonly shape: readonly number[];
}

/**
 * Covers the marked points of a C-order grid, and no others, with boxes that do not overlap and hold `most` points at most. Each grows
 * from the first point that is left, the last axis first.
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
      const length = size[axis] ?? 1;
      const end = (start[axis] ?? 0) + length;
      if (end >= (shape[axis] ?? 1) || (productOf(size) / length) * (length + 1) > most) break;
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
    const at = unravel(point, box.shape);
    visit(shape.reduce((index, length, i) => index * length + (box.start[i] ?? 0) + (at[i] ?? 0), 0));
  }
}
