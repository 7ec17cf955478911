/** Points of a plane that have no chi2: never computed, unknown, or masked. They are left out, and the output says so. */

import { at } from '../at.js';
import type { DeltaPlane } from '../contouring/contour.js';
import { StoreError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { CHI2 } from '../outputs/chi2.js';
import { variableName } from '../outputs/output.js';
import type { Axis } from '../tiles/axes.js';
import { isMissing } from '../tiles/variables.js';
import { shortNumber } from '../words.js';
import { type PlaneChoice, readPlane } from './slice.js';

/**
 * chi2 on a plane, of all experiments or of the one with that suffix, shape [ny, nx], C order; NaN where it is missing.
 * StoreError where nothing is left to contour, where a chi2 is negative, and when a tile is missing.
 */
export async function readChi2Plane(grid: Grid, suffix: string, choice: PlaneChoice): Promise<Float64Array> {
  const name = variableName(CHI2, suffix);
  const chi2 = (await readPlane(grid, name, choice)).map((value) => (isMissing(value) ? Number.NaN : value));
  const { x, y, fixed } = choice;
  const nx = x.values.length;
  const negative = chi2.findIndex((value) => value < 0);
  if (negative >= 0) {
    const point = [negative % nx, Math.floor(negative / nx)].map((index, i) =>
      placeOn(i === 0 ? x : y, index),
    );
    throw new StoreError(
      `${grid.dir}: ${name} is ${chi2[negative]} at ${[...point, ...placesOf(fixed)].join(', ')}; ${NEGATIVE_MEANS}`,
    );
  }
  refuseEmpty(grid, name, choice, chi2);
  return chi2;
}

/** StoreError where no cell of a plane has chi2 at its four corners. */
export function refuseEmpty(
  grid: Grid,
  name: string,
  { x, y, fixed }: Pick<PlaneChoice, 'x' | 'y' | 'fixed'>,
  chi2: Float64Array,
): void {
  if (cellsLeft({ x, y, delta: chi2 }) > 0) return;
  const fixedPlaces = placesOf(fixed);
  const missing = countMissing(chi2);
  const what =
    missing === chi2.length
      ? `none of its ${chi2.length} points holds a value`
      : `${missing} of its ${chi2.length} points hold no value, and no four neighbours are left that do`;
  throw new StoreError(
    `${grid.dir}: nothing of ${name} can be contoured in ${y.name} against ${x.name}${fixedPlaces.length === 0 ? '' : ` at ${fixedPlaces.join(', ')}`}: ${what}; choose another plane, or scan again`,
  );
}

const placesOf = (fixed: PlaneChoice['fixed']) =>
  fixed.map((axis) => `${axis.name} = ${shortNumber(axis.value)}`);

/** What a negative chi2 means, and what to do about it. */
export const NEGATIVE_MEANS =
  'a chi2 cannot be negative: the grid is corrupted, or of an earlier version that wrote it where it could compute none; scan again with --overwrite';

const placeOn = ({ name, values }: Axis, index: number) => `${name} = ${shortNumber(at(values, index))}`;

/** Number of points without a value. */
export function countMissing(values: Float64Array): number {
  return values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
}

/** Values (NaN where missing) on two axes, shape [ny, nx], C order. */
type PlaneValues = Pick<DeltaPlane, 'x' | 'y' | 'delta'>;

/** Whether all four corners of the cell between columns i, i + 1 and rows j, j + 1 have a value. */
export function hasCell({ x, delta }: Pick<PlaneValues, 'x' | 'delta'>, i: number, j: number): boolean {
  const nx = x.values.length;
  const k = j * nx + i;
  const sum = [0, 1, nx, nx + 1].reduce((all, step) => all + (delta[k + step] ?? Number.NaN), 0);
  return !Number.isNaN(sum);
}

function cellsLeft(plane: PlaneValues): number {
  let count = 0;
  for (let j = 0; j + 1 < plane.y.values.length; j++) {
    for (let i = 0; i + 1 < plane.x.values.length; i++) if (hasCell(plane, i, j)) count++;
  }
  return count;
}

/** A rectangle of the plane, in the axes' units. */
export interface Rectangle {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** The part of a plane where nothing is known: cells with a missing corner, neighbours in a row joined into one rectangle. */
export function missingAreas(plane: PlaneValues): Rectangle[] {
  const { x, y } = plane;
  const areas: Rectangle[] = [];
  for (let j = 0; j + 1 < y.values.length; j++) {
    const [low, high] = [at(y.values, j), at(y.values, j + 1)];
    for (let i = 0; i + 1 < x.values.length; i++) {
      if (hasCell(plane, i, j)) continue;
      const start = i;
      while (i + 2 < x.values.length && !hasCell(plane, i + 1, j)) i++;
      areas.push({ x: [at(x.values, start), at(x.values, i + 1)], y: [low, high] });
    }
  }
  return areas;
}

/** `312 of the 525 points of this plane have no chi2 and are left out, with the cells around`; empty where all have one. */
export function missingInWords(planes: readonly Pick<DeltaPlane, 'delta'>[], of = 'this plane'): string {
  const count = planes.reduce((sum, { delta }) => sum + countMissing(delta), 0);
  const total = planes.reduce((sum, { delta }) => sum + delta.length, 0);
  const have = count === 1 ? 'has no chi2 and is' : 'have no chi2 and are';
  return count === 0
    ? ''
    : `${count} of the ${total} points of ${of} ${have} left out, with the cells around`;
}
