/** The check of whole arrays: whatever is wrong, and wherever it stands. */
import { expect, it } from 'vitest';
import { areFinite } from '../../src/tiles/finite.js';
import { forget, reduceNumbers, remember } from '../../src/tiles/reduction.js';

it.each([
  [0, true],
  [-0, true],
  [1e-45, true],
  [3.4e38, true],
  [-3.4e38, true],
  [-1, true],
  [Number.POSITIVE_INFINITY, false],
  [Number.NEGATIVE_INFINITY, false],
  [Number.NaN, false],
])('%s is found at every place', (value, finite) => {
  for (let length = 1; length < 20; length++) {
    for (let at = 0; at < length; at++) {
      // A part of a larger array, whose other numbers do not count.
      const numbers = new Float32Array(length + 2)
        .fill(Number.NaN)
        .subarray(1, length + 1)
        .fill(1);
      numbers[at] = value;
      expect(areFinite(numbers)).toBe(finite);
      expect(areFinite(remember(numbers, reduceNumbers(numbers)))).toBe(finite);
    }
  }
});

it('is known of a reduced array until that is forgotten', () => {
  const numbers = Float32Array.of(1, Number.NaN);
  remember(numbers, reduceNumbers(numbers));
  numbers[1] = 2;
  expect(areFinite(numbers)).toBe(false);
  forget(numbers);
  expect(areFinite(numbers)).toBe(true);
});

it('finds nothing wrong with nothing', () => {
  expect(areFinite(new Float32Array())).toBe(true);
});
