/** The best fit of a grid does not depend on the order in which its tiles are seen. */
import { describe, expect, it } from 'vitest';
import { bestWithBackground, betterFit, edgesAt, type FoundFit } from '../../src/tiles/bestFit.js';
import { reduceNumbers, remember } from '../../src/tiles/reduction.js';
import { tileAt } from '../../src/tiles/tiles.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import { axis } from '../scans.js';

const AXES = [axis('m5_gev', [0.1, 0.2, 0.3, 0.4]), axis('epsilon', [1e-4, 1e-3, 1e-2])];
const PLAN = { shape: [4, 3], chunkShape: [2, 3], tileCount: 2 };
const [FIRST, SECOND] = [tileAt(PLAN, 0), tileAt(PLAN, 1)];

/** The best of two tiles, seen in the given order: the same from reduced tiles. */
function bestOf(chi2: readonly (readonly number[])[], order: readonly number[]): FoundFit | undefined {
  const [searched, reduced] = [false, true].map((isReduced) => {
    let best: FoundFit | undefined;
    for (const number of order) {
      const tile = number === 0 ? FIRST : SECOND;
      const data = Float32Array.from(chi2[number] ?? []);
      if (isReduced) remember(data, reduceNumbers(data));
      best = betterFit(AXES, best, number, tile, data);
    }
    return best;
  });
  expect(reduced).toEqual(searched);
  return reduced;
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

  it('have the first of zeros of either sign, and the least of negative numbers', () => {
    const tiles = [
      [9, 0, -0, 9, 9, 9],
      [9, 9, 9, -0, 0, 9],
    ];
    expect(bestOf(tiles, order)).toMatchObject({ chi2: 0, at: { m5_gev: 0.1, epsilon: 1e-3 }, tile: 0 });
    const negative = [[9, -1, -2, 9, 9, 9], tiles[1] ?? []];
    expect(bestOf(negative, order)).toMatchObject({ chi2: -2, tile: 0 });
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

describe('missing values', () => {
  it('are never the best, not even where there is nothing else', () => {
    const { float32: fill } = FILL_VALUES;
    const nothing = betterFit(
      AXES,
      undefined,
      0,
      FIRST,
      Float32Array.of(fill, Number.NaN, fill, fill, fill, fill),
    );
    expect(nothing).toBeUndefined();
    expect(
      betterFit(AXES, undefined, 0, FIRST, Float32Array.of(Number.NaN, fill, 7, fill, 8, 9)),
    ).toMatchObject({
      chi2: 7,
      at: { m5_gev: 0.1, epsilon: 1e-2 },
    });
  });

  it('may be infinite with either sign', () => {
    const { POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;
    const own = Float32Array.of(most, least, 7, least, 8, 9);
    expect(betterFit(AXES, undefined, 0, FIRST, own)).toMatchObject({ chi2: 7 });
    const best = betterFit(AXES, undefined, 0, FIRST, own);
    expect(betterFit(AXES, best, 1, SECOND, own.fill(least))).toBe(best);
  });
});

describe('the best fit', () => {
  const found = { chi2: 2.5, at: { m5_gev: 0.2, epsilon: 1e-3 } };

  it('is |U|^2 = 0 where no grid point is better', () => {
    const background = { at: 'background', on_edge: [] };
    expect(bestWithBackground(AXES, undefined, 2)).toEqual({ chi2: 2, ...background });
    expect(bestWithBackground(AXES, found, 2.4)).toEqual({ chi2: 2.4, ...background });
    // Asimov data: the background fits itself.
    expect(bestWithBackground(AXES, { chi2: 0, at: found.at }, 0)).toEqual({ chi2: 0, ...background });
  });

  it('takes what is better by the rounding of single precision for the background still', () => {
    const rounded = { chi2: Math.fround(31.802031115026978), at: found.at };
    expect(rounded.chi2).toBeLessThan(31.802031115026978);
    expect(bestWithBackground(AXES, rounded, 31.802031115026978).at).toBe('background');
    expect(bestWithBackground(AXES, { ...rounded, chi2: 31.8 }, 31.802031115026978).at).toEqual(found.at);
  });

  it('names the ends of axes at which it lies; an axis of one value has none', () => {
    expect(bestWithBackground(AXES, found, 9)).toEqual({ ...found, on_edge: [] });
    const at = { m5_gev: 0.1, epsilon: 1e-2 };
    expect(bestWithBackground(AXES, { chi2: 1, at }, 9).on_edge).toEqual([
      { axis: 'm5_gev', end: 'lower' },
      { axis: 'epsilon', end: 'upper' },
    ]);
    expect(edgesAt([axis('m5_gev', [0.1])], { m5_gev: 0.1 })).toEqual([]);
  });
});
