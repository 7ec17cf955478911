/** Random points of a grid against the f64 reference engine, within the bounds of docs/numerics.md ("GPU against f64"). */
import { at } from '../at.js';
import { openReferenceEngine } from '../engine/reference/reference.js';
import { readVariable } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { gridVariables, makeVariables } from '../outputs/gridVariables.js';
import { suffixOf } from '../outputs/places.js';
import type { TileResult } from '../outputs/result.js';
import { experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { backgroundDeviations, type Deviation, isWithinBound } from './deviation.js';
import { type Difference, differenceOf, isLarger, isPoorlySampled } from './difference.js';
import { pointScanOf, tellsEvents, tileOfPoint } from './pointScan.js';
import { randomPoints } from './randomPoints.js';

/** The comparison of a grid with the reference engine. */
export interface OracleReport {
  /** `not compared` where no point could be held to a bound. */
  readonly result: 'agrees' | 'deviates' | 'not compared';
  /** Points that were asked for, drawn, and held to bounds. */
  readonly asked: number;
  readonly drawn: number;
  readonly points: number;
  readonly seed: number;
  /** Points drawn that carry `low_effective_sample_size`: held to no bound, since a single event may decide there. */
  readonly poorly_sampled: number;
  /** The largest deviation of every variable that has a bound, apart from poorly sampled points, and of chi2 of the background. */
  readonly largest: readonly Deviation[];
}

/** Points that are drawn at most for each that is asked for, so that a grid of poorly sampled points ends. */
const MOST_DRAWN = 20;

/** Which points to compare. */
export interface OracleRequest {
  readonly points: number;
  readonly seed: number;
  /** Numbers of the tiles that are done. */
  readonly done: ReadonlySet<number>;
}

/**
 * Compares random points of the tiles that are done with the reference engine, on the same events, and chi2 of the background. `scan` is the
 * grid's own. Points without a bound are replaced by others, as far as there are any.
 */
export async function compareWithOracle(
  grid: Grid,
  scan: ResolvedScan,
  { points: asked, seed, done }: OracleRequest,
): Promise<OracleReport> {
  const [largest, ofBackground] = [new Map<string, Deviation>(), new Map<string, Deviation>()];
  for (const found of backgroundDeviations(grid, scan)) keepLarger(ofBackground, found);
  const counts = { asked, drawn: 0, points: 0, seed, poorly_sampled: 0 };
  const report = (): OracleReport => {
    const deviations = [...largest.values(), ...ofBackground.values()];
    const found = deviations.every(isWithinBound) ? 'agrees' : 'deviates';
    const result = found === 'agrees' && counts.points === 0 ? 'not compared' : found;
    return { result, ...counts, largest: deviations };
  };
  if (!tellsEvents(grid, scan)) return report();
  for (const index of randomPoints(grid.tilePlan, done, seed)) {
    if (counts.points === asked || counts.drawn === MOST_DRAWN * asked) break;
    counts.drawn++;
    const { deviations, isPoor } = await compareAt(grid, scan, index);
    if (isPoor) {
      counts.poorly_sampled++;
      continue;
    }
    // The others have the same variables, of which none has a bound.
    if (deviations.length === 0) break;
    counts.points++;
    const place = grid.axes.map(({ name, values }, i): [string, number] => [name, at(values, at(index, i))]);
    for (const found of deviations) keepLarger(largest, { ...found, at: Object.fromEntries(place) });
  }
  return report();
}

/** Keeps the larger deviation of a variable; one that is not a number is larger than any. */
function keepLarger(largest: Map<string, Deviation>, found: Deviation): void {
  const known = largest.get(found.variable);
  if (known === undefined || isLarger(found.of_bound, known.of_bound)) largest.set(found.variable, found);
}

/** One grid point, computed again. */
interface EvaluatedPoint {
  readonly grid: Grid;
  /** The numbers of a variable at the point, as the grid has them. */
  read(name: string): Promise<Float32Array | Uint32Array>;
  /** Events of each experiment. */
  readonly events: readonly number[];
  /** The scan of the point alone, with as many events as an experiment has, and the reference engine's result, by that number. */
  readonly evaluated: ReadonlyMap<number, { readonly scan: ResolvedScan; readonly result: TileResult }>;
}

/** Computes a grid point with the events that its mass point has in the grid. */
async function evaluateAt(grid: Grid, scan: ResolvedScan, index: readonly number[]): Promise<EvaluatedPoint> {
  const selection = Object.fromEntries(grid.axes.map(({ name }, i) => [name, at(index, i)]));
  const read = async (name: string) => (await readVariable(grid, name, selection)).data;
  const { scan: unraised, events } = await pointScanOf(grid, scan, index, read);
  const evaluated = new Map<number, { scan: ResolvedScan; result: TileResult }>();
  for (const count of new Set(events)) {
    const ofPoint = { ...unraised, eventsPerMassPoint: count };
    await using engine = openReferenceEngine(ofPoint);
    evaluated.set(count, {
      scan: ofPoint,
      result: await engine.evaluateTile(tileOfPoint(ofPoint.axes)),
    });
  }
  return { grid, read, events, evaluated };
}

/** The deviations at one grid point, and whether it is poorly sampled. */
async function compareAt(grid: Grid, scan: ResolvedScan, index: readonly number[]) {
  const point = await evaluateAt(grid, scan, index);
  const suffixes = experimentScans(scan).map(suffixOf);
  const deviations: Difference[] = [];
  for (const { name } of grid.variables) {
    const e = suffixes.findIndex((suffix) => suffix !== '' && name.endsWith(`_${suffix}`));
    // A sum over experiments with different events is that of no one evaluation.
    if (e < 0 && point.evaluated.size > 1) continue;
    const found = await compareVariable(point, name, e);
    if (found !== undefined) deviations.push(found);
  }
  // On the same engine not even a single event decides otherwise.
  const isPoor =
    grid.attributes.engine !== 'reference' &&
    [...point.evaluated.values()].some(({ result }) => isPoorlySampled(result));
  return { deviations, isPoor };
}

/** The deviation of one variable: of the experiment with index `e`, or of all where that is negative. */
async function compareVariable(
  { read, events, evaluated }: EvaluatedPoint,
  name: string,
  e: number,
): Promise<Difference | undefined> {
  const found = evaluated.get(at(events, Math.max(e, 0)));
  if (found === undefined) return undefined;
  const { scan, result } = found;
  const made = makeVariables(gridVariables(scan), scan, tileOfPoint(scan.axes), result)[name];
  return made && differenceOf(name, { scan, result, experiment: e }, await read(name), made);
}
