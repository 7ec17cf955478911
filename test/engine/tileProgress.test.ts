import { describe, expect, it } from 'vitest';
import { createTileProgress } from '../../src/engine/tileProgress.js';

describe('progress of tiles that get more events', () => {
  it('never falls, tells tile by tile, and ends with 1', () => {
    const progressOf = createTileProgress();
    const told: [number, number][] = [];
    const tiles = [0, 1, 2].map((number) => progressOf((fraction) => told.push([number, fraction])));
    for (const { onFirst } of tiles) {
      onFirst(0.5);
      onFirst(1);
    }
    for (const tile of tiles) {
      tile.begin([{ first: 100, more: 400 }]);
      const part = tile.of(400);
      part(0.25);
      tile.found(1600);
      part(1);
      const next = tile.of(1600);
      next(0.5);
      next(1);
      tile.end();
    }
    expect(told).toEqual(told.toSorted(([a, f], [b, g]) => a - b || f - g));
    for (const number of [0, 1, 2]) expect(told.filter(([n]) => n === number).at(-1)?.[1]).toBe(1);
    expect(told.every(([, fraction]) => fraction > 0 && fraction <= 1)).toBe(true);
  });

  it('gives first events the share that they had of the tiles before', () => {
    const progressOf = createTileProgress();
    const first = progressOf();
    first.begin([{ first: 100, more: 300 }]);
    first.of(300)(1);
    first.end();
    const told: number[] = [];
    progressOf((fraction) => told.push(fraction)).onFirst(1);
    // 101 of 402, with the half of the first guess.
    expect(told).toEqual([101 / 402]);
  });

  it('goes on where a tile before failed, and ends at once where nothing more is to do', () => {
    const progressOf = createTileProgress();
    progressOf().begin([{ first: 1, more: 4 }]);
    const told: number[] = [];
    const next = progressOf((fraction) => told.push(fraction));
    next.onFirst(1);
    next.begin([{ first: 1, more: 0 }]);
    next.end();
    expect(told).toEqual([1]);
  });
});
