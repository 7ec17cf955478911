/** Checks of whole arrays: whatever is wrong, and wherever it stands. */
import { expect, it } from 'vitest';
import { areFinite, areNotNegative, checkAgain, copyChecked } from '../../src/grid/finite.js';

it.each([
  [0, true, true],
  [-0, true, true],
  [1e-45, true, true],
  [3.4e38, true, true],
  [-3.4e38, true, false],
  [-1, true, false],
  [Number.POSITIVE_INFINITY, false, true],
  [Number.NEGATIVE_INFINITY, false, false],
  [Number.NaN, false, false],
])('%s is found at every place', (value, finite, notNegative) => {
  for (let length = 1; length < 20; length++) {
    for (let at = 0; at < length; at++) {
      // A part of a larger array, whose other numbers do not count.
      const numbers = new Float32Array(length + 2)
        .fill(Number.NaN)
        .subarray(1, length + 1)
        .fill(1);
      numbers[at] = value;
      expect(areFinite(numbers)).toBe(finite);
      expect(areNotNegative(numbers)).toBe(notNegative);
      const copy = copyChecked(numbers);
      expect(copy).toEqual(numbers);
      expect(areFinite(copy)).toBe(finite);
      expect(areNotNegative(copy)).toBe(notNegative);
    }
  }
});

it('finds what is wrong in any block of a long array', () => {
  for (const at of [0, 16383, 16384, 49999]) {
    const numbers = new Float32Array(50_000).fill(2);
    numbers[at] = Number.NaN;
    const copy = copyChecked(numbers);
    expect(Buffer.compare(Buffer.from(copy.buffer), Buffer.from(numbers.buffer))).toBe(0);
    expect(areFinite(copy)).toBe(false);
    numbers[at] = -3;
    expect(areFinite(copyChecked(numbers))).toBe(true);
    expect(areNotNegative(copyChecked(numbers))).toBe(false);
  }
});

it('knows of a copy what was seen of it, until it is looked at again', () => {
  const copy = copyChecked(Float32Array.of(1, Number.NaN));
  copy[1] = 2;
  expect(areFinite(copy)).toBe(false);
  checkAgain(copy);
  expect(areFinite(copy)).toBe(true);
  copy[0] = -1;
  checkAgain(copy);
  expect(areNotNegative(copy)).toBe(false);
});

it('finds nothing wrong with nothing', () => {
  expect(areFinite(new Float32Array())).toBe(true);
  expect(areNotNegative(new Float32Array())).toBe(true);
});
