/** The preferred regions of some experiments and the region that another one excludes, panel by panel, and how much of the former is left. */

import { at } from '../at.js';
import { coarseWarnings, type NamedCoarseAxis, nameCoarseAxes } from '../contouring/coarseness.js';
import {
  type Contour,
  type DeltaPlane,
  deltaChi2,
  findContour,
  levelOf,
  type MinimumPlace,
} from '../contouring/contour.js';
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import type { ExperimentAttributes, GridAttributes } from '../metadata/manifest.js';
import type { ShownPlane } from '../overlays/curveWords.js';
import type { LimitRegion } from '../overlays/limitRegion.js';
import { isExcludedBy } from '../overlays/limitWords.js';
import {
  limitsOn,
  loadOverlays,
  type OverlayRequest,
  type Overlays,
  overlayWarnings,
  valuesBeside,
} from '../overlays/overlays.js';
import { findExperiment } from '../planes/experiments.js';
import type { FlagPlane } from '../planes/flags.js';
import type { ProfiledValue } from '../planes/placeWords.js';
import { readingWarnings } from '../planes/readingWarnings.js';
import type { ReducedCounts } from '../planes/reducePlane.js';
import { type ReducedAxis, type ReductionRequest, readReductions } from '../planes/reductions.js';
import { profiledAt, readShownFlags, readShownPlane } from '../planes/shownPlane.js';
import { choosePlane, type FixedAxis, findAxis } from '../planes/slice.js';
import type { Axis } from '../tiles/axes.js';
import { type Overlap, overlap } from './overlap.js';
import { shareError, simulationSpread } from './shareError.js';

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
  /** Whether Monte Carlo errors of shares are found, which takes several contours more; by default not. */
  readonly withErrors?: boolean;
}

/** The region that one of `prefers` prefers in one panel, or allows where it contains |U|^2 = 0 (comparisonRegions.ts). */
export interface PreferredRegion extends Overlap {
  readonly experiment: string;
  readonly plane: DeltaPlane;
  readonly flags: FlagPlane;
  readonly contour: Contour;
  /** The values of profiled axes at the best fit. */
  readonly profiledAt: readonly ProfiledValue[];
  /** Monte Carlo error of the excluded share (shareError.ts); undefined where it is not known, or was not asked for. */
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
  /** Axes with too few points for the contours of some panel. */
  readonly coarseAxes: readonly NamedCoarseAxis[];
  readonly overlays: Overlays;
  /** What the errors of shares are from; undefined where there are none. */
  readonly errorsFrom: 'n_eff' | undefined;
  /** Warnings about the result, a line each. */
  readonly warnings: readonly string[];
  readonly attributes: GridAttributes;
}

/**
 * Reads the grids and compares. Experiments that `grid` lacks are looked for in `others`, which have the same axes. ConfigError for an
 * unknown axis or experiment, StoreError for an unfinished grid.
 */
export async function compareExperiments(
  grid: Grid,
  request: ComparisonRequest,
  others: readonly Grid[] = [],
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
  const panels: ComparisonPanel[] = [];
  let fixed: readonly FixedAxis[] = [];
  for (const values of product(panelAxes.map((axis) => axis.values))) {
    const panelPlace = Object.fromEntries(panelAxes.map(({ name }, i) => [name, at(values, i)]));
    const choice = choosePlane(grid, request.x, request.y, { ...request.fix, ...panelPlace }, request);
    fixed = choice.fixed.filter(({ name }) => panelPlace[name] === undefined);
    const shown = { x, y, values: valuesBeside(grid, choice.fixed) };
    const limits = limitsOn(overlays, shown);
    const planeOf = async ({ name, suffix, background_chi2 }: ExperimentAttributes) => {
      const fit = { suffix, backgroundChi2: background_chi2 };
      const read = await readShownPlane(gridOf(name), fit, choice);
      reducedPoints.points += read.reduction?.points ?? 0;
      reducedPoints.missing += read.reduction?.missing ?? 0;
      reducedPoints.outside += read.reduction?.outside ?? 0;
      const plane = deltaChi2(choice.x, choice.y, read.chi2, background_chi2);
      return {
        plane,
        flags: await readShownFlags(gridOf(name), fit, choice, read),
        spread: request.withErrors ? await simulationSpread(gridOf(name), fit, choice) : undefined,
        profiledAt: profiledAt(choice, read, plane.minimum.at),
      };
    };
    const { plane: exclusionPlane, flags: exclusionFlags, ...excluding } = await planeOf(excludes);
    const exclusion = findContour(exclusionPlane, request.cl);
    const exclusionRegion = { plane: exclusionPlane, contour: exclusion, spread: excluding.spread };
    const preferred: PreferredRegion[] = [];
    for (const experiment of prefers) {
      const { plane, spread, ...read } = await planeOf(experiment);
      const contour = findContour(plane, request.cl, 'below');
      preferred.push({
        experiment: experiment.name,
        plane,
        ...read,
        contour,
        ...overlap({ plane, contour }, exclusionRegion, levelOf(request.cl), limits),
        shareError: shareError({ plane, contour, spread }, exclusionRegion, request.cl),
        bestFitIsExcluded: isExcludedAt(plane.minimum.at, exclusionPlane, levelOf(request.cl)),
        bestFitIsBeyondLimits: isBeyondLimits(plane.minimum.at, overlays, shown),
      });
    }
    panels.push({ values, exclusion, exclusionPlane, exclusionFlags, preferred, limits, shown });
  }
  const { cl } = request;
  const coarseAxes = nameCoarseAxes(
    { x, y },
    panels.flatMap(({ exclusion, preferred }) => [
      { of: excludes.name, coarseAxes: exclusion.coarseAxes },
      ...preferred.map(({ experiment, contour }) => ({ of: experiment, coarseAxes: contour.coarseAxes })),
    ]),
  );
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
    coarseAxes,
    overlays,
    errorsFrom: request.withErrors ? 'n_eff' : undefined,
    warnings: [
      ...readingWarnings(grid, fixed),
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

function isExcludedAt(place: MinimumPlace, { x, y, delta }: DeltaPlane, level: number): boolean | undefined {
  if (place === 'background') return undefined;
  const value = at(delta, y.values.indexOf(place.y) * x.values.length + x.values.indexOf(place.x));
  return Number.isNaN(value) ? undefined : value > level;
}

function isBeyondLimits(
  place: MinimumPlace,
  { limits }: Overlays,
  { x, y, values }: ShownPlane,
): boolean | undefined {
  if (place === 'background' || limits.kind === 'none') return undefined;
  return isExcludedBy(limits, { ...values, [x.name]: place.x, [y.name]: place.y });
}
