/** Where a minimum lies, in words: at a grid point or at |U|^2 = 0, and at which ends of the axes. */

import type { DeltaPlane } from '../contouring/contour.js';
import type { Axis } from '../tiles/axes.js';
import { type AxisEnd, type BestFit, edgesAt, type GridPlace } from '../tiles/bestFit.js';
import { shortNumber } from '../words.js';

/** |U|^2 = 0 in words. */
export const BACKGROUND_PLACE = '|U|^2 = 0';

/** `m5_gev = 0.1774, Umu5_sq = 1.812e-4`, or |U|^2 = 0; `format` writes a value. */
export function placeInWords(
  at: GridPlace | 'background',
  format: (value: number) => string = shortNumber,
): string {
  if (at === 'background') return BACKGROUND_PLACE;
  return Object.entries(at)
    .map(([name, value]) => `${name} = ${format(value)}`)
    .join(', ');
}

/** The value of a profiled axis at a minimum. */
export interface ProfiledValue {
  readonly axis: Axis;
  readonly value: number;
}

/** The minimum of a plane, with |U|^2 = 0, as a best fit; with the values of the profiled axes there. */
export function minimumOf({ x, y, minimum }: DeltaPlane, profiled: readonly ProfiledValue[] = []): BestFit {
  const { chi2, at } = minimum;
  if (at === 'background') return { chi2, at, on_edge: [] };
  const beside = Object.fromEntries(profiled.map(({ axis, value }) => [axis.name, value]));
  const place: GridPlace = { [x.name]: at.x, [y.name]: at.y, ...beside };
  return { chi2, at: place, on_edge: edgesAt([x, y, ...profiled.map(({ axis }) => axis)], place) };
}

/** `at the lower end of the axis m4_gev and the upper end of the axis Umu5_sq`; empty where it lies at no end. */
export function edgesInWords(ends: readonly AxisEnd[]): string {
  if (ends.length === 0) return '';
  return `at ${ends.map(({ axis, end }) => `the ${end} end of the axis ${axis}`).join(' and ')}`;
}

/** A warning, as a clause, that a minimum lies at the end of an axis; empty where it does not. */
export function edgeSentence(ends: readonly AxisEnd[]): string {
  return ends.length === 0 ? '' : `it lies ${edgesInWords(ends)}: the minimum may be beyond what was scanned`;
}

/** A best fit in lines: chi2 and place, and at which ends of axes it lies. */
export function bestFitInWords(best: BestFit, backgroundChi2: number): string[] {
  const chi2 = best.chi2.toFixed(3);
  if (best.at === 'background') {
    return [`chi2 = ${chi2} at ${BACKGROUND_PLACE}, the background alone: no grid point is better`];
  }
  const place = `chi2 = ${chi2} at ${placeInWords(best.at)} (background alone: ${backgroundChi2.toFixed(3)})`;
  const edge = edgeSentence(best.on_edge);
  return edge === '' ? [place] : [place, edge];
}
