/** One experiment's preferred regions beside what another excludes, panel by panel, and how much of the former is left. */

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
import type { Axis } from '../grid/axes.js';
import type { ExperimentAttributes, GridAttributes } from '../grid/manifest.js';
import type { Grid } from '../grid/store.js';
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
import { fixWarnings } from '../planes/fixWarnings.js';
import { type FlagPlane, readFlagPlane } from '../planes/flags.js';
import { readChi2Plane } from '../planes/missing.js';
import { choosePlane, type FixedAxis, findAxis } from '../planes/slice.js';
import { type Overlap, overlap } from './overlap.js';

/** What to compare: axes of the panels, axes of whose values each is a panel, and experiments by name. */
export interface ComparisonRequest extends OverlayRequest {
  readonly x: string;
  readonly y: string;
  /** Axes of which every combination of values is a panel, the last varying fastest; none for a single panel. */
  readonly panels: readonly string[];
  readonly fix: Readonly<Record<string, number>>;
  readonly excludes: string;
  readonly prefers: readonly string[];
  /** Confidence level of both. */
  readonly cl: number;
}

/** The region of one of `prefers` in one panel: what it prefers, or allows where it holds |U|^2 = 0 (comparisonRegions.ts). */
export interface PreferredRegion extends Overlap {
  readonly experiment: string;
  readonly plane: DeltaPlane;
  readonly flags: FlagPlane;
  readonly contour: Contour;
  /** Whether the best fit is excluded; undefined where it is the background, and where the other chi2 is missing. */
  readonly bestFitIsExcluded: boolean | undefined;
  /** The same by other limits; undefined where none apply, too. */
  readonly bestFitIsBeyondLimits: boolean | undefined;
}

/** One panel. */
export interface ComparisonPanel {
  /** Values of the panels' axes, in their order. */
  readonly values: readonly number[];
  readonly exclusion: Contour;
  readonly exclusionPlane: DeltaPlane;
  readonly exclusionFlags: FlagPlane;
  readonly preferred: readonly PreferredRegion[];
  /** What other limits exclude; undefined where none apply. */
  readonly limits: LimitRegion | undefined;
  /** The axes with the values of all other parameters. */
  readonly shown: ShownPlane;
}

/** A whole comparison. */
export interface Comparison {
  readonly x: Axis;
  readonly y: Axis;
  /** Axes of which every combination of values is a panel. */
  readonly panelAxes: readonly Axis[];
  readonly cl: number;
  readonly excludes: ExperimentAttributes;
  readonly prefers: readonly ExperimentAttributes[];
  readonly panels: readonly ComparisonPanel[];
  /** Every axis that is neither shown nor the panels'. */
  readonly fixed: readonly FixedAxis[];
  /** Axes with too few points for the contours of some panel. */
  readonly coarseAxes: readonly NamedCoarseAxis[];
  readonly overlays: Overlays;
  /** What is doubtful about the answer, a line each. */
  readonly warnings: readonly string[];
  readonly attributes: GridAttributes;
}

/**
 * Reads and compares. Experiments that `grid` does not have are looked for in the others, of the same axes. ConfigError for an
 * unknown axis or experiment, StoreError for an unfinished grid.
 */
export async function compareExperiments(
  grid: Grid,
  request: ComparisonRequest,
  others: readonly Grid[] = [],
): Promise<Comparison> {
  const gridOf = (name: string) =>
    [grid, ...others].find(({ attributes }) => attributes.experiments.some((own) => own.name === name)) ??
    grid;
  const excludes = findExperiment(gridOf(request.excludes), request.excludes);
  const prefers = request.prefers.map((name) => findExperiment(gridOf(name), name));
  const panelAxes = request.panels.map((name) => findAxis(grid, name));
  for (const [i, { name }] of panelAxes.entries()) {
    const isElsewhere = name === request.x || name === request.y || request.fix[name] !== undefined;
    if (isElsewhere || request.panels.indexOf(name) < i) {
      throw new ConfigError(`${name} has panels; it can be neither shown nor fixed, nor named twice`);
    }
  }
  const [x, y] = [findAxis(grid, request.x), findAxis(grid, request.y)];
  const overlays = await loadOverlays(grid, { x, y }, request);
  const panels: ComparisonPanel[] = [];
  let fixed: readonly FixedAxis[] = [];
  for (const values of product(panelAxes.map((axis) => axis.values))) {
    const own = Object.fromEntries(panelAxes.map(({ name }, i) => [name, values[i] ?? 0]));
    const at = { ...request.fix, ...own };
    const choice = choosePlane(grid, request.x, request.y, at);
    fixed = choice.fixed.filter(({ name }) => own[name] === undefined);
    const shown = { x, y, values: valuesBeside(grid, choice.fixed) };
    const limits = limitsOn(overlays, shown);
    const planeOf = async ({ name, suffix, background_chi2 }: ExperimentAttributes) => {
      return deltaChi2(
        choice.x,
        choice.y,
        await readChi2Plane(gridOf(name), suffix, choice),
        background_chi2,
      );
    };
    const exclusionPlane = await planeOf(excludes);
    const exclusion = findContour(exclusionPlane, request.cl);
    const exclusionFlags = await readFlagPlane(gridOf(excludes.name), choice, excludes.suffix);
    const preferred: PreferredRegion[] = [];
    for (const experiment of prefers) {
      const plane = await planeOf(experiment);
      const contour = findContour(plane, request.cl, 'below');
      preferred.push({
        experiment: experiment.name,
        plane,
        flags: await readFlagPlane(gridOf(experiment.name), choice, experiment.suffix),
        contour,
        ...overlap(
          { plane, contour },
          { plane: exclusionPlane, contour: exclusion },
          levelOf(request.cl),
          limits,
        ),
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
    coarseAxes,
    overlays,
    warnings: [
      ...fixWarnings(fixed),
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

function isExcludedAt(at: MinimumPlace, { x, y, delta }: DeltaPlane, level: number): boolean | undefined {
  if (at === 'background') return undefined;
  const own = delta[y.values.indexOf(at.y) * x.values.length + x.values.indexOf(at.x)] ?? Number.NaN;
  return Number.isNaN(own) ? undefined : own > level;
}

function isBeyondLimits(
  at: MinimumPlace,
  { limits }: Overlays,
  { x, y, values }: ShownPlane,
): boolean | undefined {
  if (at === 'background' || limits.kind === 'none') return undefined;
  return isExcludedBy(limits, { ...values, [x.name]: at.x, [y.name]: at.y });
}
