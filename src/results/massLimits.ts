/** Upper limits on |U|^2 mass by mass, of one or several experiments of a grid. */

import { at } from '../at.js';
import { levelOf } from '../contouring/contour.js';
import { type UpperLimit, upperLimit } from '../contouring/limit.js';
import { ConfigError } from '../errors.js';
import { digestWarnings, type Grid } from '../grid/store.js';
import { MIXINGS } from '../model/models.js';
import { isDefaultValue, unitOf } from '../model/parameters.js';
import { findExperiment } from '../planes/experiments.js';
import { fixWarnings } from '../planes/fixWarnings.js';
import type { ReducedAxis, ReductionRequest } from '../planes/reductions.js';
import { levelLines, reductionLines, unknownLines } from '../planes/reductionWords.js';
import { readShownPlane } from '../planes/shownPlane.js';
import { choosePlane, type FixedAxis } from '../planes/slice.js';
import { isAsimov } from '../planes/wording.js';
import type { Axis } from '../tiles/axes.js';
import { percent, shortNumber } from '../words.js';
import type { Cell, NumberTable } from './numberTable.js';

/** Which limits: the axis that they are shown against, values for the other axes, experiments (none: the sum), and a level. */
export interface MassLimitRequest extends ReductionRequest {
  readonly x: string;
  readonly fix: Readonly<Record<string, number>>;
  readonly experiments: readonly string[];
  readonly confidenceLevel: number;
}

/** The limit at one value of x. */
export interface MassLimit {
  readonly limit: UpperLimit;
  /** Delta chi2 of |U|^2 = 0 is above the level: the data prefer a signal, and the limit is the upper end of an interval. */
  readonly wantsSignal: boolean;
}

/** The limits of one experiment, shape [x]. */
export interface LimitCurve {
  /** Name of the experiment, or the names of all in the sum, joined by ` + `. */
  readonly name: string;
  readonly title: string;
  readonly response: string;
  readonly limits: readonly MassLimit[];
}

/** Limits from a grid, with what must be reported about them. */
export interface MassLimits {
  readonly x: Axis;
  readonly y: Axis;
  readonly fixed: readonly FixedAxis[];
  /** Axes over which chi2 is reduced at each mass and |U|^2. */
  readonly reduced: readonly ReducedAxis[];
  /** Grid points that were reduced, of all curves, and how many have no chi2. */
  readonly reducedPoints: { readonly points: number; readonly missing: number };
  readonly confidenceLevel: number;
  /** Delta chi2 of the confidence level. */
  readonly level: number;
  readonly isExpected: boolean;
  readonly curves: readonly LimitCurve[];
  readonly warnings: readonly string[];
  readonly model: string;
  /** Parameters that the scan fixed at values other than the default ones. */
  readonly constants: readonly { readonly name: string; readonly value: number }[];
}

/**
 * Finds the limits. At each x separately, Delta chi2 is measured from the least chi2 over |U|^2 there, 0 included; the limit is
 * where it rises above the level for good.
 * ConfigError for a wrong request, StoreError for an unfinished grid.
 */
export async function computeMassLimits(grid: Grid, request: MassLimitRequest): Promise<MassLimits> {
  const mixing = grid.axes.find(({ name }) => MIXINGS.some((mixing) => mixing === name));
  if (mixing === undefined) {
    throw new ConfigError(
      `${grid.dir}: no axis |U|^2, so that there is nothing to limit; add ${MIXINGS.join(' or ')} to the scan's axes`,
    );
  }
  const choice = choosePlane(grid, request.x, mixing.name, request.fix, request);
  const level = levelOf(request.confidenceLevel);
  const { attributes } = grid;
  const chosen = request.experiments.map((name) => findExperiment(grid, name));
  const sources = chosen.length > 0 ? chosen : [undefined];
  const curves: LimitCurve[] = [];
  const reducedPoints = { points: 0, missing: 0 };
  for (const experiment of sources) {
    const background = (experiment ?? attributes).background_chi2;
    const fit = { suffix: experiment?.suffix ?? '', backgroundChi2: background };
    const { chi2, reduction } = await readShownPlane(grid, fit, choice);
    reducedPoints.points += reduction?.points ?? 0;
    reducedPoints.missing += reduction?.missing ?? 0;
    curves.push({
      name: experiment?.name ?? attributes.experiment,
      title: experiment?.title ?? attributes.experiment_title,
      response: experiment?.response ?? attributes.response,
      limits: choice.x.values.map((_, i) => limitAt(choice.y, column(chi2, i, choice), background, level)),
    });
  }
  return {
    ...choice,
    reducedPoints,
    confidenceLevel: request.confidenceLevel,
    level,
    isExpected: isAsimov(attributes),
    curves,
    warnings: [...digestWarnings(grid), ...fixWarnings(choice.fixed)],
    model: attributes.model,
    constants: Object.entries(attributes.fixed).flatMap(([name, value]) =>
      isDefaultValue(name, value) ? [] : [{ name, value }],
    ),
  };
}

/** chi2 along y at column i; NaN where it is missing. */
function column(
  chi2: Float64Array,
  i: number,
  { x, y }: { readonly x: Axis; readonly y: Axis },
): Float64Array {
  return Float64Array.from(y.values, (_, j) => at(chi2, j * x.values.length + i));
}

function limitAt(y: Axis, chi2: Float64Array, background: number, level: number): MassLimit {
  const least = chi2.reduce((min, value) => (value < min ? value : min), background);
  const limit = upperLimit(
    y,
    chi2.map((value) => value - least),
    level,
  );
  return { limit, wantsSignal: background - least > level };
}

/** A limit as a number, or undefined where there is none on the axis. */
export function limitValue({ limit }: MassLimit): number | undefined {
  return limit.kind === 'limit' ? limit.value : undefined;
}

/** Stretches of masses that have limits, two neighbours at least: points (mass, limit) in the order of `xs`. */
export function limitStretches(
  xs: readonly number[],
  limits: MassLimits['curves'][number]['limits'],
): (readonly [x: number, limit: number])[][] {
  const stretches: (readonly [number, number])[][] = [[]];
  xs.forEach((x, i) => {
    const limit = limits[i];
    const value = limit === undefined ? undefined : limitValue(limit);
    if (value !== undefined) stretches.at(-1)?.push([x, value]);
    else if (stretches.at(-1)?.length !== 0) stretches.push([]);
  });
  return stretches.filter((stretch) => stretch.length > 1);
}

/** A row for every value of x and a column for every experiment; of a single one the column is named as the axis. */
export function massLimitTable(result: MassLimits): NumberTable {
  const { x, y, curves } = result;
  const isAlone = curves.length === 1;
  return {
    about: aboutLimits(result),
    columns: [x.name, ...curves.map(({ name }) => (isAlone ? y.name : name))],
    rows: x.values.map((value, i): Cell[] => [
      value,
      ...curves.map(({ limits }) => limitValue(at(limits, i)) ?? null),
    ]),
  };
}

/** The lines that a table or a page has above the numbers. */
export function aboutLimits(result: MassLimits): string[] {
  const { x, y, curves, fixed, reduced, constants, confidenceLevel, level, isExpected, model } = result;
  const kind = isExpected ? 'expected upper limit (Asimov data)' : 'upper limit';
  const wants = curves.filter(({ limits }) => limits.some(({ wantsSignal }) => wantsSignal));
  const values = [...fixed, ...constants].map(({ name, value }) => `${name} = ${shortNumber(value)}`);
  const unit = unitOf(x);
  return [
    `${kind} on ${y.name} at ${percent(confidenceLevel)} CL against ${x.name}${unit && ` (${unit})`}`,
    ...curves.map(({ name, title }) => `${name}: ${title}`),
    [model, ...values].join(', '),
    ...reductionLines(reduced),
    ...unknownLines(reduced, result.reducedPoints),
    ...levelLines(reduced),
    `at each ${x.name} Delta chi2 = ${level.toFixed(3)} from the least chi2 over ${y.name}, 0 included; empty where it is beyond the axis`,
    ...wants.map(
      ({ name }) =>
        `${name}: where |U|^2 = 0 is above that level the number is the upper end of an interval, no limit`,
    ),
  ];
}
