/** The preferred regions of some experiments and the region that another one excludes, panel by panel, and how much of the former is left. */

import { at } from '../at.js';
import { coarseWarnings, type NamedCoarseAxis, nameCoarseAxes } from '../contouring/coarseness.js';
import { type Contour, type DeltaPlane, findContour, levelOf } from '../contouring/contour.js';
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import type { ExperimentAttributes, GridAttributes } from '../metadata/manifest.js';
import type { ShownPlane } from '../overlays/curveWords.js';
import type { LimitRegion } from '../overlays/limitRegion.js';
import {
  limitsOn,
  loadOverlays,
  type OverlayRequest,
  type Overlays,
  overlayWarnings,
  valuesBeside,
} from '../overlays/overlays.js';
import { findExperiment } from '../planes/experiments.js';
import type { RefinePlane } from '../planes/finer/finerPlane.js';
import { fitsOfPanel } from '../planes/finer/panelFits.js';
import {
  joinRefinements,
  refinementWarnings,
  type ShownRefinement,
  withoutRefined,
} from '../planes/finer/refinementWords.js';
import type { FitPlane } from '../planes/finer/shownFit.js';
import type { FlagPlane } from '../planes/flags.js';
import type { ProfiledValue } from '../planes/placeWords.js';
import { readingWarnings } from '../planes/readingWarnings.js';
import type { ReducedCounts } from '../planes/reducePlane.js';
import { type ReducedAxis, type ReductionRequest, readReductions } from '../planes/reductions.js';
import { choosePlane, type FixedAxis, findAxis } from '../planes/slice.js';
import type { Axis } from '../tiles/axes.js';
import { isBeyondLimits, isExcludedAt } from './comparedFit.js';
import { type Overlap, overlap } from './overlap.js';

/** What to compare: the axes of every panel, the axes with a panel for each value, and experiments by name. */
export interface ComparisonRequest extends OverlayRequest, ReductionRequest {
  readonly x: string;
  readonly y: string;
  /** Axes with a panel for each combination of their values, the last varying fastest; none for a single panel. */
  readonly panels: readonly string[];
  readonly fix: Readonly<Record<string, number>>;
  readonly excludes: string;
  readonly prefers: readonly string[];
  /** Confidence level of both contours. */
  readonly cl: number;
}

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

/** A whole comparison. */
export interface Comparison {
  readonly x: Axis;
  readonly y: Axis;
  /** Axes with a panel for each combination of their values. */
  readonly panelAxes: readonly Axis[];
  readonly cl: number;
  readonly excludes: ExperimentAttributes;
  readonly prefers: readonly ExperimentAttributes[];
  readonly panels: readonly ComparisonPanel[];
  /** Every axis that is neither shown nor a panel axis. */
  readonly fixed: readonly FixedAxis[];
  /** Axes over which every panel is reduced, for each experiment by itself. */
  readonly reduced: readonly ReducedAxis[];
  /** Grid points that were reduced, of all panels and experiments, and how many have no chi2; all 0 where nothing is reduced. */
  readonly reducedPoints: ReducedCounts;
  /** What a refinement added, in all panels together; undefined without one. */
  readonly refinement: ShownRefinement | undefined;
  /** Axes with too few points for the contours of some panel. */
  readonly coarseAxes: readonly NamedCoarseAxis[];
  readonly overlays: Overlays;
  /** Seeds of the grids whose scatter is the error of shares, this one's first; none where it is not known. */
  readonly seeds: readonly number[];
  /** Warnings about the result, a line each. */
  readonly warnings: readonly string[];
  readonly attributes: GridAttributes;
}

/**
 * Reads the grids and compares, in planes that `refine` makes finer where it is given. Experiments that `grid` lacks are looked for in `others`, which have the same axes. ConfigError for an
 * unknown axis or experiment, StoreError for an unfinished grid.
 */
export async function compareExperiments(
  grid: Grid,
  request: ComparisonRequest,
  others: readonly Grid[] = [],
  refine?: RefinePlane,
): Promise<Comparison> {
  const gridOf = (name: string) =>
    [grid, ...others].find(({ attributes }) =>
      attributes.experiments.some((experiment) => experiment.name === name),
    ) ?? grid;
  const excludes = findExperiment(gridOf(request.excludes), request.excludes);
  const prefers = request.prefers.map((name) => findExperiment(gridOf(name), name));
  const panelAxes = request.panels.map((name) => findAxis(grid, name));
  const reduced = readReductions(grid.axes, (name) => findAxis(grid, name), request);
  const reducedNames = reduced.map(({ axis }) => axis.name);
  for (const [i, { name }] of panelAxes.entries()) {
    const isShown = name === request.x || name === request.y;
    const isElsewhere = isShown || request.fix[name] !== undefined || reducedNames.includes(name);
    if (isElsewhere || request.panels.indexOf(name) < i) {
      throw new ConfigError(
        `${name} has panels; it can be neither shown nor fixed nor reduced, nor named twice`,
      );
    }
  }
  const [x, y] = [findAxis(grid, request.x), findAxis(grid, request.y)];
  const overlays = await loadOverlays(grid, { x, y }, request, reducedNames);
  const reducedPoints = { points: 0, missing: 0, outside: 0 };
  const refinements: ShownRefinement[] = [];
  const refinerWarnings = new Set<string>();
  const panels: ComparisonPanel[] = [];
  let fixed: readonly FixedAxis[] = [];
  for (const values of product(panelAxes.map((axis) => axis.values))) {
    const panelPlace = Object.fromEntries(panelAxes.map(({ name }, i) => [name, at(values, i)]));
    const choice = choosePlane(grid, request.x, request.y, { ...request.fix, ...panelPlace }, request);
    fixed = choice.fixed.filter(({ name }) => panelPlace[name] === undefined);
    const shown = { x, y, values: valuesBeside(grid, choice.fixed) };
    const limits = limitsOn(overlays, shown);
    const fits = [excludes, ...prefers].map(({ name, suffix, background_chi2: backgroundChi2 }) => {
      return { grid: gridOf(name), suffix, backgroundChi2 };
    });
    const read = await fitsOfPanel({ choice, fits, confidenceLevels: [request.cl], refine });
    reducedPoints.points += read.reducedPoints.points;
    reducedPoints.missing += read.reducedPoints.missing;
    reducedPoints.outside += read.reducedPoints.outside;
    refinements.push(...(read.refinement ? [read.refinement] : []));
    for (const warning of read.warnings) refinerWarnings.add(warning);
    const { plane: exclusionPlane, flags: exclusionFlags, counted: exclusionCounted } = at(read.fits, 0);
    const exclusion = findContour(exclusionPlane, request.cl);
    const exclusionRegion = { plane: exclusionPlane, contour: exclusion };
    const preferred: PreferredRegion[] = [];
    for (const [i, experiment] of prefers.entries()) {
      const { plane, flags, counted, profiledAt } = at(read.fits, i + 1);
      const contour = findContour(plane, request.cl, 'below');
      preferred.push({
        experiment: experiment.name,
        plane,
        flags,
        counted,
        profiledAt,
        contour,
        ...overlap({ plane, contour }, exclusionRegion, levelOf(request.cl), limits),
        shareError: undefined,
        bestFitIsExcluded: isExcludedAt(plane.minimum.at, exclusionPlane, levelOf(request.cl)),
        bestFitIsBeyondLimits: isBeyondLimits(plane.minimum.at, overlays, shown),
      });
    }
    panels.push({
      values,
      exclusion,
      exclusionPlane,
      exclusionFlags,
      exclusionCounted,
      preferred,
      limits,
      shown,
    });
  }
  const { cl } = request;
  const refinement = joinRefinements(refinements);
  const allCoarse = nameCoarseAxes(
    { x, y },
    panels.flatMap(({ exclusion, preferred }) => [
      { of: excludes.name, coarseAxes: exclusion.coarseAxes },
      ...preferred.map(({ experiment, contour }) => ({ of: experiment, coarseAxes: contour.coarseAxes })),
    ]),
  );
  const coarseAxes = withoutRefined(allCoarse, refinement);
  return {
    x,
    y,
    panelAxes,
    cl,
    excludes,
    prefers,
    panels,
    fixed,
    reduced,
    reducedPoints,
    refinement,
    coarseAxes,
    overlays,
    seeds: [],
    warnings: [
      ...readingWarnings(grid, fixed),
      ...refinerWarnings,
      ...refinementWarnings(refinement),
      ...coarseWarnings(coarseAxes),
      ...overlayWarnings(
        overlays,
        panels.map(({ shown }) => shown),
      ),
    ],
    attributes: grid.attributes,
  };
}

/** Every combination of one element of each list, the last varying fastest. */
function product(lists: readonly ArrayLike<number>[]): number[][] {
  return lists.reduce<number[][]>(
    (rows, list) => rows.flatMap((row) => Array.from(list, (value) => [...row, value])),
    [[]],
  );
}
