/** Numbers and ranges of numbers on the command line: `0.8`, `0.2:3:50`, `0.1:10:60:log`. */
import { at } from '../at.js';
import { linearValues, logValues } from '../config/axisValues.js';
import { ConfigError } from '../errors.js';
import { rangeFault } from '../model/parameterRange.js';
import type { AxisName } from '../model/parameters.js';
import type { Axis } from '../tiles/axes.js';

/** Values of an option: one, or several with equal differences or ratios; strictly increasing. */
export type Range = Pick<Axis, 'spacing' | 'values'>;

/** Most points of a range; more are taken as a mistake. */
const MAX_POINTS = 100_000;

/** The allowed values of an option: those of a scan parameter, or those between two limits in a unit. */
export type Bounds =
  | AxisName
  | { readonly above?: number; readonly min?: number; readonly max: number; readonly unit: string };

/** A single number; ConfigError, with the option's name, where it is not a number or out of bounds. */
export function parseNumber(option: string, text: string, bounds: Bounds): number {
  if (/^[^:]+:[^:]+:/.test(text)) {
    throw new ConfigError(`${option} ${text}: a single value is expected here, not a range`);
  }
  const value = finiteNumber(option, text);
  const fault = boundsFault(value, bounds);
  if (fault !== undefined) throw new ConfigError(`${option}: ${fault}`);
  return value;
}

/** A number of any size; ConfigError, with the option's name, where it is not a finite number. */
export function finiteNumber(option: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new ConfigError(`${option} ${text}: not a finite number; correct it`);
  return value;
}

/** A number, or `START:STOP:COUNT` with equal steps, or `START:STOP:COUNT:log` with equal ratios; ConfigError otherwise. */
export function parseRange(option: string, text: string, bounds: Bounds): Range {
  const parts = text.split(':');
  const [start = '', stop = '', count = '', spacing = 'linear'] = parts;
  if (parts.length === 1) return { spacing: 'values', values: [parseNumber(option, text, bounds)] };
  const fail = (what: string): never => {
    throw new ConfigError(`${option} ${text}: ${what}`);
  };
  if (parts.length < 3 || parts.length > 4 || !['linear', 'log'].includes(spacing)) {
    return fail(`expected a number, START:STOP:COUNT or START:STOP:COUNT:log, such as ${option} 0.2:2:50`);
  }
  const [lo, hi] = [parseNumber(option, start, bounds), parseNumber(option, stop, bounds)];
  const points = Number(count);
  if (!(Number.isInteger(points) && points >= 2 && points <= MAX_POINTS)) {
    return fail(
      `${count || 'nothing'} is not a number of points; give a whole number from 2 to ${MAX_POINTS}`,
    );
  }
  if (!(lo < hi)) return fail(`${lo} to ${hi} does not increase; put the lower value first`);
  if (spacing === 'log' && lo <= 0) return fail(`${lo} has no logarithm; start above 0, or leave out :log`);
  return spacing === 'log'
    ? { spacing: 'log', values: logValues(lo, hi, points) }
    : { spacing: 'linear', values: linearValues(lo, hi, points) };
}

/** Whether there is more than one value. */
export function isRange(range: Range): boolean {
  return range.values.length > 1;
}

/** The one value of a range; ConfigError where there are more. */
export function singleValue(option: string, range: Range): number {
  if (!isRange(range)) return at(range.values, 0);
  throw new ConfigError(`${option}: a single value is expected here, not a range`);
}

/** The text of an option that must be given; ConfigError with an example where it is missing. */
export function required(option: string, text: string | undefined, example: string): string {
  if (text !== undefined) return text;
  throw new ConfigError(`${option} is missing; add it, such as ${option} ${example}`);
}

function boundsFault(value: number, bounds: Bounds): string | undefined {
  if (typeof bounds === 'string') return rangeFault(bounds, value);
  const { above = Number.NEGATIVE_INFINITY, min = Number.NEGATIVE_INFINITY, max, unit } = bounds;
  if (value > above && value >= min && value <= max) return undefined;
  const lowest = Number.isFinite(above) ? `above ${above}` : `from ${min}`;
  return `${value} ${unit} is out of range: ${lowest} to ${max} ${unit}; correct it`;
}
