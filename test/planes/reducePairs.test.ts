/** All pairs of axes at once: equal to each plane by itself, in chunks of any shape, with missing points, every tile read once. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { readTile } from '../../src/grid/reading.js';
import { profilePairs } from '../../src/planes/reducePairs.js';
import { reducePlane } from '../../src/planes/reducePlane.js';
import { choosePlane } from '../../src/planes/slice.js';
import { isMissing } from '../../src/tiles/variables.js';
import { temporaryFolder } from '../grid/fixture.js';
import { AXES, contentsOf, everyPoint, SHAPE, writeContents } from './reductionFixture.js';

const NAMES = AXES.map(({ name }) => name as string);

/** Random numbers that a seed repeats: a linear congruence. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('profiles onto all pairs', () => {
  it.each([
    { chunks: SHAPE, missing: 0, step: 0 },
    { chunks: [1, 5, 2, 3, 1], missing: 0.3, step: 0 },
    { chunks: [2, 2, 3, 1, 2], missing: 0.9, step: 0 },
    // So few values that the least is found again in other tiles, at a place before or after it.
    { chunks: [2, 2, 3, 1, 2], missing: 0.5, step: 10 },
  ])(
    'are those of each plane by itself, with its places, in chunks of $chunks',
    async ({ chunks, missing, step }) => {
      const random = contentsOf(seeded(7), { missing });
      const coarse = (value: number) => (step === 0 || isMissing(value) ? value : value - (value % step));
      const contents = { ...random, chi2: random.chi2.map(coarse) };
      const grid = await writeContents(join(await temporaryFolder(), 'grid'), contents, chunks);
      let reads = 0;
      const found = await profilePairs(grid, 'chi2', NAMES, [], (...args) => {
        reads++;
        return readTile(...args);
      });
      expect(reads).toBe(grid.tilePlan.tileCount);
      expect(found.planes).toHaveLength(10);
      expect(found.points).toBe(720);
      expect(found.missing).toBe(everyPoint(contents).filter(({ chi2 }) => Number.isNaN(chi2)).length);
      for (const { x, y, chi2, places } of found.planes) {
        const profile = NAMES.filter((_, i) => i !== x && i !== y);
        const choice = choosePlane(grid, at(NAMES, x), at(NAMES, y), {}, { profile });
        const alone = await reducePlane(grid, 'chi2', choice);
        expect(chi2).toEqual(alone.chi2);
        expect(places).toEqual(alone.places);
      }
    },
  );

  it('are of the fixed values, and of two axes the plane itself', async () => {
    const contents = contentsOf(seeded(3));
    const grid = await writeContents(join(await temporaryFolder(), 'grid'), contents, [2, 2, 3, 1, 2]);
    const [m4, m5, , , gD] = AXES.map(({ values }) => values);
    const fix = { m4_gev: at(m4 ?? [], 2), m5_gev: at(m5 ?? [], 1), gD: at(gD ?? [], 1) };
    const choice = choosePlane(grid, 'mZprime_gev', 'Umu5_sq', fix);
    const { planes, points } = await profilePairs(grid, 'chi2', ['mZprime_gev', 'Umu5_sq'], choice.fixed);
    expect(points).toBe(16);
    const wanted = everyPoint(contents).filter(
      ({ index }) => index[0] === 2 && index[1] === 1 && index[4] === 1,
    );
    const [plane] = planes;
    for (const { index, chi2 } of wanted) {
      const [, , z = 0, u = 0] = index;
      expect(plane?.chi2[u * 4 + z]).toBe(chi2);
    }
  });
});
