/** A plane with more points than a grid has of it: who makes it is not known here (room refinement). */
import type { GridAxis } from '../../tiles/axes.js';
import type { FlagPlane } from '../flags.js';
import type { Fit } from '../shownPlane.js';
import type { PlaneChoice } from '../slice.js';

/** What the grid has of a fit in a plane, and the confidence levels at which it is contoured, at least one. */
export interface FitToRefine extends Fit {
  readonly confidenceLevels: readonly number[];
  /** Shape [ny, nx], C order; NaN where it is missing. */
  readonly chi2: Float64Array;
  readonly flags: FlagPlane;
}

/** chi2 and flags of a fit on the finer axes; shapes [ny, nx], C order. */
export interface FinerFit {
  readonly chi2: Float64Array;
  readonly flags: FlagPlane;
}

/** How a plane was refined. */
export interface Refinement {
  /** Axes on which there are more points than in the grid. */
  readonly axes: readonly string[];
  /** What computed them: `gpu` or `reference`, and the adapter. */
  readonly engine: string;
  readonly adapter: string;
  /** Points of the plane that were computed, and the mass points that they have. */
  readonly points: number;
  readonly massPoints: number;
  /** How often steps were halved where it was needed. */
  readonly halvings: number;
  /** What a contour may move by in the last halving, and by how much it did: decades of logarithmic axes, parts of the length of others. */
  readonly tolerance: number;
  readonly moved: number;
  /** `settled`: contours stay within the tolerance, or steps are as short; `depth` and `most` are limits that were met before. */
  readonly end: 'settled' | 'depth' | 'most';
}

/** A refined plane, with its fits in the order of the request. */
export interface FinerPlane {
  readonly x: GridAxis;
  readonly y: GridAxis;
  readonly fits: readonly FinerFit[];
  readonly refinement: Refinement;
  /** Warnings about it, a line each. */
  readonly warnings: readonly string[];
}

/** Refines a plane for the contours of some fits. */
export type RefinePlane = (choice: PlaneChoice, fits: readonly FitToRefine[]) => Promise<FinerPlane>;
