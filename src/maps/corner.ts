/** A corner: chi2 of a grid profiled onto every pair of its axes and onto each alone, with contours. */
import { at } from '../at.js';
import { coarseWarnings, type NamedCoarseAxis, nameCoarseAxes } from '../contouring/coarseness.js';
import {
  type Contour,
  type ContourSide,
  type DeltaPlane,
  deltaChi2,
  findContour,
  levelOf,
} from '../contouring/contour.js';
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { limitLevel } from '../limits/massLimits.js';
import type { GridAttributes } from '../metadata/manifest.js';
import { CHI2 } from '../outputs/chi2.js';
import { variableName } from '../outputs/output.js';
import { attributesOfExperiment, findExperiment } from '../planes/experiments.js';
import { type FlagCounts, type FlagPlane, flagsOfPlane } from '../planes/flags.js';
import { countMissing } from '../planes/missing.js';
import { withoutOutside } from '../planes/outside.js';
import { readingWarnings } from '../planes/readingWarnings.js';
import { reducedFlags } from '../planes/reducedFlags.js';
import { type PairPlane, profilePairs } from '../planes/reducePairs.js';
import { includesBackground } from '../planes/shownPlane.js';
import type { FixedAxis, PlaneChoice } from '../planes/slice.js';
import { contourWords, type SideWords, shownSide } from '../planes/wording.js';
import type { GridAxis } from '../tiles/axes.js';
import { type BestFit, bestWithBackground } from '../tiles/bestFit.js';
import { productOf, unravel } from '../tiles/tiles.js';
import { choiceOf, chooseAxes } from './cornerAxes.js';

/** Which corner: axes by name (none: all that vary), values of the others (which are profiled without one), levels, and the experiment. */
export interface CornerRequest {
  readonly axes: readonly string[];
  readonly fix: Readonly<Record<string, number>>;
  readonly confidenceLevels: readonly number[];
  readonly experiment?: string | undefined;
}

/** chi2 profiled onto two axes. */
export interface CornerPanel {
  readonly plane: DeltaPlane;
  /** In the order of the levels. */
  readonly contours: readonly Contour[];
  readonly flags: FlagPlane;
}

/** Delta chi2 profiled onto one axis. */
export interface CornerProfile {
  readonly axis: GridAxis;
  /** NaN where nothing is known. */
  readonly delta: Float64Array;
}

/** A corner of a grid. */
export interface Corner {
  readonly grid: Grid;
  readonly attributes: GridAttributes;
  /** The axes shown, in scan order. */
  readonly axes: readonly GridAxis[];
  readonly profiled: readonly GridAxis[];
  readonly fixed: readonly FixedAxis[];
  /** Of each pair of the axes, the first as x. */
  readonly panels: readonly CornerPanel[];
  /** Of each axis. */
  readonly profiles: readonly CornerProfile[];
  readonly levels: readonly CornerLevel[];
  readonly side: ContourSide;
  readonly best: BestFit;
  readonly backgroundChi2: number;
  /** Grid points that were profiled, how many have no chi2, and how many the model does not have. */
  readonly points: number;
  readonly missing: number;
  readonly outside: number;
  readonly warnings: readonly string[];
}

/** A confidence level: Delta chi2 for two parameters and for one, and what the shown side is called. */
export interface CornerLevel {
  readonly cl: number;
  readonly ofTwo: number;
  readonly ofOne: number;
  readonly is: SideWords;
}

/** Computes a corner, reading every chunk of chi2 once. ConfigError for a wrong request, StoreError for an unfinished grid. */
export async function computeCorner(grid: Grid, request: CornerRequest): Promise<Corner> {
  const { axes, profiled, fixed } = chooseAxes(grid, request);
  const experiment = request.experiment === undefined ? undefined : findExperiment(grid, request.experiment);
  const attributes = experiment ? attributesOfExperiment(grid.attributes, experiment) : grid.attributes;
  const suffix = experiment?.suffix ?? '';
  const varied = grid.axes.filter(({ name }) => !fixed.some((axis) => axis.name === name));
  const backgroundChi2 = attributes.background_chi2;
  const found = await profilePairs(
    grid,
    variableName(CHI2, suffix),
    varied.map(({ name }) => name),
    fixed,
  );
  const drawn = found.planes.filter(
    ({ x, y }) => axes.includes(at(varied, x)) && axes.includes(at(varied, y)),
  );
  const { levels, side } = levelsOf(
    request.confidenceLevels,
    attributes,
    backgroundDelta(found.planes, backgroundChi2),
  );
  const panels: CornerPanel[] = [];
  for (const pair of drawn) {
    const choice = choiceOf(pair, varied, fixed);
    const plane = deltaChi2(
      choice.x,
      choice.y,
      withBackground(pair.chi2, choice, backgroundChi2),
      backgroundChi2,
    );
    if (countMissing(plane.delta) === plane.delta.length)
      throw new ConfigError(
        `${grid.dir}: no point has a chi2, so that there is nothing to profile; scan again`,
      );
    panels.push({
      plane,
      contours: request.confidenceLevels.map((cl) => findContour(plane, cl, side)),
      flags: await reducedFlags(grid, choice, suffix, pair),
    });
  }
  return {
    grid,
    attributes,
    axes,
    profiled,
    fixed,
    panels,
    profiles: axes.map((axis) => profileOf(axis, found.planes, varied, backgroundChi2)),
    levels,
    side,
    best: bestOf(at(found.planes, 0), varied, backgroundChi2),
    backgroundChi2,
    points: found.points,
    missing: found.missing,
    outside: found.outside,
    warnings: [...readingWarnings(grid, fixed), ...coarseWarnings(coarseAxesOf(panels))],
  };
}

/** The levels, and the side of their contours that they make a statement about. */
function levelsOf(
  confidenceLevels: readonly number[],
  attributes: GridAttributes,
  ofBackground: number,
): Pick<Corner, 'levels' | 'side'> {
  const wordsOf = (cl: number) => contourWords(attributes, ofBackground, levelOf(cl));
  const side = shownSide(confidenceLevels.map(wordsOf));
  const levels = confidenceLevels.map((cl) => ({
    cl,
    ofTwo: levelOf(cl),
    ofOne: limitLevel(cl, 1),
    is: wordsOf(cl)[side],
  }));
  return { levels, side };
}

/** The axes that are too coarse for the contours of some panel, each with the points that the most demanding one needs. */
function coarseAxesOf(panels: readonly CornerPanel[]): NamedCoarseAxis[] {
  const all = panels.flatMap(({ plane, contours }) => nameCoarseAxes(plane, contours));
  return all.filter(
    ({ axis, needed }, i) =>
      !all.some(
        (other, k) => other.axis === axis && (other.needed > needed || (other.needed === needed && k < i)),
      ),
  );
}

/** Delta chi2 of |U|^2 = 0, from the minimum over everything. */
function backgroundDelta([first]: readonly PairPlane[], backgroundChi2: number): number {
  const least = (first?.chi2 ?? new Float64Array()).reduce(
    (low, value) => (value < low ? value : low),
    backgroundChi2,
  );
  return backgroundChi2 - least;
}

/** A profile over |U|^2 includes |U|^2 = 0 wherever anything is known; where the model has no point there is only that. */
function withBackground(found: Float64Array, { reduced }: PlaneChoice, backgroundChi2: number): Float64Array {
  const chi2 = withoutOutside(found, backgroundChi2);
  return includesBackground(reduced) ? chi2.map((value) => Math.min(value, backgroundChi2)) : chi2;
}

/** Delta chi2 along an axis: the least of a pair that has it, and of |U|^2 = 0 where |U|^2 is profiled or the model has no point. */
function profileOf(
  axis: GridAxis,
  pairs: readonly PairPlane[],
  varied: readonly GridAxis[],
  backgroundChi2: number,
): CornerProfile {
  const pair = pairs.find(({ x, y }) => at(varied, x) === axis || at(varied, y) === axis);
  if (pair === undefined) throw new RangeError(`no pair has the axis ${axis.name}`);
  const nx = at(varied, pair.x).values.length;
  const isX = at(varied, pair.x) === axis;
  const others = varied.filter(({ name }) => name !== axis.name);
  const hasBackground = includesBackground(others.map((other) => ({ how: 'profile', axis: other })));
  const least = new Float64Array(axis.values.length).fill(Number.NaN);
  pair.chi2.forEach((value, k) => {
    const i = isX ? k % nx : Math.floor(k / nx);
    if (!Number.isNaN(value) && !(at(least, i) <= value)) least[i] = value;
  });
  const known = withoutOutside(least, backgroundChi2);
  const minimum = backgroundChi2 - backgroundDelta([pair], backgroundChi2);
  return {
    axis,
    delta: known.map((value) => (hasBackground ? Math.min(value, backgroundChi2) : value) - minimum),
  };
}

/** The least chi2 of all, with the values of every axis that varies. */
function bestOf(
  { x, y, chi2, places }: PairPlane,
  varied: readonly GridAxis[],
  backgroundChi2: number,
): BestFit {
  let least = -1;
  chi2.forEach((value, k) => {
    if (value < (chi2[least] ?? Number.POSITIVE_INFINITY)) least = k;
  });
  if (least < 0) return { chi2: backgroundChi2, at: 'background', on_edge: [] };
  const nx = at(varied, x).values.length;
  const others = varied.filter((_, i) => i !== x && i !== y);
  const lengths = others.map(({ values }) => values.length);
  const index = productOf(lengths) === 1 ? lengths.map(() => 0) : unravel(at(places, least), lengths);
  const on = (axis: GridAxis) => {
    if (axis === at(varied, x)) return least % nx;
    if (axis === at(varied, y)) return Math.floor(least / nx);
    return at(index, others.indexOf(axis));
  };
  const place = Object.fromEntries(varied.map((axis) => [axis.name, at(axis.values, on(axis))]));
  return bestWithBackground(varied, { chi2: at(chi2, least), at: place }, backgroundChi2);
}

/** Flags of the points that the panels show, by their largest share of one panel. */
export function cornerFlags({ panels }: Pick<Corner, 'panels'>): Record<string, number> {
  const shares: Record<string, number> = {};
  for (const { flags } of panels) {
    const { points, flags: counts }: { points: number; flags: FlagCounts } = flagsOfPlane(flags);
    for (const [name, count] of Object.entries(counts))
      shares[name] = Math.max(shares[name] ?? 0, count / points);
  }
  return shares;
}
