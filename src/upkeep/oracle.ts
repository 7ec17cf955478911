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
import { countsOf } from '../prediction/comparedCounts.js';
import { FLAGS } from '../prediction/flags.js';
import { type ExperimentScan, experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { sum } from '../sum.js';
import { productOf, type Tile, unravel } from '../tiles/tiles.js';
import { isMissing } from '../tiles/variables.js';

/** The largest deviation of a variable among some points. */
export interface Deviation {
  readonly variable: string;
  /** Deviation over its bound; above 1 the grid is not what f64 gives. */
  readonly of_bound: number;
  readonly grid: number;
  readonly reference: number;
  /** Values of the axes. */
  readonly at: Readonly<Record<string, number>>;
}

/** The comparison of a grid with the reference engine. */
export interface OracleReport {
  readonly points: number;
  readonly seed: number;
  /** Points that carry `low_effective_sample_size`: compared, but held to no bound, since a single event may decide there. */
  readonly poorly_sampled: number;
  /** The largest deviation of every variable that has a bound, apart from poorly sampled points. */
  readonly largest: readonly Deviation[];
}

/** Numbers from 0 to 1, always the same for a seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Compares random points of the tiles that are done with the reference engine, on the same events. `scan` is the grid's own. */
export async function compareWithOracle(
  grid: Grid,
  scan: ResolvedScan,
  {
    points,
    seed,
    isDone,
  }: { readonly points: number; readonly seed: number; isDone(index: readonly number[]): boolean },
): Promise<OracleReport> {
  const random = randomNumbers(seed);
  const total = productOf(grid.tilePlan.shape);
  const largest = new Map<string, Deviation>();
  let poorlySampled = 0;
  for (let k = 0; k < points; k++) {
    let index = unravel(Math.floor(random() * total), grid.tilePlan.shape);
    while (!isDone(index)) index = unravel(Math.floor(random() * total), grid.tilePlan.shape);
    const place = grid.axes.map(({ name, values }, i): [string, number] => [name, at(values, at(index, i))]);
    const { deviations, isPoor } = await compareAt(grid, scan, index);
    if (isPoor) {
      poorlySampled++;
      continue;
    }
    for (const found of deviations) {
      const worst = largest.get(found.variable);
      if (worst === undefined || !(found.of_bound <= worst.of_bound))
        largest.set(found.variable, { ...found, at: Object.fromEntries(place) });
    }
  }
  return { points, seed, poorly_sampled: poorlySampled, largest: [...largest.values()] };
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

/** The bound on the difference of a number from its reference; undefined for variables without one. */
type Bound = (reference: number) => number;

function boundOf(name: string, scan: ResolvedScan, result: TileResult, e: number): Bound | undefined {
  if (/^chi2(_|$)/.test(name)) {
    const isMonteCarlo = experimentScans(scan).some(
      (one, i) => (e < 0 || e === i) && isMonteCarloAt(sum(countsOf(one).background), result, i),
    );
    return (chi2) => 1e-3 + (isMonteCarlo ? 3e-3 : 1e-4) * Math.abs(chi2);
  }
  // Below float32's smallest normal number nothing is promised; a group of channels is held to the point's total as well.
  const floor = Math.max(
    1e-30,
    1e-6 * (e < 0 ? at(result.signal, 0) : at(at(result.experiments, e).signal, 0)),
  );
  if (/^signal(_|$)/.test(name)) return (events) => Math.max(1e-3 * events, floor);
  if (/^spectrum(_(?!error)|$)/.test(name)) return (events) => Math.max(1e-3 * events, 1e-30);
  if (/^n_eff(_|$)/.test(name)) return (size) => 1e-2 * size;
  if (name === 'ctau_cm' || name === 'branching_ee') return (value) => 1e-6 * Math.abs(value);
  if (name.startsWith(FLAG_WORDS.name) || name === 'mixing_flags') return () => 0;
  return undefined;
}

/** Whether the Monte Carlo error of a signal exceeds the background's own, so that chi2 is as good as that error. */
function isMonteCarloAt(background: number, result: TileResult, e: number): boolean {
  const { signal, nEff } = at(result.experiments, e);
  return at(signal, 0) ** 2 / at(nEff, 0) > background;
}

/** The largest deviation among the numbers of a variable at a point; bins have the point's total as a floor of their bound. */
function deviationOf(
  variable: string,
  own: ArrayLike<number>,
  made: ArrayLike<number>,
  bound: Bound,
): Omit<Deviation, 'at'> {
  let worst = { variable, of_bound: 0, grid: at(own, 0), reference: at(made, 0) };
  const total = sum(Array.from(made));
  for (let k = 0; k < made.length; k++) {
    const [grid, reference] = [at(own, k), at(made, k)];
    const difference = isMissing(grid) && isMissing(reference) ? 0 : Math.abs(grid - reference);
    const allowed = made.length > 1 ? Math.max(bound(reference), 1e-6 * total) : bound(reference);
    const ofBound = difference === 0 ? 0 : difference / allowed;
    if (!(ofBound <= worst.of_bound)) worst = { variable, of_bound: ofBound, grid, reference };
  }
  return worst;
}
