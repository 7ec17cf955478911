/** Operators on values. */
import * as b from '../bounds.js';
import { asFloat, asInt } from './builtins.js';
import type { Paths } from './paths.js';
import { isList, type Value } from './values.js';

/** -x. */
export function negate(value: Value): Value {
  if (typeof value === 'number') return -value;
  return isList(value) ? value.map(negate) : b.negate(asFloat(value));
}

/** A comparison, or another operator of integers. */
export function operate(op: string, l: Value, r: Value, paths: Paths): Value {
  if (typeof l === 'number' && typeof r === 'number') return operateInt(op, l, r);
  const [x, y] = [asFloat(l), asFloat(r)];
  if (op === '<' || op === '<=') return paths.less(x, y, op === '<=');
  if (op === '>' || op === '>=') return paths.less(y, x, op === '>=');
  if (op === '==' || op === '!=') return paths.equal(x, y) === (op === '==');
  throw new Error(`the probes know no '${op}' of floats`);
}

function operateInt(op: string, l: number, r: number): number | boolean {
  switch (op) {
    case '%':
      return l % r;
    // Numbers that are not negative are u32, up to 2^32.
    case '<<':
      return l >= 0 ? (l << r) >>> 0 : l << r;
    case '>>':
      return l >= 0 ? l >>> r : l >> r;
    case '&':
      return l >= 0 && r >= 0 ? (l & r) >>> 0 : l & r;
    case '|':
      return l >= 0 && r >= 0 ? (l | r) >>> 0 : l | r;
    case '<':
      return l < r;
    case '>':
      return l > r;
    case '<=':
      return l <= r;
    case '>=':
      return l >= r;
    case '==':
      return l === r;
    case '!=':
      return l !== r;
    default:
      throw new Error(`the probes know no '${op}' of integers`);
  }
}

/** Product of two values. */
export function multiply(l: Value, r: Value): Value {
  // Most values are floats.
  if (l instanceof b.Interval && r instanceof b.Interval) return b.multiply(l, r);
  return multiplyOut([l, r], []);
}

/** Quotient of two values. */
export function divide(l: Value, r: Value): Value {
  if (l instanceof b.Interval && r instanceof b.Interval) return b.divide(l, r);
  return multiplyOut([l], [r]);
}

/** Sum of two values. */
export function add(l: Value, r: Value): Value {
  if (l instanceof b.Interval && r instanceof b.Interval) return b.add(l, r);
  return addUp([l, r]);
}

/** Product of factors over divisors, component by component. */
export function multiplyOut(factors: readonly Value[], divisors: readonly Value[]): Value {
  const all = [...factors, ...divisors];
  if (all.every((part) => typeof part === 'number')) {
    const above = factors.reduce<number>((total, part) => total * asInt(part), 1);
    return divisors.reduce<number>((total, part) => Math.trunc(total / asInt(part)), above);
  }
  const vector = all.find(isList);
  if (vector === undefined) return b.product(factors.map(asFloat), divisors.map(asFloat));
  return vector.map((_, i) => {
    const component = (part: Value) => asFloat(isList(part) ? part[i] : part);
    return b.product(factors.map(component), divisors.map(component));
  });
}

/** Sum of terms, component by component. */
export function addUp(terms: readonly Value[]): Value {
  if (terms.every((term) => typeof term === 'number')) return terms.reduce((total, term) => total + term, 0);
  const vector = terms.find(isList);
  if (vector === undefined) return b.sum(terms.map(asFloat));
  return vector.map((_, i) => b.sum(terms.map((term) => asFloat(isList(term) ? term[i] : term))));
}
