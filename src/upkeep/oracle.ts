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
import { experimentScans, type ResolvedScan } from '../resolved/scan.js';
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
      if (worst === undefined || found.of_bound > worst.of_bound)
        largest.set(found.variable, { ...found, at: Object.fromEntries(place) });
    }
  }
  return { points, seed, poorly_sampled: poorlySampled, largest: [...largest.values()] };
}

/** The deviations at one grid point. */
async function compareAt(grid: Grid, scan: ResolvedScan, index: readonly number[]) {
  const selection = Object.fromEntries(grid.axes.map(({ name }, i) => [name, at(index, i)]));
  const read = async (name: string) => (await readVariable(grid, name, selection)).data;
  const has = (name: string) => grid.variables.some((variable) => variable.name === name);
  // A point by itself would be raised for itself: it gets the events that its mass point has in the grid.
  const events = await Promise.all(
    experimentScans(scan).map(async (one) => {
      const name = variableName(EVENTS, suffixOf(one));
      return scan.autoEvents !== undefined && has(name) ? at(await read(name), 0) : scan.eventsPerMassPoint;
    }),
  );
  const results = new Map<number, TileResult>();
  const { autoEvents: _, ...unraised } = scan;
  const axes = scan.axes.map((axis, i) => ({
    ...axis,
    values: [at(at(grid.axes, i).values, at(index, i))],
  }));
  const origin = axes.map(() => 0);
  const tile: Tile = { index: origin, start: origin, shape: axes.map(() => 1) };
  const scanAt = (count: number): ResolvedScan => ({ ...unraised, axes, eventsPerMassPoint: count });
  for (const count of new Set(events)) {
    await using engine = openReferenceEngine(scanAt(count));
    results.set(count, await engine.evaluateTile(tile));
  }
  const experiments = experimentScans(scanAt(at(events, 0)));
  const suffixes = experiments.map(suffixOf);
  const deviations: Omit<Deviation, 'at'>[] = [];
  for (const { name } of grid.variables) {
    const e = suffixes.findIndex((suffix) => suffix !== '' && name.endsWith(`_${suffix}`));
    const isJoined = e < 0 && experiments.length > 1;
    // A sum over experiments with different events is that of no one evaluation.
    if (isJoined && results.size > 1) continue;
    const count = at(events, Math.max(e, 0));
    const result = results.get(count);
    if (result === undefined) continue;
    const evaluated = scanAt(count);
    const made = makeVariables(gridVariables(evaluated), evaluated, tile, result)[name];
    if (made === undefined) continue;
    const own = unsettled(name, await read(name));
    const bound = boundOf(name, evaluated, result, e);
    if (bound !== undefined) deviations.push(deviationOf(name, own, unsettled(name, made), bound));
  }
  const flags = [...results.values()].some((result) =>
    [at(result.flags, 0), ...result.experiments.map((one) => at(one.flags, 0))].some(
      (word) => (word & FLAGS.lowEffectiveSampleSize) !== 0,
    ),
  );
  return { deviations, isPoor: flags };
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
  if (name.startsWith(FLAG_WORDS.name) || name === 'mixing_flags' || /^events(_|$)/.test(name))
    return () => 0;
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
