/** Contours of a grid, for programs. */
import type { Grid } from '../grid/store.js';
import { type ContourRequest, computeContours, type PlaneContours } from '../results/contours.js';

/** Which contours to compute: two axes by name, and optional settings. */
export interface ContourOptions
  extends Partial<Omit<ContourRequest, 'x' | 'y'>>,
    Pick<ContourRequest, 'x' | 'y'> {}

/**
 * Contours of Delta chi2 in a plane of a grid, at 95 % CL with two parameters by default. All other axes are fixed by `fix`, each at the
 * nearest grid value, or reduced by `profile` and `marginalise`. Throws ConfigError for a wrong request, StoreError for an unfinished or damaged grid.
 */
export async function contours(
  grid: Grid,
  { fix = {}, confidenceLevels = [0.95], ...request }: ContourOptions,
): Promise<PlaneContours> {
  return await computeContours(grid, { fix, confidenceLevels, ...request });
}
