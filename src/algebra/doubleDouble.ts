/**
 * Arithmetic in twice double precision: a number is the unevaluated sum of two doubles. Used where f64 does not suffice, for covariances
 * whose bins are almost completely correlated. Knuth, The Art of Computer Programming 2, 4.2.2 (sum); Dekker, Numer. Math. 18 (1971) 224
 * (product). The relative error of an operation is below 2^-100, for numbers and products between 1e-250 and 1e250.
 */

/** The number hi + lo; hi is the double nearest to it. */
export interface DoubleDouble {
  readonly hi: number;
  readonly lo: number;
}

/** A number in either form. */
export type Real = number | DoubleDouble;

/** The number 0. */
export const ZERO: DoubleDouble = { hi: 0, lo: 0 };

/** Converts a number exactly. */
export function exactly(x: Real): DoubleDouble {
  return typeof x === 'number' ? { hi: x, lo: 0 } : x;
}

/** The double nearest to a number. */
export function rounded(x: Real): number {
  return typeof x === 'number' ? x : x.hi + x.lo;
}

/** a + b of two doubles, exactly. */
export function twoSum(a: number, b: number): DoubleDouble {
  const hi = a + b;
  const part = hi - a;
  return { hi, lo: a - (hi - part) + (b - part) };
}

/** The same where |a| >= |b|. */
function quickSum(a: number, b: number): DoubleDouble {
  const hi = a + b;
  return { hi, lo: b - (hi - a) };
}

/** Multiplier that splits 53 bits into two halves, whose products are exact. */
const SPLITTER = 2 ** 27 + 1;

function upperHalf(a: number): number {
  const c = SPLITTER * a;
  return c - (c - a);
}

/** a b of two doubles, exactly. */
export function twoProduct(a: number, b: number): DoubleDouble {
  const hi = a * b;
  const [a1, b1] = [upperHalf(a), upperHalf(b)];
  const [a2, b2] = [a - a1, b - b1];
  return { hi, lo: a2 * b2 - (hi - a1 * b1 - a2 * b1 - a1 * b2) };
}

/** a + b. */
export function add(a: Real, b: Real): DoubleDouble {
  const [x, y] = [exactly(a), exactly(b)];
  const high = twoSum(x.hi, y.hi);
  const low = twoSum(x.lo, y.lo);
  const sum = quickSum(high.hi, high.lo + low.hi);
  return quickSum(sum.hi, sum.lo + low.lo);
}

/** -a. */
export function negate(a: Real): DoubleDouble {
  const { hi, lo } = exactly(a);
  return { hi: -hi, lo: -lo };
}

/** a - b. */
export function subtract(a: Real, b: Real): DoubleDouble {
  return add(a, negate(b));
}

/** a b. */
export function multiply(a: Real, b: Real): DoubleDouble {
  const [x, y] = [exactly(a), exactly(b)];
  const product = twoProduct(x.hi, y.hi);
  return quickSum(product.hi, product.lo + (x.hi * y.lo + x.lo * y.hi));
}

/** a / b; b is not 0. */
export function divide(a: Real, b: Real): DoubleDouble {
  const [x, y] = [exactly(a), exactly(b)];
  const first = x.hi / y.hi;
  const rest = subtract(x, multiply(y, first));
  const second = rest.hi / y.hi;
  const third = subtract(rest, multiply(y, second)).hi / y.hi;
  return add(quickSum(first, second), third);
}

/** The square root of a number that is not negative. */
export function squareRoot(a: Real): DoubleDouble {
  const x = exactly(a);
  if (x.hi <= 0) return ZERO;
  const first = Math.sqrt(x.hi);
  // One step of Newton's method doubles the number of correct bits.
  return add(first, subtract(x, twoProduct(first, first)).hi / (2 * first));
}

/** The sum of x_k y_k up to the end of the shorter list. */
export function dot(x: readonly Real[], y: readonly Real[]): DoubleDouble {
  let sum = ZERO;
  x.forEach((value, k) => {
    const other = y[k];
    if (other !== undefined) sum = add(sum, multiply(value, other));
  });
  return sum;
}
