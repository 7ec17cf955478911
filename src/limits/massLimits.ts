/** Limits on |U|^2 mass by mass, of one or several experiments of a grid, observed and expected. */

import { at } from '../at.js';
import { levelOf } from '../contouring/contour.js';
import { type AllowedInterval, allowedInterval } from '../contouring/limit.js';
import { ConfigError } from '../errors.js';
import { digestWarnings, type Grid } from '../grid/store.js';
import { MIXINGS } from '../model/models.js';
import { isDefaultValue } from '../model/parameters.js';
import { findExperiment } from '../planes/experiments.js';
import { familyOf } from '../planes/flagFamilies.js';
import type { FlagPlane } from '../planes/flags.js';
import { readingWarnings } from '../planes/readingWarnings.js';
import type { ReducedCounts } from '../planes/reducePlane.js';
import type { ReducedAxis, ReductionRequest } from '../planes/reductions.js';
import { readShownFlags, readShownPlane } from '../planes/shownPlane.js';
import { choosePlane, type FixedAxis, type PlaneChoice } from '../planes/slice.js';
import { isAsimov } from '../planes/wording.js';
import { chi2Exceeded } from '../statistics/chi2Distribution.js';
import type { Axis } from '../tiles/axes.js';
import { CHI2_ROUNDING } from '../tiles/bestFit.js';
import { refuseOtherScan } from './asimovGrid.js';
import { type Threshold, thresholdsAlong } from './thresholds.js';

/** Degrees of freedom of a limit's level: those of |U|^2 alone, or of a contour in x and |U|^2. */
export type DegreesOfFreedom = 1 | 2;

/** Which limits: the axis that they are shown against, values for the other axes, experiments (none: the sum), and a level. */
export interface MassLimitRequest extends ReductionRequest {
  readonly x: string;
  readonly fix: Readonly<Record<string, number>>;
  readonly experiments: readonly string[];
  readonly confidenceLevel: number;
  readonly degreesOfFreedom: DegreesOfFreedom;
}

/** The limit at one value of x. */
export interface MassLimit {
  readonly interval: AllowedInterval;
  /** No signal is possible at any |U|^2: chi2 is the background's everywhere, and the points are flagged as closed. */
  readonly isClosed: boolean;
  /** Flags of doubtful numbers or assumptions at the grid points beside the limit; where it lies beyond the axis, at the end of the axis. */
  readonly flags: readonly string[];
}

/** The limits of one experiment, shape [x]. */
export interface LimitCurve {
  /** Name of the experiment, or the names of all in the sum, joined by ` + `. */
  readonly name: string;
  readonly title: string;
  readonly response: string;
  readonly limits: readonly MassLimit[];
  /** The same of data that are the background, from another grid; undefined where none was given. */
  readonly expected: readonly MassLimit[] | undefined;
}

/** Limits from a grid, with what must be reported about them. */
export interface MassLimits {
  readonly x: Axis;
  readonly y: Axis;
  readonly fixed: readonly FixedAxis[];
  /** Where limits on the two sides are not to be joined. */
  readonly thresholds: readonly Threshold[];
  /** Axes over which chi2 is reduced at each mass and |U|^2. */
  readonly reduced: readonly ReducedAxis[];
  /** Grid points that were reduced, of all curves, and how many have no chi2. */
  readonly reducedPoints: ReducedCounts;
  readonly confidenceLevel: number;
  readonly degreesOfFreedom: DegreesOfFreedom;
  /** Delta chi2 of the confidence level. */
  readonly level: number;
  /** The grid's own data are Asimov data: its limits are expected ones. */
  readonly isExpected: boolean;
  /** The folder of the grid with Asimov data that `expected` is from; undefined for none. */
  readonly expectedFrom: string | undefined;
  readonly curves: readonly LimitCurve[];
  readonly warnings: readonly string[];
  readonly model: string;
  /** Parameters that the scan fixed at values other than the default ones. */
  readonly constants: readonly { readonly name: string; readonly value: number }[];
}

/** Delta chi2 of a confidence level: the quantile of chi2 with as many degrees of freedom. ConfigError where it is not between 0 and 1. */
export function limitLevel(cl: number, degreesOfFreedom: DegreesOfFreedom): number {
  const contour = levelOf(cl);
  return degreesOfFreedom === 2 ? contour : chi2Exceeded(1 - cl, degreesOfFreedom);
}

/**
 * Finds the limits. At each x separately, Delta chi2 is measured from the least chi2 over |U|^2 there, 0 included; the limit is
 * where it rises above the level for good. `asimov` is the grid of the same scan with Asimov data, for expected limits beside the observed ones.
 * ConfigError for a wrong request, StoreError for an unfinished grid.
 */
export async function computeMassLimits(
  grid: Grid,
  request: MassLimitRequest,
  asimov?: Grid,
): Promise<MassLimits> {
  const { confidenceLevel, degreesOfFreedom } = request;
  const choice = chooseMasses(grid, request);
  const level = limitLevel(confidenceLevel, degreesOfFreedom);
  const { attributes } = grid;
  if (asimov !== undefined) refuseOtherScan(grid, asimov);
  const names = request.experiments.length > 0 ? request.experiments : [undefined];
  const reducedPoints = { points: 0, missing: 0, outside: 0 };
  const curves: LimitCurve[] = [];
  for (const name of names) {
    const observed = await limitsOf(grid, name, choice, level);
    const expected = asimov && (await limitsOf(asimov, name, chooseMasses(asimov, request), level));
    for (const one of [observed, expected]) {
      reducedPoints.points += one?.points ?? 0;
      reducedPoints.missing += one?.missing ?? 0;
      reducedPoints.outside += one?.outside ?? 0;
    }
    const experiment = name === undefined ? undefined : findExperiment(grid, name);
    curves.push({
      name: experiment?.name ?? attributes.experiment,
      title: experiment?.title ?? attributes.experiment_title,
      response: experiment?.response ?? attributes.response,
      limits: observed.limits,
      expected: expected?.limits,
    });
  }
  return {
    ...choice,
    thresholds: thresholdsAlong(choice.x, choice.y.name, {
      ...attributes.fixed,
      ...Object.fromEntries(choice.fixed.map((axis) => [axis.name, axis.value])),
    }),
    reducedPoints,
    confidenceLevel,
    degreesOfFreedom,
    level,
    isExpected: isAsimov(attributes),
    expectedFrom: asimov?.dir,
    curves,
    warnings: [
      ...readingWarnings(grid, choice.fixed),
      ...(asimov === undefined ? [] : digestWarnings(asimov)),
    ],
    model: attributes.model,
    constants: Object.entries(attributes.fixed).flatMap(([name, value]) =>
      isDefaultValue(name, value) ? [] : [{ name, value }],
    ),
  };
}

/** The plane of |U|^2 against x. ConfigError where the grid has no axis |U|^2. */
function chooseMasses(grid: Grid, request: MassLimitRequest): PlaneChoice {
  const mixing = grid.axes.find(({ name }) => MIXINGS.some((mixing) => mixing === name));
  if (mixing === undefined) {
    throw new ConfigError(
      `${grid.dir}: no axis |U|^2, so that there is nothing to limit; add ${MIXINGS.join(' or ')} to the scan's axes`,
    );
  }
  if (request.x === mixing.name)
    throw new ConfigError(
      `--x ${request.x}: the limits themselves are on ${mixing.name}; choose another axis, such as a mass`,
    );
  return choosePlane(grid, request.x, mixing.name, request.fix, request);
}

/** The limits of an experiment, or of the sum where none is named, at each x; with the number of points that were reduced. */
async function limitsOf(grid: Grid, name: string | undefined, choice: PlaneChoice, level: number) {
  const experiment = name === undefined ? undefined : findExperiment(grid, name);
  const backgroundChi2 = (experiment ?? grid.attributes).background_chi2;
  const fit = { suffix: experiment?.suffix ?? '', backgroundChi2 };
  const read = await readShownPlane(grid, fit, choice);
  const flags = await readShownFlags(grid, fit, choice, read);
  const [nx, ny] = [choice.x.values.length, choice.y.values.length];
  const limits = choice.x.values.map((_, i) => {
    const chi2 = Float64Array.from({ length: ny }, (__, j) => at(read.chi2, j * nx + i));
    const flagsAt = (j: number) => namesAt(flags, j * nx + i);
    return limitAt(choice.y, chi2, { backgroundChi2, level, flagsAt });
  });
  const { points = 0, missing = 0, outside = 0 } = read.reduction ?? {};
  return { limits, points, missing, outside };
}

const namesAt = ({ names, bits }: FlagPlane, k: number) =>
  names.filter((_, bit) => (at(bits, k) & (1 << bit)) !== 0);

/** What the limit at one mass depends on besides chi2. */
interface Beside {
  readonly backgroundChi2: number;
  readonly level: number;
  /** Names of the flags at the |U|^2 with this index. */
  flagsAt(j: number): string[];
}

function limitAt(y: Axis, chi2: Float64Array, { backgroundChi2, level, flagsAt }: Beside): MassLimit {
  const least = chi2.reduce((min, value) => (value < min ? value : min), backgroundChi2);
  const interval = allowedInterval(
    y,
    chi2.map((value) => value - least),
    backgroundChi2 - least,
    level,
  );
  const rounding = CHI2_ROUNDING * Math.max(1, backgroundChi2);
  const isClosed = chi2.every(
    (value, j) => Math.abs(value - backgroundChi2) <= rounding && flagsAt(j).includes('closed'),
  );
  const beside = rowsBeside(y, interval);
  const flags = [...new Set(beside.flatMap(flagsAt))].filter((flag) =>
    ['numbers', 'assumptions'].includes(familyOf(flag)),
  );
  return { interval, isClosed, flags };
}

/** Indices of the grid points beside the upper end of an interval; none where it is not known. */
function rowsBeside({ values }: Axis, { upper }: AllowedInterval): number[] {
  if (upper.kind === 'below') return [0];
  if (upper.kind === 'above') return [values.length - 1];
  if (upper.kind === 'unknown') return [];
  const next = values.findIndex((value) => value >= upper.value);
  return next > 0 ? [next - 1, next] : [0];
}
