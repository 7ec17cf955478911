/** WGSL's built-in functions on intervals. Accuracies: ../bounds.ts. */
import * as b from '../bounds.js';
import type { Paths } from './paths.js';
import { isList, type Value } from './values.js';

type Unary = (a: b.Interval) => b.Interval;
type Binary = (a: b.Interval, c: b.Interval) => b.Interval;

/** A value as a float. */
export function asFloat(value: Value | undefined): b.Interval {
  if (value instanceof b.Interval) return value;
  throw new Error(`a float was expected, not ${typeof value}`);
}

/** A value as a vector of floats. */
export function asVector(value: Value | undefined): readonly b.Interval[] {
  if (value !== undefined && isList(value)) return value.map(asFloat);
  throw new Error('a vector was expected');
}

/** A value as an integer. */
export function asInt(value: Value | undefined): number {
  if (typeof value === 'number') return value;
  throw new Error('an integer was expected');
}

/** Component by component; a scalar goes with every component of a vector. */
export function each(a: Value, c: Value, f: Binary): Value {
  if (!isList(a) && !isList(c)) return f(asFloat(a), asFloat(c));
  if (!isList(a)) return asVector(c).map((x) => f(asFloat(a), x));
  if (!isList(c)) return asVector(a).map((x) => f(x, asFloat(c)));
  return a.map((x, i) => f(asFloat(x), asFloat(c[i])));
}

/** sum_i x_i y_i in any order. */
function dot(x: readonly b.Interval[], y: readonly b.Interval[]): b.Interval {
  return b.sum(x.map((xi, i) => b.multiply(xi, asFloat(y[i]))));
}

function cross(x: readonly b.Interval[], y: readonly b.Interval[]): Value {
  const minor = (i: number, j: number) => {
    const other = b.multiply(asFloat(x[j]), asFloat(y[i]));
    return b.add(b.multiply(asFloat(x[i]), asFloat(y[j])), b.negate(other));
  };
  return [minor(1, 2), minor(2, 0), minor(0, 1)];
}

/** An even number where two are equally near, as WGSL rounds. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return floor + (rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? 1 : 0);
}

const asFloat32 = new Float32Array(1);
const asBits = new Uint32Array(asFloat32.buffer);

/** Bits of a float32 as an integer. */
function bitsOf(x: number): number {
  asFloat32[0] = x;
  return asBits[0] ?? 0;
}

/** The float32 of bits. */
function floatOf(bits: number): number {
  asBits[0] = bits;
  return asFloat32[0] ?? 0;
}

/** Built-in functions by name. */
export function builtins(paths: Paths): ReadonlyMap<string, (args: readonly Value[]) => Value> {
  const unary = (f: Unary) => (args: readonly Value[]) => {
    const [a] = args;
    return a !== undefined && isList(a) ? asVector(a).map(f) : f(asFloat(a));
  };
  const binary =
    (f: Binary) =>
    ([a, c]: readonly Value[]) => {
      // min and max of integers are as exact as the integers.
      if (typeof a === 'number') return f(b.point(a), b.point(asInt(c))).value;
      return each(a ?? 0, c ?? 0, f);
    };
  const stepwise = (f: (x: number) => number) => unary((a) => b.point(paths.step(a, f)));
  return new Map<string, (args: readonly Value[]) => Value>([
    ['sqrt', unary(b.squareRoot)],
    ['exp', unary(b.exponential)],
    ['log', unary(b.logarithm)],
    ['abs', unary(b.absolute)],
    ['floor', stepwise(Math.floor)],
    ['round', stepwise(roundHalfEven)],
    ['sign', stepwise(Math.sign)],
    ['min', binary(b.minimum)],
    ['max', binary(b.maximum)],
    [
      'clamp',
      ([x, low, high]) => {
        const bounded = each(x ?? 0, low ?? 0, b.maximum);
        return each(bounded, high ?? 0, b.minimum);
      },
    ],
    ['dot', ([x, y]) => dot(asVector(x), asVector(y))],
    ['cross', ([x, y]) => cross(asVector(x), asVector(y))],
    [
      'length',
      ([x]) => {
        const v = asVector(x);
        return b.squareRoot(dot(v, v));
      },
    ],
    ['select', ([whenFalse, whenTrue, condition]) => (condition === true ? whenTrue : whenFalse) ?? 0],
    ['f32', ([x]) => (typeof x === 'number' ? b.literal(x) : asFloat(x))],
    ['u32', ([x]) => (typeof x === 'number' ? x >>> 0 : paths.step(asFloat(x), Math.trunc))],
    // From f32 to u32 or back, the only ones that shaders have.
    ['bitcast', ([x]) => (typeof x === 'number' ? b.point(floatOf(x)) : paths.step(asFloat(x), bitsOf))],
    ['countLeadingZeros', ([x]) => Math.clz32(asInt(x))],
    ['i32', ([x]) => (typeof x === 'number' ? x | 0 : paths.step(asFloat(x), Math.trunc))],
  ]);
}
