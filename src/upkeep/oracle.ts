/** Random points of a grid against the f64 reference engine, within the bounds of docs/numerics.md ("GPU against f64"). */
import { at } from '../at.js';
import { openReferenceEngine } from '../engine/reference/reference.js';
import { readVariable } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { EVENTS } from '../outputs/events.js';
import { FLAG_WORDS } from '../outputs/flags.js';
import { gridVariables, makeVariables } from '../outputs/gridVariables.js';
import { variableName } from '../outputs/output.js';
import { suffixOf } from '../outputs/places.js';
import type { TileResult } from '../outputs/result.js';
import { FLAGS } from '../prediction/flags.js';
import { type ExperimentScan, experimentScans, type ResolvedScan } from '../resolved/scan.js';
import type { Tile } from '../tiles/tiles.js';
import { backgroundDeviations, boundOf, type Deviation, deviationOf, isWithinBound } from './oracleBounds.js';
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
  if (known === undefined || !(found.of_bound <= known.of_bound)) largest.set(found.variable, found);
}

/** Whether a grid tells how many events each of its mass points has, without which a point cannot be computed again. */
export function tellsEvents(grid: Grid, scan: ResolvedScan): boolean {
  return (
    scan.autoEvents === undefined || experimentScans(scan).every((one) => hasVariable(grid, eventsOf(one)))
  );
}

const eventsOf = (one: ExperimentScan) => variableName(EVENTS, suffixOf(one));
const hasVariable = (grid: Grid, name: string) => grid.variables.some((variable) => variable.name === name);

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

/** The tile of a scan with one value on every axis. */
const tileOfPoint = (axes: readonly unknown[]): Tile => {
  const origin = axes.map(() => 0);
  return { index: origin, start: origin, shape: axes.map(() => 1) };
};

/** Computes a grid point with the events that its mass point has in the grid: by itself it would be raised for itself. */
async function evaluateAt(grid: Grid, scan: ResolvedScan, index: readonly number[]): Promise<EvaluatedPoint> {
  const selection = Object.fromEntries(grid.axes.map(({ name }, i) => [name, at(index, i)]));
  const read = async (name: string) => (await readVariable(grid, name, selection)).data;
  const { autoEvents, ...unraised } = scan;
  const eventsAt = async (one: ExperimentScan) =>
    autoEvents === undefined ? scan.eventsPerMassPoint : at(await read(eventsOf(one)), 0);
  const events = await Promise.all(experimentScans(scan).map(eventsAt));
  const axes = scan.axes.map((axis, i) => ({ ...axis, values: [at(at(grid.axes, i).values, at(index, i))] }));
  // Events that are given are not an output.
  const outputs = scan.outputs.filter((name) => name !== EVENTS.name);
  const evaluated = new Map<number, { scan: ResolvedScan; result: TileResult }>();
  for (const count of new Set(events)) {
    const ofPoint = { ...unraised, axes, outputs, eventsPerMassPoint: count };
    await using engine = openReferenceEngine(ofPoint);
    evaluated.set(count, { scan: ofPoint, result: await engine.evaluateTile(tileOfPoint(axes)) });
  }
  return { grid, read, events, evaluated };
}

/** The deviations at one grid point, and whether it is poorly sampled. */
async function compareAt(grid: Grid, scan: ResolvedScan, index: readonly number[]) {
  const point = await evaluateAt(grid, scan, index);
  const suffixes = experimentScans(scan).map(suffixOf);
  const deviations: Omit<Deviation, 'at'>[] = [];
  for (const { name } of grid.variables) {
    const e = suffixes.findIndex((suffix) => suffix !== '' && name.endsWith(`_${suffix}`));
    // A sum over experiments with different events is that of no one evaluation.
    if (e < 0 && point.evaluated.size > 1) continue;
    const found = await compareVariable(point, name, e);
    if (found !== undefined) deviations.push(found);
  }
  const words = [...point.evaluated.values()].flatMap(({ result }) =>
    [result, ...result.experiments].map(({ flags }) => at(flags, 0)),
  );
  // On the same engine not even a single event decides otherwise.
  const isPoor =
    grid.attributes.engine !== 'reference' &&
    words.some((word) => (word & FLAGS.lowEffectiveSampleSize) !== 0);
  return { deviations, isPoor };
}

/** The deviation of one variable: of the experiment with index `e`, or of all where that is negative. */
async function compareVariable(
  { read, events, evaluated }: EvaluatedPoint,
  name: string,
  e: number,
): Promise<Omit<Deviation, 'at'> | undefined> {
  const own = evaluated.get(at(events, Math.max(e, 0)));
  if (own === undefined) return undefined;
  const { scan, result } = own;
  const made = makeVariables(gridVariables(scan), scan, tileOfPoint(scan.axes), result)[name];
  const bound = boundOf(name, scan, result, e);
  if (made === undefined || bound === undefined) return undefined;
  return deviationOf(name, unsettled(name, await read(name)), unsettled(name, made), bound);
}

/** Flags without that of too few events, on which the engines may differ at its threshold. */
function unsettled(name: string, numbers: Float32Array | Uint32Array): Float32Array | Uint32Array {
  const isFlags = name === FLAG_WORDS.name || name.startsWith(`${FLAG_WORDS.name}_`);
  return isFlags
    ? Uint32Array.from(numbers as Uint32Array, (word) => word & ~FLAGS.lowEffectiveSampleSize)
    : numbers;
}
