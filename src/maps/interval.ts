/** The interval of numbers that a map has colours for, and its scale. */

import type { ColourScale } from '../drawing/colourScale.js';
import { ConfigError } from '../errors.js';
import { shortNumber } from '../words.js';

/** A choice of the user: the scale and the ends of the interval; what is left out follows from the numbers. */
export interface IntervalRequest {
  readonly scale?: 'log' | 'linear' | undefined;
  readonly range?: { readonly low?: number | undefined; readonly high?: number | undefined } | undefined;
}

/** Ratio of the largest to the smallest number from which on colours are logarithmic. */
const LOG_RATIO = 20;
/** Most decades below the largest number: signals fall to nothing. */
const MOST_DECADES = 16;

/**
 * The scale of colours of some numbers (NaN where there is none): logarithmic where they are positive and span more than LOG_RATIO.
 * ConfigError where there is no number, for an interval that is none, and for a logarithmic one that does not begin above 0.
 */
export function colourScaleOf(
  values: Float64Array,
  { scale, range = {} }: IntervalRequest,
): ColourScale | undefined {
  let [least, most, leastPositive] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
    if (value > 0 && value < leastPositive) leastPositive = value;
  }
  if (!Number.isFinite(least)) return undefined;
  const isLog = scale === undefined ? least >= 0 && most / leastPositive > LOG_RATIO : scale === 'log';
  if (isLog && !(most > 0)) throw new ConfigError('--scale log: no number is above 0; choose --scale linear');
  const lowest = isLog ? Math.max(leastPositive, most * 10 ** -MOST_DECADES) : least;
  const low = range.low ?? lowest;
  const high = range.high ?? most;
  if (isLog && low <= 0)
    throw new ConfigError(
      `--range begins at ${low}, which has no logarithm; choose --scale linear, or begin above 0`,
    );
  if (range.low !== undefined && range.high !== undefined && !(range.low < range.high))
    throw new ConfigError(`--range ${range.low}:${range.high}: put the lower value first`);
  // All numbers may be the same.
  const ends =
    range.low === undefined && range.high === undefined && low === high ? around(low) : [low, high];
  const [from = low, to = high] = ends;
  if (!(from < to))
    throw new ConfigError(
      `--range: nothing lies between ${shortNumber(from)} and ${shortNumber(to)}; the numbers go from ${shortNumber(least)} to ${shortNumber(most)}`,
    );
  return {
    axis: { spacing: isLog ? 'log' : 'linear', values: [from, to] },
    palette: 'viridis',
    beyond: { low: least < from, high: most > to },
  };
}

const around = (value: number): [number, number] =>
  value === 0 ? [-1, 1] : [value - Math.abs(value) / 10, value + Math.abs(value) / 10];
