/** Contours of a grid, for programs. */
import type { Grid } from '../grid/store.js';
import { type RefineOptions, refinerOf } from '../refinement/enginePlanes.js';
import { type ContourRequest, computeContours, type PlaneContours } from '../results/contours.js';

/** Which contours to compute: two axes by name, and optional settings. */
export interface ContourOptions
  extends Partial<Omit<ContourRequest, 'x' | 'y'>>,
    Pick<ContourRequest, 'x' | 'y'> {
  /** Computes the mass points that the contours lack; `true` for the defaults. */
  readonly refine?: boolean | RefineOptions;
}

/**
 * Contours of Delta chi2 in a plane of a grid, at 95 % CL with two parameters by default. All other axes are fixed by `fix`, each at the
 * nearest grid value, or reduced by `profile` and `marginalise`. With `refine` an engine computes mass points between those of the grid, where the contours
 * need them. Throws ConfigError for a wrong request, StoreError for an unfinished or damaged grid, DeviceError where there is no engine to refine with.
 */
export async function contours(
  grid: Grid,
  { fix = {}, confidenceLevels = [0.95], refine = false, ...request }: ContourOptions,
): Promise<PlaneContours> {
  const all = { fix, confidenceLevels, ...request };
  if (refine === false) return await computeContours(grid, all);
  await using refiner = refinerOf(grid, refine === true ? {} : refine);
  return await computeContours(grid, all, refiner.refine);
}
