/** Whether the grid value that stands for what was asked for is near enough to it. */

import { shortNumber } from '../words.js';
import type { FixedAxis } from './slice.js';

/** A grid value stands for what differs from it by no more than this, relative to it; the last bits are those of decimal numbers. */
const NEAR = 0.02 * (1 + 1e-9);

/**
 * A warning for each fixed axis whose grid value lies further than 2 % from the value asked for. (A value beyond the ends of
 * the axis by more than half a step was refused before.) For a grid value of 0 there is no percentage: only 0 is near.
 */
export function fixWarnings(fixed: readonly FixedAxis[]): string[] {
  return fixed.flatMap(({ name, requested, value }) => {
    if (requested === undefined || Math.abs(requested - value) <= NEAR * Math.abs(value)) return [];
    const off = value === 0 ? '' : `, ${offInWords(Math.abs(requested - value) / Math.abs(value))} off`;
    return [
      `--fix ${name}=${requested}: the nearest grid value is ${shortNumber(value)}${off}, and that is what is shown; ask for it, or scan with the value on the axis`,
    ];
  });
}

function offInWords(relative: number): string {
  return `${Number((100 * relative).toPrecision(2))} %`;
}
