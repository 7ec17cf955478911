/** A fit in the plane that is shown, which may be finer than the grid's, beside the grid's own points, which are counted. */
import { type DeltaPlane, deltaChi2 } from '../../contouring/contour.js';
import { isMissing } from '../../tiles/variables.js';
import type { FlagPlane } from '../flags.js';
import type { PlaneChoice } from '../slice.js';
import type { FinerFit, FinerPlane, FitToRefine } from './finerPlane.js';

/** Delta chi2 and flags at the same points. */
export interface FitPlane {
  readonly plane: DeltaPlane;
  readonly flags: FlagPlane;
}

/** What is contoured and drawn, and what is counted: the grid's points, with Delta chi2 from the same minimum. Without refinement they are one. */
export interface ShownFit extends FitPlane {
  readonly counted: FitPlane;
  /** By how much a computed point lowered the minimum. */
  readonly lowered: number;
}

/** A fit as the grid has it, or with the points of a finer plane. */
export function shownFit(
  { x, y }: Pick<PlaneChoice, 'x' | 'y'>,
  { chi2, flags, backgroundChi2 }: Pick<FitToRefine, 'chi2' | 'flags' | 'backgroundChi2'>,
  finer?: { readonly on: Pick<FinerPlane, 'x' | 'y'>; readonly fit: FinerFit },
): ShownFit {
  const ofGrid = deltaChi2(x, y, chi2, backgroundChi2);
  if (finer === undefined) return { plane: ofGrid, flags, counted: { plane: ofGrid, flags }, lowered: 0 };
  const { on, fit } = finer;
  const plane = deltaChi2(on.x, on.y, fit.chi2, backgroundChi2);
  const least = plane.minimum.chi2;
  const delta = chi2.map((value) => (isMissing(value) ? Number.NaN : Math.max(0, value - least)));
  const { minimum, backgroundDelta } = plane;
  return {
    plane,
    flags: fit.flags,
    counted: { plane: { x, y, delta, minimum, backgroundDelta }, flags },
    lowered: Math.max(0, ofGrid.minimum.chi2 - least),
  };
}
