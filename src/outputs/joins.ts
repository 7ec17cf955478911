/** Ways to join a variable of several experiments into one. A value that is missing for one experiment is missing in the result. */
import { FLAGS } from '../prediction/flags.js';
import { emptyLike, type VariableArray } from '../tiles/block.js';
import { FILL_VALUES } from '../tiles/variables.js';

/** A way to join arrays of the same length, one for each experiment in the sums; at least one. */
export interface Join {
  /** Description for the table in docs/formats.md. */
  readonly words: string;
  join(arrays: readonly VariableArray[]): VariableArray;
}

// Plain loops, since a tile has up to a million points.

/** The sum in f64, rounded once; the fill value where a value is missing or the sum is too large for float32. No entry may be negative. */
export const SUM: Join = {
  words: 'the sum; missing where one of them is',
  join([first = NONE, second = NONE, ...others]) {
    const sums = new Float32Array(first.length);
    if (second.length === first.length && others.length === 0) addTwo(first, second, sums);
    else addAll(first, second, others, sums);
    return sums;
  },
};

/** Most joint scans have two experiments, for which an inner loop would cost more than the sum. */
function addTwo(first: VariableArray, second: VariableArray, sums: Float32Array): void {
  for (let i = 0; i < sums.length; i++) {
    // 0 makes a sum of -0 positive.
    const sum = 0 + (first[i] as number) + (second[i] as number);
    // A missing value is not below the fill value, nor is a sum that contains it, since no entry is negative.
    sums[i] = sum < FILL_VALUES.float32 ? sum : FILL_VALUES.float32;
  }
}

/** The same for any number of arrays; with a single experiment the second is empty, and 0 is added. */
function addAll(
  first: VariableArray,
  second: VariableArray,
  others: readonly VariableArray[],
  sums: Float32Array,
): void {
  for (let i = 0; i < sums.length; i++) {
    let sum = 0 + (first[i] as number) + (second[i] ?? 0);
    for (let e = 0; e < others.length; e++) sum += others[e]?.[i] as number;
    sums[i] = sum < FILL_VALUES.float32 ? sum : FILL_VALUES.float32;
  }
}

const NONE = new Float32Array();

/** The largest value. */
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

/** The smallest value above 0. */
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

/** Flags: a point is closed where it is closed for every experiment; other flags are raised where any experiment raises them. */
export const ANY_FLAG: Join = {
  words: 'raised where any raises it; `closed` where all do',
  join([first = NONE, ...others]) {
    const result = Uint32Array.from(first);
    const { closed } = FLAGS;
    for (const array of others) {
      for (let i = 0; i < result.length; i++) {
        const known = result[i] as number;
        const flags = array[i] as number;
        result[i] = ((known | flags) & ~closed) | (known & flags & closed);
      }
    }
    return result;
  },
};

/** The array of the first experiment, for values that do not depend on the experiment. */
export const SAME: Join = { words: 'the same for all', join: ([first = NONE]) => first };
