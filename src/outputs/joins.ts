/** How a variable of several experiments becomes one of all of them. What is missing of one is missing of all. */
import { emptyLike, type VariableArray } from '../grid/block.js';
import { FILL_VALUES } from '../grid/variables.js';
import { FLAGS } from '../prediction/flags.js';

/** A way to join arrays of the same length, one for each experiment that counts; at least one. */
export interface Join {
  /** For the table in docs/formats.md. */
  readonly words: string;
  join(arrays: readonly VariableArray[]): VariableArray;
}

// Plain loops below: a tile has a million points.

/** In f64, rounded once; what is missing, and what float32 cannot hold, is the fill value. No entry may be negative. */
export const SUM: Join = {
  words: 'the sum; missing where one of them is',
  join([first = NONE, second = NONE, ...others]) {
    const sums = new Float32Array(first.length);
    for (let i = 0; i < sums.length; i++) {
      // A single experiment has no second.
      let sum = (first[i] as number) + (second[i] ?? 0);
      for (let e = 0; e < others.length; e++) sum += others[e]?.[i] as number;
      // A missing number is not below the fill value, and so no sum with it, for none is negative.
      sums[i] = sum < FILL_VALUES.float32 ? sum : FILL_VALUES.float32;
    }
    return sums;
  },
};

const NONE = new Float32Array();

/** The largest. */
export const MOST: Join = {
  words: 'the largest',
  join([first = NONE, ...others]) {
    const most = emptyLike(first, first.length);
    most.set(first);
    for (const array of others) {
      for (let i = 0; i < most.length; i++) most[i] = Math.max(most[i] as number, array[i] as number);
    }
    return most;
  },
};

/** The least that is not 0. */
export const LEAST: Join = {
  words: 'the least of those that have a signal',
  join([first = NONE, ...others]) {
    const result = emptyLike(first, first.length);
    result.set(first);
    for (const array of others) {
      for (let i = 0; i < result.length; i++) {
        const known = result[i] as number;
        const value = array[i] as number;
        if (value > 0 && (known === 0 || value < known)) result[i] = value;
      }
    }
    return result;
  },
};

/** A point is closed where it is so for every experiment; other flags are raised where any experiment raises them. */
export const ANY_FLAG: Join = {
  words: 'raised where any raises it; `closed` where all do',
  join(arrays) {
    const result = new Uint32Array(arrays[0]?.length ?? 0);
    for (let i = 0; i < result.length; i++) {
      let any = 0;
      let closed = FLAGS.closed as number;
      for (const array of arrays) {
        any |= array[i] as number;
        closed &= array[i] as number;
      }
      result[i] = (any & ~FLAGS.closed) | closed;
    }
    return result;
  },
};

/** What does not depend on the experiment. */
export const SAME: Join = { words: 'the same for all', join: ([first = NONE]) => first };
