/** One panel of a comparison: what one experiment excludes of what others prefer. */

import { at } from '../at.js';
import { type Contour, type DeltaPlane, findContour, levelOf } from '../contouring/contour.js';
import type { Grid } from '../grid/store.js';
import type { ExperimentAttributes } from '../metadata/manifest.js';
import type { ShownPlane } from '../overlays/curveWords.js';
import type { LimitRegion } from '../overlays/limitRegion.js';
import { limitsOn, type Overlays } from '../overlays/overlays.js';
import type { RefinePlane } from '../planes/finer/finerPlane.js';
import { fitsOfPanel, type PanelFits } from '../planes/finer/panelFits.js';
import type { FitPlane } from '../planes/finer/shownFit.js';
import type { FlagPlane } from '../planes/flags.js';
import type { ProfiledValue } from '../planes/placeWords.js';
import type { PlaneChoice } from '../planes/slice.js';
import { isBeyondLimits, isExcludedAt } from './comparedFit.js';
import { type Overlap, overlap } from './overlap.js';

/** The region that one of `prefers` prefers in one panel, or allows where it contains |U|^2 = 0 (comparisonRegions.ts). */
export interface PreferredRegion extends Overlap {
  readonly experiment: string;
  readonly plane: DeltaPlane;
  readonly flags: FlagPlane;
  /** The grid's points, which are counted. */
  readonly counted: FitPlane;
  readonly contour: Contour;
  /** The values of profiled axes at the best fit. */
  readonly profiledAt: readonly ProfiledValue[];
  /** Monte Carlo error of the excluded share, from grids of other seeds (replicas.ts); undefined where it is not known. */
  readonly shareError: number | undefined;
  /** Whether the best fit is excluded; undefined where it is the background, and where the other chi2 is missing. */
  readonly bestFitIsExcluded: boolean | undefined;
  /** Whether other limits exclude the best fit; undefined also where none apply. */
  readonly bestFitIsBeyondLimits: boolean | undefined;
}

/** One panel. */
export interface ComparisonPanel {
  /** Values of the panel axes, in their order. */
  readonly values: readonly number[];
  readonly exclusion: Contour;
  readonly exclusionPlane: DeltaPlane;
  readonly exclusionFlags: FlagPlane;
  /** The grid's points of it, which are counted. */
  readonly exclusionCounted: FitPlane;
  readonly preferred: readonly PreferredRegion[];
  /** The region that other limits exclude; undefined where none apply. */
  readonly limits: LimitRegion | undefined;
  /** The two axes, and the values of all other parameters. */
  readonly shown: ShownPlane;
}

/** What all panels of a comparison have in common. */
export interface PanelSetting {
  /** The grid that has an experiment. */
  readonly gridOf: (name: string) => Grid;
  readonly excludes: ExperimentAttributes;
  readonly prefers: readonly ExperimentAttributes[];
  readonly cl: number;
  readonly overlays: Overlays;
  readonly refine: RefinePlane | undefined;
}

/** Where a panel is: its plane, the values of the panel axes, and of all parameters that are not shown. */
export interface PanelChoice {
  readonly choice: PlaneChoice;
  readonly values: readonly number[];
  readonly shown: ShownPlane;
}

/** Reads the fits of a panel, and compares them. StoreError for an unfinished grid. */
export async function comparePanel(
  { gridOf, excludes, prefers, cl, overlays, refine }: PanelSetting,
  { choice, values, shown }: PanelChoice,
): Promise<{ readonly panel: ComparisonPanel; readonly read: PanelFits }> {
  const limits = limitsOn(overlays, shown);
  const fits = [excludes, ...prefers].map(({ name, suffix, background_chi2: backgroundChi2 }) => {
    return { grid: gridOf(name), suffix, backgroundChi2 };
  });
  const read = await fitsOfPanel({ choice, fits, confidenceLevels: [cl], refine });
  const { plane: exclusionPlane, flags: exclusionFlags, counted: exclusionCounted } = at(read.fits, 0);
  const exclusion = findContour(exclusionPlane, cl);
  const exclusionRegion = { plane: exclusionPlane, contour: exclusion };
  const preferred = prefers.map((experiment, i): PreferredRegion => {
    const { plane, flags, counted, profiledAt } = at(read.fits, i + 1);
    const contour = findContour(plane, cl, 'below');
    return {
      experiment: experiment.name,
      plane,
      flags,
      counted,
      profiledAt,
      contour,
      ...overlap({ plane, contour }, exclusionRegion, levelOf(cl), limits),
      shareError: undefined,
      bestFitIsExcluded: isExcludedAt(plane.minimum.at, exclusionPlane, levelOf(cl)),
      bestFitIsBeyondLimits: isBeyondLimits(plane.minimum.at, overlays, shown),
    };
  });
  const exclusionOf = { exclusion, exclusionPlane, exclusionFlags, exclusionCounted };
  return { panel: { values, ...exclusionOf, preferred, limits, shown }, read };
}
