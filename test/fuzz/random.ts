/** Choices from a seeded stream of numbers, so that what a seed has found can be found again. */
import { randomStream } from '../scans.js';

/** Choices that are always the same for a seed. */
export interface Dice {
  /** A number in (0, 1). */
  readonly number: () => number;
  /** A whole number, 0 to `count` - 1. */
  readonly below: (count: number) => number;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  /** An entry of a list that is not empty. */
  readonly pick: <T>(list: readonly T[]) => T;
}

/** The choices of a seed. */
export function dice(seed: number): Dice {
  const number = randomStream(seed);
  const below = (count: number) => Math.floor(number() * count);
  return {
    number,
    below,
    chance: (probability) => number() < probability,
    pick: (list) => {
      const [first] = list;
      if (first === undefined && list.length === 0) throw new Error('nothing to choose from');
      return list[below(list.length)] ?? (first as (typeof list)[number]);
    },
  };
}
