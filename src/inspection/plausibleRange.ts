/** Ranges of plausible numbers. */
import { briefNumber } from '../words.js';

/** The lowest and the highest number that is plausible. */
export type PlausibleRange = readonly [low: number, high: number];

/** Plausible densities of a liquid or a solid, g/cm3. */
export const DENSITY_RANGE: PlausibleRange = [0.3, 25];

/** Whether a number is outside of a range, or none. */
export function isOutside(value: number, [low, high]: PlausibleRange): boolean {
  return !(value >= low && value <= high);
}

/** The end of a message on such a number: `outside of 0.3 to 25`. */
export function outsideOf([low, high]: PlausibleRange, unit = ''): string {
  return `outside of ${briefNumber(low)} to ${briefNumber(high)}${unit}`;
}
