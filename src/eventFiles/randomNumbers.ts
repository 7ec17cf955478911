/** Random numbers that are the same for a seed. */
import { at } from '../at.js';

/** The 32-bit finaliser of murmur3: every bit of the input changes each bit of the output with probability 1/2. */
function mixed(word: number): number {
  let h = word >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number strictly between 0 and 1 for each choice of seed, stream and index. */
export function hashedUniform(seed: number, stream: number, index: number): number {
  const word = mixed(mixed(mixed(seed) + stream) + Math.imul(index + 1, 0x9e3779b1));
  return (word + 0.5) / 2 ** 32;
}

/** Shuffles a list of numbers in place (Fisher and Yates). */
export function shuffle(numbers: Float64Array, seed: number): void {
  for (let k = numbers.length - 1; k > 0; k--) {
    const other = Math.floor(hashedUniform(seed, SHUFFLE, k) * (k + 1));
    const kept = at(numbers, k);
    numbers[k] = at(numbers, other);
    numbers[other] = kept;
  }
}

const SHUFFLE = 0x5f0f1e;
