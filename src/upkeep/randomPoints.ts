/** Random points of a grid, none of them twice. */
import { at } from '../at.js';
import { productOf, type TilePlan, tileAt, unravel } from '../tiles/tiles.js';

/** Numbers from 0 to 1, always the same for a seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * All points of the tiles with these numbers in a random order, the same for a seed: indices of shape [axes]. Memory grows with the points that
 * are taken, not with the grid.
 */
export function* randomPoints(
  plan: TilePlan,
  numbers: ReadonlySet<number>,
  seed: number,
): Generator<readonly number[]> {
  const random = randomNumbers(seed);
  const tiles = [...numbers].sort((a, b) => a - b);
  const ends: number[] = [];
  for (const number of tiles) ends.push((ends.at(-1) ?? 0) + productOf(tileAt(plan, number).shape));
  const total = ends.at(-1) ?? 0;
  // Fisher and Yates' shuffle, of which only what was exchanged is kept.
  const exchanged = new Map<number, number>();
  for (let k = 0; k < total; k++) {
    // One number of 32 bits would not reach every point of a large grid.
    const fraction = random() + random() / 2 ** 32;
    const other = Math.min(total - 1, k + Math.floor(fraction * (total - k)));
    const place = exchanged.get(other) ?? other;
    exchanged.set(other, exchanged.get(k) ?? k);
    exchanged.delete(k);
    const i = firstAbove(ends, place);
    const { start, shape } = tileAt(plan, at(tiles, i));
    const inTile = unravel(place - (i === 0 ? 0 : at(ends, i - 1)), shape);
    yield inTile.map((step, axis) => at(start, axis) + step);
  }
}

/** Index of the first of ascending numbers that is larger than `place`. */
function firstAbove(ends: readonly number[], place: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (at(ends, middle) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
