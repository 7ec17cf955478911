/** chi2 and flags of the plane that is shown, whether it is one of the grid or reduced from many. */
import { at } from '../at.js';
import type { MinimumPlace } from '../contouring/contour.js';
import type { Grid } from '../grid/store.js';
import { MIXINGS } from '../model/models.js';
import { CHI2 } from '../outputs/chi2.js';
import { variableName } from '../outputs/output.js';
import { unravel } from '../tiles/tiles.js';
import { type FlagPlane, readFlagPlane } from './flags.js';
import { readChi2Plane, refuseEmpty } from './missing.js';
import { withoutOutside } from './outside.js';
import type { ProfiledValue } from './placeWords.js';
import { reducedFlags } from './reducedFlags.js';
import { type ReducedChi2, reducePlane } from './reducePlane.js';
import { profiledAxes, type ReducedAxis } from './reductions.js';
import type { PlaneChoice } from './slice.js';

/** Whose chi2: the suffix of its variables, and its chi2 at |U|^2 = 0. */
export interface Fit {
  readonly suffix: string;
  readonly backgroundChi2: number;
}

/** chi2 of a plane, shape [ny, nx], NaN where it is missing; and of a reduced plane what it is made of. */
export interface Chi2Plane {
  readonly chi2: Float64Array;
  readonly reduction: ReducedChi2 | undefined;
}

/**
 * chi2 on a plane. Where the model has no point it is the background's. A profile over |U|^2 includes |U|^2 = 0, where chi2 is the background's, wherever anything is known. StoreError where nothing is
 * left to contour, where a chi2 is negative, and when a tile is missing.
 */
export async function readShownPlane(
  grid: Grid,
  { suffix, backgroundChi2 }: Fit,
  choice: PlaneChoice,
): Promise<Chi2Plane> {
  if (choice.reduced.length === 0)
    return { chi2: await readChi2Plane(grid, suffix, choice), reduction: undefined };
  const name = variableName(CHI2, suffix);
  const reduction = await reducePlane(grid, name, choice);
  refuseEmpty(grid, name, choice, reduction.chi2);
  const known = withoutOutside(reduction.chi2, backgroundChi2);
  const chi2 = includesBackground(choice.reduced)
    ? known.map((value) => Math.min(value, backgroundChi2))
    : known;
  return { chi2, reduction };
}

/** Whether |U|^2 is profiled, so that |U|^2 = 0 belongs to every point of the plane. */
export function includesBackground(reduced: readonly ReducedAxis[]): boolean {
  return profiledAxes(reduced).some(({ name }) => MIXINGS.some((mixing) => mixing === name));
}

/** The flags of a plane: where it is reduced, of the points that its values are from (reducedFlags.ts). */
export async function readShownFlags(
  grid: Grid,
  { suffix }: Pick<Fit, 'suffix'>,
  choice: PlaneChoice,
  { reduction }: Chi2Plane,
): Promise<FlagPlane> {
  if (reduction === undefined) return await readFlagPlane(grid, choice, suffix);
  return await reducedFlags(grid, choice, suffix, reduction);
}

/** The values of the profiled axes at the minimum of a plane; none where that is |U|^2 = 0, or nothing is profiled. */
export function profiledAt(
  { x, y, reduced }: PlaneChoice,
  { reduction }: Chi2Plane,
  minimum: MinimumPlace,
): ProfiledValue[] {
  const axes = profiledAxes(reduced);
  if (reduction === undefined || minimum === 'background' || axes.length === 0) return [];
  const k = y.values.indexOf(minimum.y) * x.values.length + x.values.indexOf(minimum.x);
  const index = unravel(
    at(reduction.places, k),
    axes.map(({ values }) => values.length),
  );
  return axes.map((axis, i) => ({ axis, value: at(axis.values, at(index, i)) }));
}
