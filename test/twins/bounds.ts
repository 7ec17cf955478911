/**
 * Acceptance intervals: every float32 that a correct implementation of WGSL may compute for an operation, after the
 * accuracies of the specification (https://www.w3.org/TR/WGSL/#floating-point-accuracy), as the WebGPU conformance suite
 * does it. An Interval carries the f64 value beside it, so that one evaluation gives the twin's number and its bound.
 *
 * - `+ - *` are correctly rounded, which in WGSL means either float32 neighbour of an inexact result (1 ULP, any mode).
 * - Subnormal results may be flushed to zero. A fused multiply-add rounds once less, hence stays inside.
 * - `sum` of three terms and more holds for any order of evaluation, because WGSL lets compilers reassociate; so does
 *   `product`.
 */

/** An exact f64 value with the float32 interval [lo, hi] in which a computed one must lie. */
export class Interval {
  constructor(
    readonly value: number,
    readonly lo: number,
    readonly hi: number,
  ) {}
}

const SMALLEST_NORMAL = 2 ** -126;
/** Largest relative distance of neighbouring float32. */
const ULP = 2 ** -23;

const f32 = new Float32Array(1);
const f32Bits = new Int32Array(f32.buffer);
const f64 = new Float64Array(1);
const f64Bits = new Uint32Array(f64.buffer);

/** An input: the same float32 for both sides. */
export function point(value: number): Interval {
  return new Interval(value, value, value);
}

/** A number of the shader's text, rounded to float32 either way. */
export function literal(value: number): Interval {
  return make(value, roundDown(value, 0), roundUp(value, 0));
}

/** Sum of two terms: rounded once. */
export function add(a: Interval, b: Interval): Interval {
  const lo = a.lo + b.lo;
  const hi = a.hi + b.hi;
  return make(
    a.value + b.value,
    roundDown(lo, residual(a.lo, b.lo, lo)),
    roundUp(hi, residual(a.hi, b.hi, hi)),
  );
}

/**
 * Sum in any order: no partial sum exceeds S = sum |term| but for second order, so each of the n - 1 additions errs by
 * at most ULP S (1 + n ULP).
 */
export function sum(terms: readonly Interval[]): Interval {
  const [first, second] = terms;
  if (first === undefined) return point(0);
  if (second === undefined) return first;
  if (terms.length === 2) return add(first, second);
  let [value, lo, hi, size] = [0, 0, 0, 0];
  for (const term of terms) {
    value += term.value;
    lo += term.lo;
    hi += term.hi;
    size += largest(term);
  }
  const error = (terms.length - 1) * ULP * (1 + terms.length * ULP) * size;
  return make(value, roundDown(lo - error, 0), roundUp(hi + error, 0));
}

export function negate(a: Interval): Interval {
  return new Interval(-a.value, -a.hi, -a.lo);
}

export function multiply(a: Interval, b: Interval): Interval {
  // Products of float32 are exact in f64.
  const [p, q, r, s] = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
  const lo = roundDown(Math.min(p, q, r, s), 0);
  return make(a.value * b.value, lo, roundUp(Math.max(p, q, r, s), 0));
}

/** Quotient: 2.5 ULP. Anything where the divisor may vanish. */
export function divide(a: Interval, b: Interval): Interval {
  const value = a.value / b.value;
  if (b.lo <= 0 && b.hi >= 0) return new Interval(value, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  const [p, q, r, s] = [a.lo / b.lo, a.lo / b.hi, a.hi / b.lo, a.hi / b.hi];
  return widen(value, Math.min(p, q, r, s), Math.max(p, q, r, s), 2.5, 2.5);
}

/**
 * Product of factors over divisors, in any order: each rounding is relative, 1 ULP a multiplication and 2.5 ULP a division,
 * wherever it happens; a power of two rounds nothing.
 */
export function product(factors: readonly Interval[], divisors: readonly Interval[]): Interval {
  const [first, second] = factors;
  const [divisor] = divisors;
  if (first === undefined) return point(1);
  if (factors.length === 1 && divisor === undefined) return first;
  if (factors.length === 2 && divisor === undefined && second !== undefined) return multiply(first, second);
  if (factors.length === 1 && divisors.length === 1 && divisor !== undefined) return divide(first, divisor);
  let [value, lo, hi] = [1, 1, 1];
  const apply = (otherLo: number, otherHi: number) => {
    const [p, q, r, s] = [lo * otherLo, lo * otherHi, hi * otherLo, hi * otherHi];
    lo = Math.min(p, q, r, s);
    hi = Math.max(p, q, r, s);
  };
  for (const factor of factors) {
    value *= factor.value;
    apply(factor.lo, factor.hi);
  }
  for (const { value: below, lo: from, hi: to } of divisors) {
    value /= below;
    if (from <= 0 && to >= 0) apply(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    else apply(1 / to, 1 / from);
  }
  const inexact = factors.filter((factor) => !isPowerOfTwo(factor)).length;
  const ulps = Math.max(inexact - 1, 0) + 2.5 * divisors.length;
  const error = ulps * ULP * (1 + ulps * ULP);
  return make(value, roundUp(lo - Math.abs(lo) * error, 0), roundDown(hi + Math.abs(hi) * error, 0));
}

function isPowerOfTwo({ lo, hi }: Interval): boolean {
  return lo === hi && ulp(lo) * 2 ** 23 === Math.abs(lo);
}

/** Square root, inherited from 1/inverseSqrt(x): 2 ULP, then the 2.5 ULP of the division. */
export function squareRoot(a: Interval): Interval {
  // Where rounding alone could make a radicand negative the computed NaN fails the probe by itself.
  const root = (x: number, side: number) => {
    if (x <= 0) return 0;
    if (x === Number.POSITIVE_INFINITY) return x;
    const inverse = 1 / Math.sqrt(x);
    const quotient = 1 / (inverse - side * 2 * ulp(inverse));
    return quotient + side * 2.5 * ulp(quotient);
  };
  return make(Math.sqrt(a.value), roundUp(root(a.lo, -1), 0), roundDown(root(a.hi, 1), 0));
}

/** exp(x): 3 + 2 |x| ULP. */
export function exponential(a: Interval): Interval {
  const at = (x: number) => 3 + 2 * Math.abs(x);
  return widen(Math.exp(a.value), Math.exp(a.lo), Math.exp(a.hi), at(a.lo), at(a.hi));
}

/** log(x): 2^-21 absolute in [0.5, 2], else 3 ULP. */
export function logarithm(a: Interval): Interval {
  const error = (x: number) => (x >= 0.5 && x <= 2 ? 2 ** -21 : 3 * ulp(Math.log(x)));
  if (!(a.lo > 0)) return new Interval(Math.log(a.value), Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  const lo = roundUp(Math.log(a.lo) - error(a.lo), 0);
  return make(Math.log(a.value), lo, roundDown(Math.log(a.hi) + error(a.hi), 0));
}

export function absolute(a: Interval): Interval {
  const lo = a.lo <= 0 && a.hi >= 0 ? 0 : Math.min(Math.abs(a.lo), Math.abs(a.hi));
  return new Interval(Math.abs(a.value), lo, largest(a));
}

export function minimum(a: Interval, b: Interval): Interval {
  return new Interval(Math.min(a.value, b.value), Math.min(a.lo, b.lo), Math.min(a.hi, b.hi));
}

export function maximum(a: Interval, b: Interval): Interval {
  return new Interval(Math.max(a.value, b.value), Math.max(a.lo, b.lo), Math.max(a.hi, b.hi));
}

/** Distance of the two float32 around x. */
export function ulp(x: number): number {
  f64[0] = x;
  const exponent = (((f64Bits[1] ?? 0) >>> 20) & 0x7ff) - 1023;
  return 2 ** (Math.max(exponent, -126) - 23);
}

function largest(a: Interval): number {
  return Math.max(Math.abs(a.lo), Math.abs(a.hi));
}

/** [lo, hi] with ULPs on either side; the result is a float32, so the ends round inwards. */
function widen(value: number, lo: number, hi: number, ulpsLo: number, ulpsHi: number): Interval {
  // A quotient's exact zero is no matter of accuracy.
  const below = lo === 0 ? 0 : roundUp(lo - ulpsLo * ulp(lo), 0);
  const above = hi === 0 ? 0 : roundDown(hi + ulpsHi * ulp(hi), 0);
  return make(value, below, above);
}

/** Closes an interval: what may be flushed includes zero, what overflowed is unbounded. */
function make(value: number, lo: number, hi: number): Interval {
  let [below, above] = [lo, hi];
  if (below > 0 && below < SMALLEST_NORMAL) below = 0;
  if (above < 0 && above > -SMALLEST_NORMAL) above = 0;
  return new Interval(
    value,
    Number.isNaN(below) ? Number.NEGATIVE_INFINITY : below,
    Number.isNaN(above) ? Number.POSITIVE_INFINITY : above,
  );
}

/** What the f64 sum s = a + b lost (Knuth's two-sum): decides the neighbour where s itself is a float32. */
function residual(a: number, b: number, s: number): number {
  const bb = s - a;
  return a - (s - bb) + (b - bb);
}

function roundDown(x: number, rest: number): number {
  const rounded = Math.fround(x);
  return rounded > x || (rounded === x && rest < 0) ? neighbour(rounded, -1) : rounded;
}

function roundUp(x: number, rest: number): number {
  const rounded = Math.fround(x);
  return rounded < x || (rounded === x && rest > 0) ? neighbour(rounded, 1) : rounded;
}

function neighbour(x: number, side: 1 | -1): number {
  if (x === 0) return side * 2 ** -149;
  f32[0] = x;
  f32Bits[0] = (f32Bits[0] ?? 0) + (x > 0 === side > 0 ? 1 : -1);
  return f32[0] ?? 0;
}
