/** The best fit of a grid, refined between its points by an engine, and checked and detailed in f64. */
import { at } from '../at.js';
import { overrideParameters } from '../config/override.js';
import { evaluateJointPoint, type JointReport } from '../detail/point.js';
import { ConfigError, NumericError } from '../errors.js';
import { digestWarnings, type Grid } from '../grid/store.js';
import { CHI2 } from '../outputs/chi2.js';
import { variableName } from '../outputs/output.js';
import { findExperiment } from '../planes/experiments.js';
import { findAxis, nearestIndex } from '../planes/slice.js';
import { isAsimov } from '../planes/wording.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { chi2Exceeds } from '../statistics/chi2Distribution.js';
import { type AxisEnd, backgroundBound, edgesAt, type GridPlace } from '../tiles/bestFit.js';
import { scanOfGrid } from '../upkeep/scanOfGrid.js';
import { type Degeneracy, findDegeneracies } from './degeneracy.js';
import { type EngineChoice, landscapeOf, type ScanLandscape } from './landscape.js';
import { type FoundMinimum, findMinimum } from './search.js';
import { lowestPoints, type StartingPoint } from './starts.js';

/** What to fit. */
export interface FitRequest {
  /** Values at which axes are held. */
  readonly fix: Readonly<Record<string, number>>;
  /** An experiment of a joint grid; undefined for the sum. */
  readonly experiment: string | undefined;
  /** Most grid points from which a search begins. */
  readonly starts: number;
  /** Scan file of the grid; by default the one that the run log names. */
  readonly scanFile: string | undefined;
}

/** One search: from a grid point to a minimum. */
export interface Search {
  readonly start: StartingPoint;
  readonly found: FoundMinimum;
  /** Values of all axes at the minimum. */
  readonly at: GridPlace;
}

/** The best point that was found. */
export interface BestPoint {
  readonly at: GridPlace;
  /** By the engine. */
  readonly chi2: number;
  /** Ends of axes at which it lies; axes that are held have none. */
  readonly onEdge: readonly AxisEnd[];
  /** The same point in f64, with data, prediction and flags. */
  readonly report: JointReport;
  readonly degeneracies: readonly Degeneracy[];
}

/** The best fit of a grid. */
export interface GridFit {
  readonly experiment: string;
  readonly isAsimov: boolean;
  readonly held: Readonly<Record<string, number>>;
  /** Names of the axes that were free. */
  readonly free: readonly string[];
  /** The best grid point, or undefined where no grid point has a signal. */
  readonly grid: StartingPoint | undefined;
  readonly searches: readonly Search[];
  /** Undefined where |U|^2 = 0 fits at least as well. */
  readonly best: BestPoint | undefined;
  readonly chi2: number;
  readonly backgroundChi2: number;
  readonly bins: number;
  /** Bins minus free parameters; not positive where the data are too few. */
  readonly degreesOfFreedom: number;
  /** Probability of a larger chi2; undefined without degrees of freedom, and for Asimov data. */
  readonly pValue: number | undefined;
  readonly evaluations: number;
  readonly leftOut: { readonly missing: number; readonly flagged: number };
  readonly warnings: readonly string[];
}

/** Finds it. ConfigError for a wrong request or another scan's file, NumericError where engine and f64 disagree. */
export async function fitGrid(grid: Grid, request: FitRequest, engine: EngineChoice): Promise<GridFit> {
  const { scan: whole, isSameVersion } = await scanOfGrid(grid, request.scanFile);
  const scan = scanOf(whole, grid, request.experiment);
  const experiment = request.experiment === undefined ? undefined : findExperiment(grid, request.experiment);
  const backgroundChi2 = (experiment ?? grid.attributes).background_chi2;
  const { held, indices } = heldAxes(grid, request.fix);
  const free = grid.axes.filter(({ name }) => held[name] === undefined);
  const starts = await lowestPoints(grid, {
    variable: variableName(CHI2, experiment?.suffix ?? ''),
    held: indices,
    backgroundChi2,
    most: request.starts,
  });
  const warnings = digestWarnings(grid);
  if (!isSameVersion)
    warnings.push(
      `${grid.dir} was made by dualnu ${grid.attributes.dualnu_version} with other kernels or packages: refined with the engine of this version`,
    );
  const landscapes: ScanLandscape[] = [];
  const searches: Search[] = [];
  for (const start of starts) {
    // Where the start itself has too few events there is nothing better to go by.
    for (const takesPoor of [false, true]) {
      const landscape = landscapeOf({ scan, free, held }, engine, takesPoor);
      const found = await findMinimum(landscape, landscape.pointOf(start.at));
      landscapes.push(landscape);
      if (!Number.isFinite(found.valueAtStart) && !takesPoor) continue;
      if (Number.isFinite(found.value)) searches.push({ start, found, at: landscape.placeOf(found.point) });
      break;
    }
  }
  const isOnGrid = Object.entries(held).every(([name, value]) => findAxis(grid, name).values.includes(value));
  if (isOnGrid) warnings.push(...startWarnings(searches, scan));
  const lowest = searches.toSorted((a, b) => a.found.value - b.found.value)[0];
  const isBetter = lowest !== undefined && lowest.found.value < backgroundBound(backgroundChi2);
  const best = isBetter ? await examine({ scan, free, held }, lowest, engine, landscapes) : undefined;
  const chi2 = best?.chi2 ?? backgroundChi2;
  const bins = binsOf(scan);
  const degreesOfFreedom = bins - (best === undefined ? 0 : free.length);
  return {
    experiment: experiment?.name ?? grid.attributes.experiment,
    isAsimov: isAsimov(grid.attributes),
    held,
    free: free.map(({ name }) => name),
    grid: starts[0],
    searches,
    best,
    chi2,
    backgroundChi2,
    bins,
    degreesOfFreedom,
    pValue:
      degreesOfFreedom > 0 && !isAsimov(grid.attributes) ? chi2Exceeds(chi2, degreesOfFreedom) : undefined,
    evaluations: landscapes.reduce((sum, { tally }) => sum + tally.points, 0),
    leftOut: {
      missing: landscapes.reduce((sum, { tally }) => sum + tally.leftOut.missing, 0),
      flagged: landscapes.reduce((sum, { tally }) => sum + tally.leftOut.flagged, 0),
    },
    warnings,
  };
}

/** The scan with the experiments that count: those of the sum, or the one that is named. */
function scanOf(scan: ResolvedScan, grid: Grid, name: string | undefined): ResolvedScan {
  if (name !== undefined) findExperiment(grid, name);
  const runs = scan.runs.filter(({ experiment, excludedFromSum }) =>
    name === undefined ? excludedFromSum !== true : experiment.name === name,
  );
  return { ...scan, runs: runs.map((run) => ({ ...run, excludedFromSum: false })) };
}

/** Axes that are held, at the values that are asked for, and the grid values nearest to them; axes with one value are held, too. */
function heldAxes(grid: Grid, fix: FitRequest['fix']) {
  const names = Object.keys(fix);
  for (const name of names) findAxis(grid, name);
  const axes = grid.axes.filter(({ name, values }) => names.includes(name) || values.length === 1);
  const held = Object.fromEntries(axes.map(({ name, values }) => [name, fix[name] ?? at(values, 0)]));
  const indices = Object.fromEntries(
    axes.map((axis) => [axis.name, nearestIndex(axis, held[axis.name] ?? 0)]),
  );
  if (axes.length === grid.axes.length)
    throw new ConfigError(
      'every axis is fixed, so that nothing is left to fit; leave one free, or use dualnu point',
    );
  return { held, indices };
}

/** The most that an engine may differ from f64 at a point (docs/numerics.md, "GPU against f64"). */
export function engineBound(chi2: number, { experiments }: JointReport): number {
  const isMonteCarlo = experiments.some(({ signal, n_eff, bins }) => {
    const background = bins.reduce((sum, bin) => sum + bin.background, 0);
    return n_eff > 0 && signal ** 2 / n_eff > background;
  });
  return 1e-3 + (isMonteCarlo ? 3e-3 : 1e-4) * Math.abs(chi2);
}

/** Warnings where a start has another chi2 in the grid than by the engine. Raised events are those of a whole mass point there. */
function startWarnings(searches: readonly Search[], scan: ResolvedScan): string[] {
  return searches.flatMap(({ start, found }) => {
    const bound = 2e-3 + 6e-3 * Math.abs(start.chi2);
    const isNear = !(Math.abs(found.valueAtStart - start.chi2) > bound);
    if (isNear || scan.autoEvents !== undefined) return [];
    return [
      `chi2 is ${start.chi2} in the grid and ${found.valueAtStart} by the engine at one of its points; look at both with dualnu verify --oracle`,
    ];
  });
}

/** The best point in f64, and the directions in which chi2 hardly changes. NumericError where engine and f64 differ by more than their bound. */
async function examine(
  ground: Parameters<typeof landscapeOf>[0],
  { found, at: place }: Search,
  engine: EngineChoice,
  landscapes: ScanLandscape[],
): Promise<BestPoint> {
  const { scan, free } = ground;
  const report = evaluateJointPoint(scan, overrideParameters(scan, place));
  const isPoor = report.experiments.some(({ flags }) => flags.includes('low_effective_sample_size'));
  const bound = engineBound(report.chi2, report);
  if (scan.autoEvents === undefined && !isPoor && !(Math.abs(report.chi2 - found.value) <= bound))
    throw new NumericError(
      `chi2 at the best fit is ${found.value} by the engine and ${report.chi2} in f64, which is more than the bound ${bound}; try --engine reference`,
    );
  const landscape = landscapeOf(ground, engine, isPoor);
  landscapes.push(landscape);
  const degeneracies = await findDegeneracies(landscape, free, found);
  return { at: place, chi2: found.value, onEdge: edgesAt(free, place), report, degeneracies };
}

/** Bins with data, of all experiments that count. */
function binsOf(scan: ResolvedScan): number {
  return scan.runs.reduce((sum, { experiment }) => sum + experiment.bins.length, 0);
}
