/**
 * What is known of all numbers of an array: the least, and how many are not numbers to go by. The GPU finds it for the results that it
 * computes (shaders/reduce.wgsl, the twin), so that the host has no need to look at each of a million numbers.
 */
import { FILL_VALUES } from './variables.js';

/** Stands in an array of chi2 where the kernel leaves the point to the host; UNKNOWN of shaders/statistics/counts.wgsl. */
export const UNKNOWN = -1;

/** An array, reduced. A number is known if it is neither negative nor missing; -0 is 0. */
export interface Reduced {
  /** Place of the least known number, the first of equals; undefined if none is known. */
  readonly leastAt: number | undefined;
  /** Numbers of each other kind: UNKNOWN; negative otherwise; the fill value or above it; NaN and infinities. */
  readonly unknown: number;
  readonly negative: number;
  readonly missing: number;
  readonly notFinite: number;
}

/** Reduces an array, number by number. */
export function reduceNumbers(numbers: Float32Array): Reduced {
  const counts = { unknown: 0, negative: 0, missing: 0, notFinite: 0 };
  let leastAt: number | undefined;
  let least: number = FILL_VALUES.float32;
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] ?? Number.NaN;
    if (number >= 0 && number < least) {
      least = number;
      leastAt = i;
    }
    if (number >= 0 && number < FILL_VALUES.float32) continue;
    if (!Number.isFinite(number)) counts.notFinite++;
    else if (number > 0) counts.missing++;
    else if (number === UNKNOWN) counts.unknown++;
    else counts.negative++;
  }
  return { leastAt, ...counts };
}

/** Reductions of arrays that have them. */
const reductions = new WeakMap<ArrayLike<number>, Reduced>();

/** Copies numbers with their reduction into an array of the same length, which it returns. After any other change, call `forget`. */
export function copyReduced(source: Float32Array, reduced: Reduced, copy: Float32Array): Float32Array {
  copy.set(source);
  return remember(copy, reduced);
}

/** Keeps the reduction of an array, which it returns. After any change of the array, call it again, or `forget`. */
export function remember(numbers: Float32Array, reduced: Reduced): Float32Array {
  reductions.set(numbers, reduced);
  return numbers;
}

/** Forgets the reduction of an array that has changed. */
export function forget(numbers: ArrayLike<number>): void {
  reductions.delete(numbers);
}

/** The reduction that was kept of an array. */
export function reductionOf(numbers: ArrayLike<number>): Reduced | undefined {
  return reductions.get(numbers);
}

/** Whether no number of a reduced array is negative or NaN or infinite; the fill value may be among them. */
export function areSettled({ unknown, negative, notFinite }: Reduced): boolean {
  return unknown + negative + notFinite === 0;
}
