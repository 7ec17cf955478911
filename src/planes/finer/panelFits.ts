/** Some fits in one plane, from the grids that have them, or refined. */
import { at } from '../../at.js';
import type { Grid } from '../../grid/store.js';
import type { ProfiledValue } from '../placeWords.js';
import type { ReducedCounts } from '../reducePlane.js';
import { type Chi2Plane, type Fit, profiledAt, readShownFlags, readShownPlane } from '../shownPlane.js';
import type { PlaneChoice } from '../slice.js';
import type { FitToRefine, RefinePlane } from './finerPlane.js';
import { type ShownRefinement, shownRefinement } from './refinementWords.js';
import { type ShownFit, shownFit } from './shownFit.js';

/** A fit and the grid that has it. */
export interface FitOfGrid extends Fit {
  readonly grid: Grid;
}

/** Which fits, in which plane, and the confidence levels of their contours. */
export interface PanelRequest {
  readonly choice: PlaneChoice;
  readonly fits: readonly FitOfGrid[];
  readonly confidenceLevels: readonly number[];
  readonly refine?: RefinePlane | undefined;
}

/** The fits of a panel, in the order of the request. */
export interface PanelFits {
  readonly fits: readonly (ShownFit & { readonly profiledAt: readonly ProfiledValue[] })[];
  readonly refinement: ShownRefinement | undefined;
  readonly warnings: readonly string[];
  /** Of the planes as the grids have them. */
  readonly reducedPoints: ReducedCounts;
}

/** Reads the fits of a panel, and refines them together where `refine` is given. */
export async function fitsOfPanel(request: PanelRequest): Promise<PanelFits> {
  const { choice, confidenceLevels, refine } = request;
  const reducedPoints = { points: 0, missing: 0, outside: 0 };
  const reads: Chi2Plane[] = [];
  const ofGrids: FitToRefine[] = [];
  for (const { grid, suffix, backgroundChi2 } of request.fits) {
    const fit = { suffix, backgroundChi2 };
    const read = await readShownPlane(grid, fit, choice);
    const flags = await readShownFlags(grid, fit, choice, read);
    reducedPoints.points += read.reduction?.points ?? 0;
    reducedPoints.missing += read.reduction?.missing ?? 0;
    reducedPoints.outside += read.reduction?.outside ?? 0;
    reads.push(read);
    ofGrids.push({ ...fit, chi2: read.chi2, flags, confidenceLevels });
  }
  const finer = await refine?.(choice, ofGrids);
  const fits = ofGrids.map((ofGrid, i) => {
    const fit = shownFit(choice, ofGrid, finer && { on: finer, fit: at(finer.fits, i) });
    return { ...fit, profiledAt: profiledAt(choice, at(reads, i), fit.plane.minimum.at) };
  });
  return {
    fits,
    refinement: finer && shownRefinement(finer.refinement, fits),
    warnings: finer?.warnings ?? [],
    reducedPoints,
  };
}
