/** Warnings of whatever reads a grid: of its digests, and of values on its axes that are not the ones asked for. */

import { digestWarnings, type Grid } from '../grid/store.js';
import { shortNumber } from '../words.js';
import type { FixedAxis } from './slice.js';

/** Largest relative difference without a warning; the second factor allows for the rounding of decimal numbers. */
const NEAR = 0.02 * (1 + 1e-9);

/** Warnings of a grid without digests, and of fixed axes; in the order in which they are printed. */
export function readingWarnings(grid: Pick<Grid, 'dir' | 'storage'>, fixed: readonly FixedAxis[]): string[] {
  return [...digestWarnings(grid), ...fixWarnings(fixed)];
}

/**
 * A warning for each fixed axis whose grid value lies further than 2 % from the value asked for. (A value beyond the ends of
 * the axis by more than half a step was refused before.) A grid value of 0 allows no percentage: there only 0 passes.
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
