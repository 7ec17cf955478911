/** Remainders of the series that WGSL sums where the twin calls the function: how far the two formulas are apart. */
import { arcTangent, expm1Negative, logistic, unitCircle } from '../../src/physics/numeric.js';
import { negativeLog } from '../../src/physics/smearing.js';
import { Interval } from './bounds.js';
import { asFloat } from './wgsl/builtins.js';
import type { Hook } from './wgsl/evaluate.js';
import { isList, type Value } from './wgsl/values.js';

/** f64 rounding of a handful of operations of size 1. */
const F64_ERROR = 2 ** -49;

/** Checks the f64 values of a result against the function's own within the remainder, and puts those in their place. */
function hook(exact: (x: number) => number | readonly number[], remainder: (x: number) => number): Hook {
  return ([argument], result) => {
    const x = asFloat(argument).value;
    const values = [exact(x)].flat();
    const bound = remainder(x);
    const replace = (part: Value, value: number): Interval => {
      const { value: series, lo, hi } = asFloat(part);
      if (!(Math.abs(series - value) <= bound + F64_ERROR * Math.abs(value))) {
        throw new Error(`a series at ${x} gives ${series} for ${value}: its remainder is below ${bound}`);
      }
      return new Interval(value, lo, hi);
    };
    if (isList(result)) return result.map((part, i) => replace(part, values[i] ?? Number.NaN));
    return replace(result, values[0] ?? Number.NaN);
  };
}

/** The functions whose twins are another formula. In alternating series the next term bounds the rest. */
export const remainderHooks: Readonly<Record<string, Hook>> = {
  // sin's next term is x^11/11!, cos's is smaller: x^12/12!. Beside zero of the other the f64 argument's rounding shows.
  unitCircle: hook(unitCircle, (u) => {
    const x = Math.abs(2 * Math.PI * (u - Math.round(u * 4) / 4));
    return x ** 11 / 39916800 + 2 ** -50;
  }),
  // r^11/11 after as many steps of pi/8 as there are thresholds tan(pi/16) below. At a threshold, which is rounded, both
  // ways give the same |r| but for 2^-20 of it.
  arcTangent: hook(arcTangent, (t) => {
    let r = t;
    for (let step = 0; step < 2; step++) {
      if (r > Math.tan(Math.PI / 16)) r = Math.tan(Math.atan(r) - Math.PI / 8);
    }
    return (Math.abs(r) * (1 + 2 ** -20)) ** 11 / 11;
  }),
  // x^9/9! below 0.5; above 100 the exponential is left out.
  expm1Negative: hook(expm1Negative, (x) => (x < 0.5 ? x ** 9 / 362880 : x > 100 ? Math.exp(-100) : 0)),
  // t^15/15 and what follows, a geometric series in t^2 at most.
  negativeLog: hook(negativeLog, (u) => {
    const t = (1 - u) / (1 + u);
    return u > 0.5 ? (2 * t ** 15) / (15 * (1 - t * t)) : 0;
  }),
  // The argument is kept inside +-80.
  logistic: hook(logistic, (x) => (Math.abs(x) > 80 ? Math.exp(-80) : 0)),
};
