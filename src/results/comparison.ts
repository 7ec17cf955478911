/** One experiment's preferred regions beside what another excludes, panel by panel, and how much of the former is left. */
import { ConfigError } from '../errors.js';
import type { Axis, AxisName } from '../grid/axes.js';
import type { ExperimentAttributes, GridAttributes } from '../grid/manifest.js';
import type { Grid } from '../grid/store.js';
import {
  type Contour,
  contourScale,
  type DeltaPlane,
  deltaChi2,
  findContour,
  levelOf,
  type MinimumPlace,
} from './contour.js';
import { chi2Name, findExperiment } from './experiments.js';
import { fixWarnings } from './fixWarnings.js';
import { type FlagPlane, readFlagPlane } from './flags.js';
import { refinePlane, scaledPositions } from './interpolate.js';
import { choosePlane, type FixedAxis, findAxis, readPlane } from './slice.js';

/** What to compare: axes of the panels, axes of whose values each is a panel, and experiments by name. */
export interface ComparisonRequest {
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
export interface PreferredRegion {
  readonly experiment: string;
  readonly plane: DeltaPlane;
  readonly flags: FlagPlane;
  readonly contour: Contour;
  /** Area below the level in the axes' own scales (log-log: products of natural logarithms), and the excluded share of it. */
  readonly area: number;
  readonly excludedShare: number;
  /** Whether the region touches the border of the plane or holds |U|^2 = 0: then its area depends on the ranges. */
  readonly isOpen: boolean;
  /** Whether the best fit is excluded; undefined where it is the background. */
  readonly bestFitIsExcluded: boolean | undefined;
}

/** One panel. */
export interface ComparisonPanel {
  /** Values of the panels' axes, in their order. */
  readonly values: readonly number[];
  readonly exclusion: Contour;
  readonly exclusionPlane: DeltaPlane;
  readonly exclusionFlags: FlagPlane;
  readonly preferred: readonly PreferredRegion[];
}

/** A whole comparison. */
export interface Comparison {
  readonly x: Axis;
  readonly y: Axis;
  readonly panelNames: readonly AxisName[];
  readonly cl: number;
  readonly excludes: ExperimentAttributes;
  readonly prefers: readonly ExperimentAttributes[];
  readonly panels: readonly ComparisonPanel[];
  /** Every axis that is neither shown nor the panels'. */
  readonly fixed: readonly FixedAxis[];
  /** What is doubtful about the answer, a line each. */
  readonly warnings: readonly string[];
  readonly attributes: GridAttributes;
}

/** Reads and compares. ConfigError for an unknown axis or experiment, StoreError for an unfinished grid. */
export async function compareExperiments(grid: Grid, request: ComparisonRequest): Promise<Comparison> {
  const excludes = findExperiment(grid, request.excludes);
  const prefers = request.prefers.map((name) => findExperiment(grid, name));
  const panelAxes = request.panels.map((name) => findAxis(grid, name));
  for (const [i, { name }] of panelAxes.entries()) {
    const isElsewhere = name === request.x || name === request.y || request.fix[name] !== undefined;
    if (isElsewhere || request.panels.indexOf(name) < i) {
      throw new ConfigError(`${name} has panels; it can be neither shown nor fixed, nor named twice`);
    }
  }
  const panels: ComparisonPanel[] = [];
  let fixed: readonly FixedAxis[] = [];
  for (const values of product(panelAxes.map((axis) => axis.values))) {
    const own = Object.fromEntries(panelAxes.map(({ name }, i) => [name, values[i] ?? 0]));
    const at = { ...request.fix, ...own };
    const choice = choosePlane(grid, request.x, request.y, at);
    fixed = choice.fixed.filter(({ name }) => own[name] === undefined);
    const planeOf = async ({ suffix, background_chi2 }: ExperimentAttributes) => {
      return deltaChi2(choice.x, choice.y, await readPlane(grid, chi2Name(suffix), choice), background_chi2);
    };
    const exclusionPlane = await planeOf(excludes);
    const exclusionFlags = await readFlagPlane(grid, choice, excludes.suffix);
    const preferred: PreferredRegion[] = [];
    for (const experiment of prefers) {
      const plane = await planeOf(experiment);
      const contour = findContour(plane, request.cl, 'below');
      preferred.push({
        experiment: experiment.name,
        plane,
        flags: await readFlagPlane(grid, choice, experiment.suffix),
        contour,
        ...overlap(plane, exclusionPlane, levelOf(request.cl)),
        bestFitIsExcluded: isExcludedAt(plane.minimum.at, exclusionPlane, levelOf(request.cl)),
      });
    }
    const exclusion = findContour(exclusionPlane, request.cl);
    panels.push({ values, exclusion, exclusionPlane, exclusionFlags, preferred });
  }
  const [x, y] = [findAxis(grid, request.x), findAxis(grid, request.y)];
  const { cl } = request;
  return {
    x,
    y,
    panelNames: panelAxes.map(({ name }) => name),
    cl,
    excludes,
    prefers,
    panels,
    fixed,
    warnings: fixWarnings(fixed),
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
  const k = y.values.indexOf(at.y) * x.values.length + x.values.indexOf(at.x);
  return (delta[k] ?? 0) > level;
}

/** Parts into which a step of the grid is cut along each axis. */
const FINENESS = 8;

/** Area of a preferred region, and how much of it lies above the level of another experiment. Scales of the axes. */
export function overlap(
  preferred: DeltaPlane,
  exclusion: DeltaPlane,
  level: number,
): { area: number; excludedShare: number; isOpen: boolean } {
  const [x, y] = [scaledPositions(preferred.x), scaledPositions(preferred.y)];
  const fine = ({ delta }: DeltaPlane) =>
    refinePlane(
      x,
      y,
      delta.map((d) => contourScale(d, level)),
      FINENESS,
    );
  const [own, other] = [fine(preferred), fine(exclusion)];
  const target = contourScale(level, level);
  const [wx, wy] = [widthsOf(x), widthsOf(y)];
  let [area, excluded] = [0, 0];
  let isOpen = preferred.backgroundDelta < level;
  own.forEach((value, k) => {
    if (value >= target) return;
    const [i, j] = [k % wx.length, Math.floor(k / wx.length)];
    const cell = (wx[i] ?? 0) * (wy[j] ?? 0);
    area += cell;
    if ((other[k] ?? 0) > target) excluded += cell;
    if (i === 0 || j === 0 || i === wx.length - 1 || j === wy.length - 1) isOpen = true;
  });
  return { area, excludedShare: area > 0 ? excluded / area : 0, isOpen };
}

/** Widths that belong to the points of a refined line: half a step at the ends. */
function widthsOf(positions: Float64Array): Float64Array {
  const count = (positions.length - 1) * FINENESS + 1;
  const at = (k: number) => {
    const i = Math.min(Math.floor(k / FINENESS), positions.length - 2);
    const [low = 0, high = low] = [positions[i], positions[i + 1]];
    return low + ((high - low) * (k - i * FINENESS)) / FINENESS;
  };
  return Float64Array.from(
    { length: count },
    (_, k) => (at(Math.min(k + 1, count - 1)) - at(Math.max(k - 1, 0))) / 2,
  );
}
