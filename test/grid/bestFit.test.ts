/** The best fit of a grid does not depend on the order in which its tiles are seen. */
import { describe, expect, it } from 'vitest';
import { betterFit, type FoundFit } from '../../src/grid/bestFit.js';
import { tileAt } from '../../src/grid/tiles.js';
import { FILL_VALUES } from '../../src/grid/variables.js';
import { axis } from '../scans.js';

const AXES = [axis('m5_gev', [0.1, 0.2, 0.3, 0.4]), axis('epsilon', [1e-4, 1e-3, 1e-2])];
const PLAN = { shape: [4, 3], chunkShape: [2, 3], tileCount: 2 };
const [FIRST, SECOND] = [tileAt(PLAN, 0), tileAt(PLAN, 1)];

/** The best of two tiles, seen in the given order. */
function bestOf(chi2: readonly (readonly number[])[], order: readonly number[]): FoundFit | undefined {
  let best: FoundFit | undefined;
  for (const number of order) {
    const tile = number === 0 ? FIRST : SECOND;
    best = betterFit(AXES, best, number, tile, Float32Array.from(chi2[number] ?? []));
  }
  return best;
}

describe.each([[[0, 1]], [[1, 0]]])('tiles in the order %j', (order) => {
  it('have the least of both, with its place', () => {
    const best = bestOf(
      [
        [9, 8, 7, 6, 5, 4],
        [9, 9, 9, 9, 3, 9],
      ],
      order,
    );
    expect(best).toEqual({ chi2: 3, at: { m5_gev: 0.4, epsilon: 1e-3 }, tile: 1 });
  });

  it('have the first of equals', () => {
    const best = bestOf(
      [
        [9, 9, 2, 9, 2, 9],
        [2, 9, 9, 9, 9, 9],
      ],
      order,
    );
    expect(best).toEqual({ chi2: 2, at: { m5_gev: 0.1, epsilon: 1e-2 }, tile: 0 });
  });

  it('have none of what is missing, even where nothing else is there', () => {
    const { float32: missing } = FILL_VALUES;
    const tiles = [
      [missing, missing, missing, missing, missing, missing],
      [missing, 1e30, missing, missing, missing, missing],
    ];
    expect(bestOf(tiles, order)).toMatchObject({ at: { m5_gev: 0.3, epsilon: 1e-3 }, tile: 1 });
    expect(bestOf([tiles[0] ?? [], tiles[0] ?? []], order)).toBeUndefined();
  });

  it('have none where nothing was computed', () => {
    expect(bestOf([[], []], order)).toBeUndefined();
  });
});
