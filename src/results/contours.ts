/** The contours of a grid in one plane, with everything that figures and tables report about them. */

import { at } from '../at.js';
import { coarseWarnings, type NamedCoarseAxis, nameCoarseAxes } from '../contouring/coarseness.js';
import {
  type Contour,
  type ContourSide,
  type DeltaPlane,
  findContour,
  levelOf,
} from '../contouring/contour.js';
import type { Grid } from '../grid/store.js';
import type { GridAttributes } from '../metadata/manifest.js';
import { curvesToJson, type ShownPlane } from '../overlays/curveWords.js';
import type { LimitRegion } from '../overlays/limitRegion.js';
import { limitsToJson } from '../overlays/limitWords.js';
import {
  limitsOn,
  loadOverlays,
  type OverlayRequest,
  type Overlays,
  overlayWarnings,
  valuesBeside,
} from '../overlays/overlays.js';
import { attributesOfExperiment, findExperiment } from '../planes/experiments.js';
import type { RefinePlane } from '../planes/finer/finerPlane.js';
import { fitsOfPanel } from '../planes/finer/panelFits.js';
import {
  refinementToJson,
  refinementWarnings,
  type ShownRefinement,
  withoutRefined,
} from '../planes/finer/refinementWords.js';
import type { FitPlane } from '../planes/finer/shownFit.js';
import {
  type FlagCounts,
  type FlagPlane,
  flagShares,
  flagsBeside,
  flagsOfPlane,
  type RegionFlags,
} from '../planes/flags.js';
import { countMissing } from '../planes/missing.js';
import { minimumOf, type ProfiledValue } from '../planes/placeWords.js';
import { readingWarnings } from '../planes/readingWarnings.js';
import type { ReducedCounts } from '../planes/reducePlane.js';
import { isMarginal, type ReducedAxis, type ReductionRequest } from '../planes/reductions.js';
import { overInWords, reductionsToJson } from '../planes/reductionWords.js';
import { choosePlane, type FixedAxis } from '../planes/slice.js';
import { type ContourWords, contourWords, type SideWords, shownSide } from '../planes/wording.js';
import { areaUnit, regionArea } from './areas.js';
import { type Coverage, coverageOf } from './coverage.js';
import { shareWithin } from './overlap.js';

/** Which contours: two axes by name, values for the other axes or what is done with them, and confidence levels between 0 and 1. */
export interface ContourRequest extends OverlayRequest, ReductionRequest {
  readonly x: string;
  readonly y: string;
  readonly fix: Readonly<Record<string, number>>;
  readonly confidenceLevels: readonly number[];
  /** One experiment of a joint grid; without it, the sum of all. */
  readonly experiment?: string | undefined;
}

/** Contours in a plane of a grid. */
export interface PlaneContours {
  /** With the points of a refinement. */
  readonly plane: DeltaPlane;
  /** The grid's points, which are counted. */
  readonly counted: FitPlane;
  /** What a refinement added; undefined without one. */
  readonly refinement: ShownRefinement | undefined;
  readonly fixed: readonly FixedAxis[];
  /** Axes over which the plane is reduced, and the values of the profiled ones at the minimum. */
  readonly reduced: readonly ReducedAxis[];
  readonly profiledAt: readonly ProfiledValue[];
  /** The grid points that were reduced; undefined where nothing is. */
  readonly reducedPoints: ReducedCounts | undefined;
  readonly backgroundChi2: number;
  /** Contours in the order of the request; their regions lie on `side`. */
  readonly contours: readonly Contour[];
  /** The side of the contours that is shown: an excluded region lies above, an allowed or preferred one below. */
  readonly side: ContourSide;
  /** Points of the plane with each flag; empty when the grid holds no flags. */
  readonly flags: FlagCounts;
  readonly flagPlane: FlagPlane;
  /** Points of the plane without chi2, which are left out. */
  readonly missing: number;
  readonly coarseAxes: readonly NamedCoarseAxis[];
  /** Other limits and curves that are shown with it, and the part of the plane that the limits exclude. */
  readonly overlays: Overlays;
  readonly limits: LimitRegion | undefined;
  /** The two axes, and the values of all other parameters. */
  readonly shown: ShownPlane;
  /** Warnings about the result, a line each. */
  readonly warnings: readonly string[];
  readonly attributes: GridAttributes;
}

/**
 * Reads a plane of the grid and finds its contours, in a plane that `refine` makes finer where it is given. ConfigError for a wrong request, StoreError for an
 * unfinished grid.
 */
export async function computeContours(
  grid: Grid,
  request: ContourRequest,
  refine?: RefinePlane,
): Promise<PlaneContours> {
  const choice = choosePlane(grid, request.x, request.y, request.fix, request);
  const experiment = request.experiment === undefined ? undefined : findExperiment(grid, request.experiment);
  const overlays = await loadOverlays(
    grid,
    choice,
    request,
    choice.reduced.map(({ axis }) => axis.name),
  );
  const shown = { x: choice.x, y: choice.y, values: valuesBeside(grid, choice.fixed) };
  const attributes = experiment ? attributesOfExperiment(grid.attributes, experiment) : grid.attributes;
  const backgroundChi2 = attributes.background_chi2;
  const { confidenceLevels } = request;
  const fits = [{ grid, suffix: experiment?.suffix ?? '', backgroundChi2 }];
  const read = await fitsOfPanel({ choice, fits, confidenceLevels, refine });
  const { refinement } = read;
  const { plane, flags: flagPlane, counted, profiledAt } = at(read.fits, 0);
  const words = confidenceLevels.map((cl) => contourWords(attributes, plane.backgroundDelta, levelOf(cl)));
  const side = shownSide(words);
  const contours = confidenceLevels.map((cl) => findContour(plane, cl, side));
  const coarseAxes = withoutRefined(nameCoarseAxes(choice, contours), refinement);
  return {
    plane,
    counted,
    refinement,
    fixed: choice.fixed,
    reduced: choice.reduced,
    profiledAt,
    reducedPoints: choice.reduced.length === 0 ? undefined : read.reducedPoints,
    backgroundChi2,
    contours,
    side,
    flags: flagsOfPlane(counted.flags).flags,
    flagPlane,
    missing: countMissing(counted.plane.delta),
    coarseAxes,
    overlays,
    limits: limitsOn(overlays, shown),
    shown,
    warnings: [
      ...readingWarnings(grid, choice.fixed),
      ...read.warnings,
      ...refinementWarnings(refinement),
      ...coarseWarnings(coarseAxes),
      ...overlayWarnings(overlays, [shown]),
    ],
    attributes,
  };
}

/** The shown side of a contour: what it is called, and its grid points with their flags. */
export interface ShownRegion {
  readonly words: ContourWords;
  readonly side: SideWords;
  readonly points: RegionFlags;
  /** Share of the plane's grid points with a chi2 that lie in the region. */
  readonly share: number;
  /** How much of the plane's area it covers. */
  readonly coverage: Coverage;
  /** Share of the region's area that other limits exclude; undefined where the area is 0 or no limits apply. */
  readonly limitsShare: number | undefined;
}

/** The shown region of one of the contours. */
export function shownRegion(
  { plane, counted, side, missing, limits, attributes }: PlaneContours,
  contour: Contour,
): ShownRegion {
  const { level } = contour;
  const words = contourWords(attributes, plane.backgroundDelta, level);
  const points = flagsBeside(counted.flags, counted.plane, level, side);
  const share = points.points / (counted.plane.delta.length - missing);
  const limitsShare = limits && shareWithin({ plane, contour }, limits);
  return { words, side: words[side], points, share, coverage: coverageOf(plane, contour), limitsShare };
}

/** Contours as plain data for `--json`: axes, grid values used, minimum, levels, and lines as [x, y] pairs. */
export function contoursToJson(result: PlaneContours) {
  const { plane, fixed, reduced, contours, flags, overlays, limits, warnings } = result;
  const minimum = minimumOf(plane, result.profiledAt);
  return {
    x: plane.x.name,
    y: plane.y.name,
    fixed: Object.fromEntries(
      fixed.map(({ name, requested, value }) => [name, { requested: requested ?? null, value }]),
    ),
    reduced: reductionsToJson(reduced),
    degrees_of_freedom: 2,
    experiment: result.attributes.experiment,
    background_chi2: result.backgroundChi2,
    minimum: {
      chi2: minimum.chi2,
      at: minimum.at === 'background' ? { background: true } : minimum.at,
      on_edge: minimum.on_edge,
      over: overInWords(reduced),
      of: isMarginal(reduced) ? '-2 ln of the marginal likelihood' : 'chi2',
    },
    contours: contours.map((contour) => contourToJson(result, contour)),
    plane: {
      points: result.counted.plane.delta.length,
      flags: flagShares(flagsOfPlane(result.counted.flags)),
    },
    refinement: refinementToJson(result.refinement),
    missing_points: result.missing,
    reduced_points: reducedToJson(result),
    coarse_axes: result.coarseAxes.map(({ axis, points, needed }) => ({ axis, points, needed })),
    flags,
    limits: {
      ...limitsToJson(overlays.limits),
      ...(limits ? { area_share: limits.areaShare, lines: limits.lines } : {}),
    },
    curves: curvesToJson(overlays.curves, [result.shown]),
    warnings,
  };
}

const reducedToJson = ({ reducedPoints: reduced }: PlaneContours) =>
  reduced ? { all: reduced.points, missing: reduced.missing, outside: reduced.outside } : null;

function contourToJson(result: PlaneContours, contour: Contour) {
  const { words, side, points, share, coverage, limitsShare } = shownRegion(result, contour);
  return {
    cl: contour.cl,
    delta_chi2: contour.level,
    kind: words.kind,
    above: words.above.is,
    below: words.below.is,
    background: words.background,
    region: {
      side: result.side,
      is: side.is,
      extent: coverage.extent,
      area: regionArea(result.plane, contour),
      area_unit: areaUnit(result.plane),
      area_share: coverage.areaShare,
      points: points.points,
      share,
      limits_share: limitsShare ?? null,
      flags: flagShares(points),
    },
    lines: contour.lines,
  };
}
