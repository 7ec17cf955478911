/**
 * How long a scan will take on the engine at hand: some of its mass points are computed, and their time is scaled by the amount of
 * work. The estimate is correct within a factor of two where the machine does nothing else.
 */

import { at } from '../at.js';
import type { Engine } from '../engine/engine.js';
import { modelOf } from '../model/models.js';
import { massPointsOf } from '../prediction/channelPoints.js';
import { setUpPhysics } from '../prediction/physicsSetup.js';
import { createRowBounds } from '../prediction/rowBounds.js';
import { planScan } from '../prediction/tilePlan.js';
import { experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { productOf, type Tile, tileAt } from '../tiles/tiles.js';
import { massesOf, movesMasses, rowCounter, type Work, workOf } from './work.js';

/** Milliseconds per unit of work. */
export interface Rates {
  /** For the events of one channel of a mass point. */
  readonly perRow: number;
  /** For yields and chi2 of a grid point. */
  readonly perPoint: number;
  /** For tables that are made once for each pair of masses of N and Z'. */
  readonly perPair: number;
}

/** A measurement of at least this time is not dominated by the overhead of a tile. */
const ENOUGH_MS = 250;
/** No larger measurement is begun after this time. */
const PATIENCE_MS = 1200;
/** Tiles in flight, as in a run; their mass points are spread over the grid. */
const IN_FLIGHT = 3;
/** Most grid points of each mass point in the first measurement. */
const FIRST_COUPLINGS = 2 ** 14;
/** Most repetitions of a measurement whose tiles cannot be larger. */
const MOST_ROUNDS = 8;

/** Returns a time in milliseconds. */
export type Clock = () => number;

/** The part of an engine that is timed. */
type TimedEngine = Pick<Engine, 'evaluateTile' | 'recycle' | 'times'>;

/** Measures an engine on the scan that it was opened for, in about a second; `now` is for tests. */
export async function measureRates(
  scan: ResolvedScan,
  engine: TimedEngine,
  now: Clock = () => performance.now(),
): Promise<Rates> {
  return { ...(await measureTiles(scan, engine, now)), perPair: measurePairs(scan, now) };
}

async function measureTiles(
  scan: ResolvedScan,
  engine: TimedEngine,
  now: Clock,
): Promise<Omit<Rates, 'perPair'>> {
  const whole = wholeSize(scan);
  const starts = spreadMassPoints(scan, IN_FLIGHT);
  const timed = async (tiles: readonly Tile[]) => {
    const before = now();
    for (const result of await Promise.all(tiles.map((tile) => engine.evaluateTile(tile)))) {
      engine.recycle(result);
    }
    return now() - before;
  };
  let size: TileSize = { masses: 1, couplings: Math.min(whole.couplings, FIRST_COUPLINGS) };
  // The first run is not counted: drivers compile shaders during it.
  await timed(tilesAround(scan, starts.slice(0, 1), size));
  const begin = now();
  for (;;) {
    const tiles = tilesAround(scan, starts, size);
    // Run once without timing, so that tables and buffers, which are made only once, are not counted.
    await timed(tiles);
    const { templates, points } = engine.times;
    const isWhole = size.masses >= whole.masses && size.couplings >= whole.couplings;
    let total = await timed(tiles);
    let rounds = 1;
    // The tiles cannot be larger, but the time is still short: repeat.
    for (; isWhole && total < ENOUGH_MS && rounds < MOST_ROUNDS; rounds++) total += await timed(tiles);
    if (isWhole || total >= ENOUGH_MS || now() - begin > PATIENCE_MS) {
      const onEvents = engine.times.templates - templates;
      const onPoints = engine.times.points - points;
      return ratesOf(workOf(scan, tiles), total / rounds, onEvents, onPoints);
    }
    size = grown(size, whole, Math.min(16, Math.max(2, (1.2 * ENOUGH_MS) / Math.max(total, 1))));
  }
}

/** Number of mass points of a tile, and of points on its other axes. */
interface TileSize {
  readonly masses: number;
  readonly couplings: number;
}

/** Size of the largest tile of a scan. */
function wholeSize(scan: ResolvedScan): TileSize {
  const { chunkShape } = planScan(scan);
  return {
    masses: productOf(chunkShape.filter((_, i) => movesMasses(scan, i))),
    couplings: productOf(chunkShape.filter((_, i) => !movesMasses(scan, i))),
  };
}

/** A larger tile: mass points grow first, because events dominate the time of most scans. */
function grown({ masses, couplings }: TileSize, whole: TileSize, factor: number): TileSize {
  return masses < whole.masses
    ? { masses: Math.min(whole.masses, Math.ceil(masses * factor)), couplings }
    : { masses, couplings: Math.min(whole.couplings, Math.ceil(couplings * factor)) };
}

/** Divides the time of tiles between events and grid points, in the ratio of the times that the engine reports. */
function ratesOf({ rows, points }: Work, milliseconds: number, onEvents: number, onPoints: number) {
  const atWork = onEvents + onPoints;
  const share = rows === 0 ? 0 : atWork > 0 ? onEvents / atWork : 1;
  return {
    perRow: rows > 0 ? (milliseconds * share) / rows : 0,
    perPoint: (milliseconds * (1 - share)) / points,
  };
}

/** Mass points whose tables are made; the first ones warm up the JavaScript compiler. */
const WARM_UP_PAIRS = 3;
const MEASURED_PAIRS = 4;

/** Milliseconds of the host for a new pair of masses of N and Z': energy densities, and bounds. */
function measurePairs(scan: ResolvedScan, now: Clock): number {
  // The number of events does not matter here; a small one avoids making many points of the hypercube.
  const hosts = experimentScans(scan).map((experimentScan) => {
    const setup = setUpPhysics({ ...experimentScan, eventsPerMassPoint: 256 });
    return { setup, boundsOf: createRowBounds(setup, 1) };
  });
  const start = at(spreadMassPoints(scan, 1), 0);
  const [masses] = massesOf(scan, { index: start, start, shape: start.map(() => 1) });
  if (!masses) return 0;
  let begin = now();
  for (let number = 0; number < WARM_UP_PAIRS + MEASURED_PAIRS; number++) {
    if (number === WARM_UP_PAIRS) begin = now();
    for (const { setup, boundsOf } of hosts) {
      // A slightly different mass each time, so that no cached table is used.
      const other = { ...masses, m: masses.m * (1 + 1e-6 * number) };
      for (const row of massPointsOf(setup, other)) if (row.point.open) boundsOf(row);
    }
  }
  return (now() - begin) / MEASURED_PAIRS;
}

/** Most mass points that are counted. */
const MOST_COUNTED = 2 ** 17;

/** Seconds for the tiles of a scan that are not done yet, at the given rates. */
export function secondsFor(scan: ResolvedScan, rates: Rates, done: ReadonlySet<number> = new Set()): number {
  const plan = planScan(scan);
  const left = plan.tileCount - done.size;
  const massPoints = productOf(plan.chunkShape.filter((_, i) => movesMasses(scan, i)));
  const step = Math.max(1, Math.ceil((left * massPoints) / MOST_COUNTED));
  const counted = everyOther([...done], left, step).map((number) => tileAt(plan, number));
  if (counted.length === 0) return 0;
  const { rows, points }: Work = workOf(scan, counted);
  const pairs = (allPairs(scan) * left) / plan.tileCount;
  const scale = left / counted.length;
  return (scale * (rows * rates.perRow + points * rates.perPoint) + pairs * rates.perPair) / 1000;
}

/** Every `step`-th of the numbers that are not `done`, of which there are `left`; without visiting the others, of which there may be 10^9. */
export function everyOther(done: readonly number[], left: number, step: number): number[] {
  const sorted = done.toSorted((a, b) => a - b);
  const numbers: number[] = [];
  let passed = 0;
  for (let rank = 0; rank < left; rank += step) {
    while ((sorted[passed] ?? Number.POSITIVE_INFINITY) <= rank + passed) passed++;
    numbers.push(rank + passed);
  }
  return numbers;
}

/** Number of pairs of masses of N and Z' in a grid. */
function allPairs({ axes, model }: ResolvedScan): number {
  const { produced, mediator } = modelOf(model.kind);
  const ofPairs: readonly string[] = [produced.mass, mediator.mass];
  return productOf(axes.filter(({ name }) => ofPairs.includes(name)).map(({ values }) => values.length));
}

/** Shape of a tile of about a size, and not above it. It is part of a full tile, so that it fits wherever a full one does. */
function shapeOf(scan: ResolvedScan, { masses, couplings }: TileSize): number[] {
  const shape = [...planScan(scan).chunkShape];
  const halve = (isOf: (axis: number) => boolean, most: number) => {
    const count = () => productOf(shape.filter((_, i) => isOf(i)));
    while (count() > most) {
      const cut = shape.findIndex((size, i) => size > 1 && isOf(i));
      shape[cut] = Math.ceil(at(shape, cut) / 2);
    }
  };
  halve((i) => movesMasses(scan, i), masses);
  halve((i) => !movesMasses(scan, i), couplings);
  return shape;
}

/** Tiles of a size that begin at given grid indices, or are moved back so that they end within the grid. */
function tilesAround(scan: ResolvedScan, starts: readonly number[][], size: TileSize): Tile[] {
  const shape = shapeOf(scan, size);
  return starts.map((indices) => {
    const start = scan.axes.map(({ values }, i) => Math.min(at(indices, i), values.length - at(shape, i)));
    return { index: start, start, shape };
  });
}

/** Bases of the Halton sequence, one for each axis. */
const BASES = [2, 3, 5, 7] as const;
/** Most places that are tried in search of open mass points. */
const MOST_TRIES = 4096;

/** Grid indices of open mass points, spread over the grid by a Halton sequence; of a closed one where all are closed. */
function spreadMassPoints(scan: ResolvedScan, count: number): number[][] {
  const rowsAt = rowCounter(scan);
  const isOpen = (start: number[]) => {
    const [masses] = massesOf(scan, { index: start, start, shape: start.map(() => 1) });
    return masses !== undefined && rowsAt(masses) > 0;
  };
  const kinematic = scan.axes.map((_, i) => i).filter((i) => movesMasses(scan, i));
  const placeOf = (number: number) =>
    scan.axes.map(({ values }, i) => {
      const base = BASES[kinematic.indexOf(i)];
      return base === undefined ? 0 : Math.floor(radicalInverse(number, base) * values.length);
    });
  const open: number[][] = [];
  for (let number = 1; number <= MOST_TRIES && open.length < count; number++) {
    const start = placeOf(number);
    if (isOpen(start)) open.push(start);
  }
  const found = open.length > 0 ? open : [placeOf(1)];
  return Array.from({ length: count }, (_, i) => at(found, i % found.length));
}

/** The digits of a number in reverse order behind the point: a coordinate of the Halton sequence, from 0 to 1. */
function radicalInverse(number: number, base: number): number {
  let value = 0;
  let place = 1 / base;
  for (let rest = number; rest > 0; rest = Math.floor(rest / base)) {
    value += (rest % base) * place;
    place /= base;
  }
  return value;
}
