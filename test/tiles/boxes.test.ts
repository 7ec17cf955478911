import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { copyBlock } from '../../src/tiles/block.js';
import { boxesOf } from '../../src/tiles/boxes.js';
import { productOf, unravel } from '../../src/tiles/tiles.js';

const grids = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    marked: fc.array(fc.constantFrom(0, 1), {
      minLength: productOf(shape),
      maxLength: productOf(shape),
    }),
    most: fc.integer({ min: 1, max: 12 }),
  }),
);

describe('boxesOf', () => {
  it('covers every marked point once and no other, with boxes that are not too large', () => {
    fc.assert(
      fc.property(grids, ({ shape, marked, most }) => {
        const covered = marked.map(() => 0);
        for (const box of boxesOf(shape, marked, most)) {
          expect(productOf(box.shape)).toBeLessThanOrEqual(most);
          marked.forEach((_, point) => {
            const at = unravel(point, shape);
            const isIn = at.every((k, i) => {
              const first = box.start[i] ?? 0;
              return k >= first && k < first + (box.shape[i] ?? 0);
            });
            if (isIn) covered[point] = (covered[point] ?? 0) + 1;
          });
        }
        expect(covered).toEqual(marked);
      }),
    );
  });

  it('takes blocks, not lines, where there are any', () => {
    const marked = [1, 1, 0, 1, 1, 0, 0, 0, 1];
    expect(boxesOf([3, 3], marked, 9)).toEqual([
      { start: [0, 0], shape: [2, 2] },
      { start: [2, 2], shape: [1, 1] },
    ]);
    expect(boxesOf([3, 3], marked, 2).length).toBe(3);
    expect(boxesOf([], [1], 1)).toEqual([{ start: [], shape: [] }]);
    expect(boxesOf([], [0], 1)).toEqual([]);
  });
});

it('copyBlock copies to anywhere in the target', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ block: fc.integer({ min: 1, max: 4 }), before: fc.nat(2), after: fc.nat(2) }), {
        maxLength: 3,
      }),
      (axes) => {
        const block = axes.map((axis) => axis.block);
        const target = axes.map((axis) => axis.before + axis.block + axis.after);
        const at = axes.map((axis) => axis.before);
        const source = Uint32Array.from({ length: productOf(block) }, (_, k) => k + 1);
        const found = new Uint32Array(productOf(target));
        copyBlock(source, block, found, target, block, at);
        const expected = found.map((_, point) => {
          const index = unravel(point, target).map((k, i) => k - (at[i] ?? 0));
          const isIn = index.every((k, i) => k >= 0 && k < (block[i] ?? 0));
          return isIn ? 1 + index.reduce((sum, k, i) => sum * (block[i] ?? 1) + k, 0) : 0;
        });
        expect(found).toEqual(expected);
      },
    ),
  );
});

it('copyBlock crops what it has padded, whichever axes are whole', () => {
  for (let whole = 0; whole < 8; whole++) {
    const block = [3, 2, 4];
    const padded = block.map((n, i) => ((whole >> i) & 1 ? n : n + 1));
    const source = Float32Array.from({ length: 24 }, (_, k) => k + 1);
    const chunk = new Float32Array(productOf(padded)).fill(-1);
    copyBlock(source, block, chunk, padded, block);
    expect(chunk.filter((value) => value > 0)).toEqual(source);
    const cropped = new Float32Array(24);
    copyBlock(chunk, padded, cropped, block, block);
    expect(cropped).toEqual(source);
  }
});

it('copyBlock copies axes that are whole at once', () => {
  const source = new Uint32Array(1200);
  const target = new Uint32Array(2400);
  const copies = vi.spyOn(target, 'set');
  copyBlock(source, [2, 3, 10, 20], target, [4, 3, 10, 20], [2, 3, 10, 20], [1, 0, 0, 0]);
  expect(copies).toHaveBeenCalledTimes(1);
  copyBlock(source, [2, 3, 10, 20], target, [2, 6, 10, 20], [2, 3, 10, 20], [0, 3, 0, 0]);
  expect(copies).toHaveBeenCalledTimes(3);
});
