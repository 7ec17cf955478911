/** Random points of a grid against the f64 reference engine, within the bounds of docs/numerics.md ("GPU against f64"). */
import { at } from '../at.js';
import { openReferenceEngine } from '../engine/reference/reference.js';
import { readVariable } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { gridVariables, makeVariables } from '../outputs/gridVariables.js';
import { suffixOf } from '../outputs/places.js';
import type { TileResult } from '../outputs/result.js';
import { experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { productOf, unravel } from '../tiles/tiles.js';
import { type Difference, differenceOf, isPoorlySampled } from './difference.js';
import { pointScanOf, tileOfPoint } from './pointScan.js';

/** The largest deviation of a variable among some points. */
export interface Deviation extends Difference {
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
  const own = evaluated.get(at(events, Math.max(e, 0)));
  if (own === undefined) return undefined;
  const { scan, result } = own;
  const made = makeVariables(gridVariables(scan), scan, tileOfPoint(scan.axes), result)[name];
  return made && differenceOf(name, { scan, result, experiment: e }, await read(name), made);
}
