/** The estimate of a scan's time, on an engine whose clock is the test's: every row and every grid point takes what it is told. */
import { describe, expect, it } from 'vitest';
import type { Engine, TileResult } from '../../src/engine/engine.js';
import { massPointsOf } from '../../src/prediction/channelPoints.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { layOutTile } from '../../src/prediction/tileLayout.js';
import { planScan } from '../../src/prediction/tilePlan.js';
import type { ResolvedScan } from '../../src/resolved/scan.js';
import { type Clock, measureRates, secondsFor } from '../../src/scan/estimate.js';
import { workOf } from '../../src/scan/work.js';
import { productOf, type Tile, tileAt } from '../../src/tiles/tiles.js';
import { axis, logSpaced, quickstart, scanOf, singleScanOf, wholeTile } from '../scans.js';

/** Milliseconds. */
interface Costs {
  readonly row: number;
  readonly point: number;
  /** Of every tile, whatever is in it. */
  readonly tile?: number;
  /** Of the first tile: drivers compile. */
  readonly start?: number;
}

interface FakeEngine extends Omit<Engine, 'spectra' | 'compare'> {
  readonly now: Clock;
  readonly tiles: readonly Tile[];
}

/** An engine that computes nothing, on a clock that moves by what its tiles cost. */
function fakeEngine(scan: ResolvedScan, { row, point, tile: each = 0, start = 0 }: Costs): FakeEngine {
  let time = 0;
  const times = { templates: 0, points: 0 };
  const tiles: Tile[] = [];
  return {
    info: { engine: 'gpu', adapter: 'fake', driver: '', software: true },
    times,
    tiles,
    now: () => time,
    async evaluateTile(tile) {
      const { rows, points } = workOf(scan, [tile]);
      time += rows * row + points * point + each + (tiles.length === 0 ? start : 0);
      times.templates += rows * row;
      times.points += points * point;
      tiles.push(tile);
      return {} as TileResult;
    },
    recycle() {},
    async [Symbol.asyncDispose]() {},
  };
}

function allTiles(scan: ResolvedScan): Tile[] {
  const plan = planScan(scan);
  return Array.from({ length: plan.tileCount }, (_, number) => tileAt(plan, number));
}

const estimated = async (scan: ResolvedScan, costs: Costs, done?: ReadonlySet<number>) => {
  const engine = fakeEngine(scan, costs);
  const rates = await measureRates(scan, engine, engine.now);
  return { seconds: secondsFor(scan, rates, done), engine, rates };
};

describe('counted work', () => {
  it('is the open mass points of the quickstart, as the engine finds them', () => {
    const setup = setUpPhysics({ ...quickstart, eventsPerMassPoint: 256 });
    const { masses } = layOutTile(quickstart, wholeTile(quickstart));
    const rows = masses.flatMap((each) => massPointsOf(setup, each)).filter(({ point }) => point.open).length;
    expect(rows).toBe(793);
    expect(workOf(quickstart, [wholeTile(quickstart)])).toEqual({ rows, points: 2 ** 20 });
    expect(workOf(quickstart, allTiles(quickstart))).toEqual({ rows, points: 2 ** 20 });
  });

  it('ends where the beam has too little energy', () => {
    const { maxEnergyGev } = quickstart.experiment.beams[0]?.flux ?? { maxEnergyGev: Number.NaN };
    const scan = singleScanOf([axis('m4_gev', [0.1, 0.9 * maxEnergyGev, maxEnergyGev])]);
    expect(workOf(scan, [wholeTile(scan)])).toEqual({ rows: 2, points: 3 });
  });
});

describe('an estimate', () => {
  it.each<[string, Costs]>([
    ['events', { row: 5, point: 0 }],
    ['grid points', { row: 0, point: 1e-3 }],
    ['both', { row: 3, point: 2e-3 }],
    ['a fast adapter', { row: 1e-3, point: 1e-6 }],
    ['a slow one', { row: 900, point: 0.1 }],
    ['both, after a driver has compiled for a minute', { row: 3, point: 2e-3, start: 60_000 }],
  ])('is right where time goes with %s', async (_what, costs) => {
    const { seconds } = await estimated(quickstart, costs);
    const { rows, points } = workOf(quickstart, allTiles(quickstart));
    expect(seconds / ((rows * costs.row + points * costs.point) / 1000)).toBeCloseTo(1, 6);
  });

  it('is within a factor of two where every tile takes a time of its own, too', async () => {
    // 1100 mass points in five tiles, each of which takes as long as five rows besides.
    const scan = scanOf(
      [
        axis('m4_gev', logSpaced(0.01, 0.1, 5)),
        axis('m5_gev', logSpaced(0.11, 1.3, 220)),
        axis('Umu5_sq', [1e-6]),
      ],
      { eventsPerMassPoint: 256 },
    );
    const { seconds } = await estimated(scan, { row: 2, point: 0, tile: 10 });
    const exact = (2 * workOf(scan, allTiles(scan)).rows + 10 * planScan(scan).tileCount) / 1000;
    expect(seconds / exact).toBeGreaterThan(0.5);
    expect(seconds / exact).toBeLessThan(2);
  });

  it('counts what is left', async () => {
    const { tileCount } = planScan(quickstart);
    const costs = { row: 3, point: 2e-3 };
    const done = new Set([0, 2]);
    const { seconds } = await estimated(quickstart, costs, done);
    const left = allTiles(quickstart).filter((_, number) => !done.has(number));
    const { rows, points } = workOf(quickstart, left);
    expect(seconds / ((rows * costs.row + points * costs.point) / 1000)).toBeCloseTo(1, 6);
    const everything = new Set(Array.from({ length: tileCount }, (_, number) => number));
    expect((await estimated(quickstart, costs, everything)).seconds).toBe(0);
  });

  it('computes little: a few mass points where they are slow, tiles where they are fast', async () => {
    const slow = (await estimated(quickstart, { row: 900, point: 0 })).engine;
    expect(workOf(quickstart, slow.tiles).rows).toBeLessThanOrEqual(7);
    const fast = (await estimated(quickstart, { row: 1e-3, point: 1e-6 })).engine;
    const { chunkShape } = planScan(quickstart);
    expect(fast.tiles.length).toBeLessThanOrEqual(60);
    // No tile is larger than those of the scan on any axis, and none leaves the grid.
    for (const { start, shape } of fast.tiles) {
      shape.forEach((size, i) => {
        expect(size).toBeLessThanOrEqual(chunkShape[i] ?? 0);
        expect((start[i] ?? 0) + size).toBeLessThanOrEqual(quickstart.axes[i]?.values.length ?? 0);
      });
    }
    expect(Math.max(...fast.tiles.map(({ shape }) => productOf(shape)))).toBe(productOf(chunkShape));
  });

  it('looks for open mass points, and goes without where there are none', async () => {
    // One in two hundred: m5 above m4 only at the last.
    const few = scanOf([axis('m5_gev', [...logSpaced(0.01, 0.09, 199), 0.2])], { eventsPerMassPoint: 256 });
    const { rows, points } = workOf(few, [wholeTile(few)]);
    expect({ rows, points }).toEqual({ rows: 1, points: 200 });
    const { seconds, engine } = await estimated(few, { row: 400, point: 0 });
    expect(workOf(few, engine.tiles.slice(0, 1)).rows).toBe(1);
    expect(seconds).toBeCloseTo(0.4, 6);
    const none = scanOf([axis('m5_gev', [0.01, 0.02])], { eventsPerMassPoint: 256 });
    expect((await estimated(none, { row: 400, point: 0.5 })).seconds).toBeCloseTo(1e-3, 9);
  });

  it('counts the tables of each mass of N and of the Z once', () => {
    const rates = { perRow: 0, perPoint: 0, perPair: 10 };
    expect(secondsFor(quickstart, rates)).toBeCloseTo(0.32, 12);
    const planes = singleScanOf([axis('mZprime_gev', [0.03, 1.25]), axis('m4_gev', [0.1, 0.2, 0.3])]);
    expect(secondsFor(planes, rates)).toBeCloseTo(0.06, 12);
    expect(secondsFor(scanOf([axis('epsilon', [1e-4, 1e-3])]), rates)).toBeCloseTo(0.01, 12);
  });
});
