/** Sums of numbers. */

/** The sum of some numbers, added in their order; 0 of none. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, x) => total + x, 0);
}
