/** Arithmetic of twice a double's precision, against integers of any length. */
import { describe, expect, it } from 'vitest';
import {
  add,
  type DoubleDouble,
  divide,
  dot,
  multiply,
  squareRoot,
  subtract,
  twoProduct,
  twoSum,
} from '../../src/algebra/doubleDouble.js';
import { randomStream } from '../scans.js';
import { quotient, unitsOf } from '../statistics/exact.js';

const ONE = unitsOf(1);
const exactly = ({ hi, lo }: DoubleDouble) => unitsOf(hi) + unitsOf(lo);

/** |found - expected| over |size|, of numbers in units. */
const relative = (found: bigint, expected: bigint, size: bigint) => {
  const difference = found - expected;
  return quotient(difference < 0n ? -difference : difference, size < 0n ? -size : size);
};

/** Operands over forty orders of magnitude, with low parts of their own. */
function operands(random: () => number): [DoubleDouble, DoubleDouble] {
  const one = () => {
    const hi = (random() - 0.5) * 10 ** (40 * random() - 20);
    return twoSum(hi, hi * (random() - 0.5) * 2 ** -53);
  };
  return [one(), one()];
}

describe('twice a double', () => {
  it('holds sums and products of doubles exactly', () => {
    const random = randomStream(1);
    for (let trial = 0; trial < 1000; trial++) {
      const [{ hi: a }, { hi: b }] = operands(random);
      expect(exactly(twoSum(a, b))).toBe(unitsOf(a) + unitsOf(b));
      expect(exactly(twoProduct(a, b)) * ONE).toBe(unitsOf(a) * unitsOf(b));
    }
  });

  it('adds, multiplies, divides and takes roots to 2^-100', () => {
    const random = randomStream(2);
    const bound = 2 ** -100;
    for (let trial = 0; trial < 1000; trial++) {
      const [x, y] = operands(random);
      const [a, b] = [exactly(x), exactly(y)];
      // Of a difference the larger operand is the measure: nothing says more where they cancel.
      const size = a * a > b * b ? a : b;
      expect(relative(exactly(add(x, y)), a + b, size)).toBeLessThan(bound);
      expect(relative(exactly(subtract(x, y)), a - b, size)).toBeLessThan(bound);
      expect(relative(exactly(multiply(x, y)) * ONE, a * b, a * b)).toBeLessThan(bound);
      expect(relative(exactly(divide(x, y)) * b, a * ONE, a * ONE)).toBeLessThan(bound);
      const square = multiply(x, x);
      const root = exactly(squareRoot(square));
      expect(relative(root * root, exactly(square) * ONE, exactly(square) * ONE)).toBeLessThan(bound);
    }
  });

  it('keeps what cancels in a sum of products', () => {
    // 1e16 + 1 - 1e16 with products that are no doubles.
    const third = divide(1, 3);
    const sum = dot([3e16, 1, -1e16], [third, 1, 1]);
    expect(sum.hi).toBeCloseTo(1, 12);
  });

  it('takes the root of 0', () => {
    expect(squareRoot(0)).toEqual({ hi: 0, lo: 0 });
  });
});
