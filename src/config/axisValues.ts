/** The values of an axis from its entry in a scan file. */
import { at } from '../at.js';
import type { AxisName, ModelAxis } from '../model/parameters.js';
import type { AxisEntry } from './schema.js';

/** Digits that generated values keep: more than any scan needs, and few enough that every maths library gives the same values. */
const DIGITS = 12;

/** One axis as written, with its values where they stood in a file. */
export type ListedAxis = Omit<AxisEntry, 'values'> & { readonly values?: readonly number[] };

/** What is wrong with an axis, and with which of its keys. */
export interface AxisFault {
  readonly key: readonly (string | number)[];
  readonly what: string;
}

/** `points` values from lo to hi, both exact, with equal differences. Strictly increasing for lo < hi. */
export function linearValues(lo: number, hi: number, points: number): number[] {
  return spaced(lo, hi, points, (f) => lo + (hi - lo) * f);
}

/** `points` values from lo to hi, both exact, with equal ratios; lo > 0. */
export function logValues(lo: number, hi: number, points: number): number[] {
  return spaced(lo, hi, points, (f) => lo * (hi / lo) ** f);
}

function spaced(lo: number, hi: number, points: number, valueAt: (fraction: number) => number): number[] {
  return Array.from({ length: points }, (_, i) => {
    if (i === 0) return lo;
    return i === points - 1 ? hi : Number(valueAt(i / (points - 1)).toPrecision(DIGITS));
  });
}

/** Builds an axis with strictly increasing values, or describes what is wrong with the entry. */
export function buildAxis(name: AxisName, entry: ListedAxis): ModelAxis | AxisFault {
  const { log, linear, values, points } = entry;
  const forms = [log, linear, values].filter((form) => form !== undefined).length;
  if (forms !== 1) return fault([], 'give exactly one of log, linear (with points), values');
  if (values) {
    if (points !== undefined) return fault(['points'], 'values are listed one by one; remove points');
    return checked({ name, spacing: 'values', values }, ['values']);
  }
  const spacing = log ? 'log' : 'linear';
  const [lo, hi] = log ?? linear ?? [Number.NaN, Number.NaN];
  if (points === undefined)
    return fault([], `missing points; such as { ${spacing}: [${lo}, ${hi}], points: 32 }`);
  if (log && lo <= 0) return fault(['log', 0], `${lo} has no logarithm; start above 0, or use linear`);
  if (points === 1 && lo !== hi)
    return fault(['points'], `one point does not reach from ${lo} to ${hi}; use values: [${lo}]`);
  if (points > 1 && lo >= hi)
    return fault([spacing], `${lo} to ${hi} does not increase; put the lower value first`);
  const built = log ? logValues(lo, hi, points) : linearValues(lo, hi, points);
  return checked({ name, spacing, values: built }, ['points']);
}

function checked(axis: ModelAxis, key: readonly (string | number)[]): ModelAxis | AxisFault {
  const index = axis.values.findIndex((v, i) => i > 0 && v <= at(axis.values, i - 1));
  if (index < 0) return axis;
  const where = axis.spacing === 'values' ? [...key, index] : key;
  return fault(where, `${axis.values[index]} after ${axis.values[index - 1]}: values must increase strictly`);
}

function fault(key: readonly (string | number)[], what: string): AxisFault {
  return { key, what };
}
