/** The preferred regions of some experiments and the region that another one excludes, panel by panel, and how much of the former is left. */

import { at } from '../at.js';
import { coarseWarnings, type NamedCoarseAxis, nameCoarseAxes } from '../contouring/coarseness.js';
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import type { ExperimentAttributes, GridAttributes } from '../metadata/manifest.js';
import {
  loadOverlays,
  type OverlayRequest,
  type Overlays,
  overlayWarnings,
  valuesBeside,
} from '../overlays/overlays.js';
import { findExperiment } from '../planes/experiments.js';
import type { RefinePlane } from '../planes/finer/finerPlane.js';
import {
  joinRefinements,
  refinementWarnings,
  type ShownRefinement,
  withoutRefined,
} from '../planes/finer/refinementWords.js';
import { readingWarnings } from '../planes/readingWarnings.js';
import type { ReducedCounts } from '../planes/reducePlane.js';
import { type ReducedAxis, type ReductionRequest, readReductions } from '../planes/reductions.js';
import { choosePlane, type FixedAxis, findAxis } from '../planes/slice.js';
import type { Axis } from '../tiles/axes.js';
import { type ComparisonPanel, comparePanel } from './comparedPanel.js';

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
  const reduced = readReductions(grid.axes, (name) => findAxis(grid, name), request);
  const reducedNames = reduced.map(({ axis }) => axis.name);
  const panelAxes = choosePanelAxes(grid, request, reducedNames);
  const [x, y] = [findAxis(grid, request.x), findAxis(grid, request.y)];
  const overlays = await loadOverlays(grid, { x, y }, request, reducedNames);
  const { cl } = request;
  const setting = { gridOf, excludes, prefers, cl, overlays, refine };
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
    const { panel, read } = await comparePanel(setting, { choice, values, shown });
    panels.push(panel);
    reducedPoints.points += read.reducedPoints.points;
    reducedPoints.missing += read.reducedPoints.missing;
    reducedPoints.outside += read.reducedPoints.outside;
    refinements.push(...(read.refinement ? [read.refinement] : []));
    for (const warning of read.warnings) refinerWarnings.add(warning);
  }
  const refinement = joinRefinements(refinements);
  const allCoarse = coarseAxesOf({ x, y }, excludes, panels);
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

/** The axes with panels. ConfigError where one of them is used otherwise, too. */
function choosePanelAxes(grid: Grid, request: ComparisonRequest, reducedNames: readonly string[]): Axis[] {
  return request.panels.map((name, i) => {
    const isShown = name === request.x || name === request.y;
    const isElsewhere = isShown || request.fix[name] !== undefined || reducedNames.includes(name);
    if (isElsewhere || request.panels.indexOf(name) < i) {
      throw new ConfigError(
        `${name} has panels; it can be neither shown nor fixed nor reduced, nor named twice`,
      );
    }
    return findAxis(grid, name);
  });
}

function coarseAxesOf(
  axes: { readonly x: Axis; readonly y: Axis },
  excludes: ExperimentAttributes,
  panels: readonly ComparisonPanel[],
): readonly NamedCoarseAxis[] {
  return nameCoarseAxes(
    axes,
    panels.flatMap(({ exclusion, preferred }) => [
      { of: excludes.name, coarseAxes: exclusion.coarseAxes },
      ...preferred.map(({ experiment, contour }) => ({ of: experiment, coarseAxes: contour.coarseAxes })),
    ]),
  );
}

/** Every combination of one element of each list, the last varying fastest. */
function product(lists: readonly ArrayLike<number>[]): number[][] {
  return lists.reduce<number[][]>(
    (rows, list) => rows.flatMap((row) => Array.from(list, (value) => [...row, value])),
    [[]],
  );
}
