/** Tiles in flight: the same bits as one at a time, in the order of the calls, and only what the scan writes. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Engine, TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { ResultPool } from '../../src/engine/gpu/resultPool.js';
import type { TemplateOptions } from '../../src/engine/gpu/templatePass.js';
import { readsOf } from '../../src/engine/gpu/tileReads.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { DeviceError, NumericError } from '../../src/errors.js';
import { structViews } from '../../src/gpu/layout.js';
import type { ReducePass } from '../../src/gpu/reducePass.js';
import { isKinematic } from '../../src/model/parameters.js';
import { planTiles, type Tile, tileAt } from '../../src/tiles/tiles.js';
import { axis, everywhere, logSpaced, onlyResult, quickstart, scanOf, wholeTile } from '../scans.js';
import { countDeviceWork } from './deviceWork.js';

const scan = everywhere(
  scanOf(
    [
      axis('m5_gev', [0.09, 0.12, 0.15, 0.3, 0.5, 0.7, 0.9, 1.1, 1.5]),
      axis('Umu5_sq', logSpaced(1e-8, 1e-2, 5)),
      axis('epsilon', logSpaced(1e-5, 1e-2, 3)),
    ],
    { eventsPerMassPoint: 1024 },
  ),
);
/** Five tiles of two mass points, but for the last. */
const plan = planTiles(scan.axes, { points: 30, expensive: 2, cells: 30 }, { isExpensive: isKinematic });
const tiles = Array.from({ length: plan.tileCount }, (_, number) => tileAt(plan, number));

async function withEngine<T>(use: (engine: Engine) => Promise<T>, options: TemplateOptions = {}): Promise<T> {
  await using engine = await openGpuEngine(scan, { allowSoftware: true }, options);
  return await use(engine);
}

const oneByOne = await withEngine(async (engine) => {
  const results: TileResult[] = [];
  for (const tile of tiles) results.push(await engine.evaluateTile(tile));
  return results;
});

describe('tiles in flight', () => {
  it.each<[string, TemplateOptions]>([
    ['of any size', {}],
    ['of one workgroup', { largestDispatch: 1 }],
    ['timed by stamps', { stamps: true }],
  ])('give the same bits as one at a time, in dispatches %s', async (_, options) => {
    const together = await withEngine(
      (engine) => Promise.all(tiles.map((tile) => engine.evaluateTile(tile))),
      options,
    );
    expect(together).toEqual(oneByOne);
  });

  it.each([
    ['waits', false],
    ['stamps', true],
  ])('give the same bits where each kernel is timed by %s', async (_, stamps) => {
    const kernelTimes = new Map<string, number>();
    const together = await withEngine(
      (engine) => Promise.all(tiles.map((tile) => engine.evaluateTile(tile))),
      { kernelTimes, stamps },
    );
    expect(together).toEqual(oneByOne);
    expect([...kernelTimes.keys()]).toEqual([
      'events',
      'templates',
      'yields',
      'chi2',
      'reduce',
      'join parts',
    ]);
    // Stamps are multiples of 0.1 ms.
    for (const milliseconds of kernelTimes.values()) expect(milliseconds).toBeGreaterThanOrEqual(0);
  });

  it('are answered in the order of the calls, and tell their progress in it', async () => {
    const answered: number[] = [];
    const told: [number, number][] = [];
    const ask = (engine: Engine) =>
      tiles.map(async (tile, number) => {
        await engine.evaluateTile(tile, (fraction) => told.push([number, fraction]));
        answered.push(number);
      });
    await withEngine((engine) => Promise.all(ask(engine)), { largestDispatch: 2 });
    expect(answered).toEqual([0, 1, 2, 3, 4]);
    const sorted = told.toSorted(([a, f], [b, g]) => a - b || f - g);
    expect(told).toEqual(sorted);
    // The first of the two points of the first tile is closed: not so the tile.
    for (const number of answered) expect(told).toContainEqual([number, 1]);
  });

  it('wait for each other in the reference engine', async () => {
    await using engine = openReferenceEngine(
      scanOf([axis('m5_gev', [0.2, 0.3, 0.4])], { eventsPerMassPoint: 256 }),
    );
    const order: number[] = [];
    const part = (m: number): Tile => ({ index: [m], start: [m], shape: [1] });
    await Promise.all(
      [0, 1, 2].map(async (m) => {
        await engine.evaluateTile(part(m), () => order.push(m));
        order.push(m);
      }),
    );
    expect(order).toEqual([0, 0, 1, 1, 2, 2]);
  });
});

describe('results given back', () => {
  it('are what later tiles are written into, and nothing else is', async () => {
    await withEngine(async (engine) => {
      const [first, second] = tiles;
      if (!first || !second) throw new Error('five tiles');
      const kept = await engine.evaluateTile(first);
      const given = await engine.evaluateTile(second);
      engine.recycle(given);
      engine.recycle(given);
      const again = [await engine.evaluateTile(second), await engine.evaluateTile(second)];
      expect(again[0]?.chi2).toBe(given.chi2);
      expect(again[1]?.chi2).not.toBe(given.chi2);
      expect(again).toEqual([oneByOne[1], oneByOne[1]]);
      expect(kept).toEqual(oneByOne[0]);
    });
  });
});

describe('a tile that fails', () => {
  /** A response that says less than it does: sums leave the bounds that follow from it, where m5 is open. */
  const { experiment } = quickstart;
  const response = { ...experiment.response, plateau: 1e-6 * experiment.response.plateau };
  const changes = {
    experiment: { ...experiment, response },
    eventsPerMassPoint: 1024,
    outputs: ['chi2'] as const,
  };
  const failing = scanOf([axis('m5_gev', [0.05, 0.06, 0.2, 0.07])], changes);

  it('does not fail those in flight beside it', async () => {
    await using engine = await openGpuEngine(failing, { allowSoftware: true });
    const part = (u: number): Tile => ({ index: [u], start: [u], shape: [1] });
    const settled = await Promise.allSettled([0, 1, 2, 3].map((u) => engine.evaluateTile(part(u))));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(settled[2]).toMatchObject({ reason: expect.any(NumericError) });
  });
});

describe('a device that is lost', () => {
  it.each<[string, TemplateOptions]>([
    ['while all is in the queue', {}],
    ['while events are still to be put into the queue', { largestDispatch: 1 }],
  ])('%s, ends every tile in flight with an error', async (_, options) => {
    const engine = await openGpuEngine(scan, { allowSoftware: true }, options);
    const asked = tiles.map((tile) => engine.evaluateTile(tile));
    const settling = Promise.allSettled(asked);
    await engine[Symbol.asyncDispose]();
    const settled = await settling;
    expect(settled.map(({ status }) => status)).toEqual(tiles.map(() => 'rejected'));
    for (const { reason } of settled as PromiseRejectedResult[]) expect(reason).toBeInstanceOf(DeviceError);
    await expect(engine.evaluateTile(wholeTile(scan))).rejects.toThrow(DeviceError);
  });

  it('and what a callback throws end tiles instead of the process', async () => {
    await withEngine(
      async (engine) => {
        const failing = engine.evaluateTile(wholeTile(scan), () => {
          throw new Error('no terminal');
        });
        await expect(failing).rejects.toThrow('no terminal');
      },
      { largestDispatch: 1 },
    );
  });
});

describe('outputs', () => {
  it('are all that is read back', async () => {
    const whole = wholeTile(scan);
    const all = await withEngine((engine) => engine.evaluateTile(whole));
    const only = async (outputs: readonly string[]) => {
      await using engine = await openGpuEngine({ ...scan, outputs }, { allowSoftware: true });
      return await engine.evaluateTile(whole);
    };
    const lengths = (result: TileResult) => ({
      chi2: result.chi2.length,
      signal: result.signal.length,
      groups: onlyResult(result).groupSignal.length,
      ctau: result.ctauCm.length,
      flags: result.flags.length,
      bins: onlyResult(result).binSignal.length,
    });
    const none = { chi2: 0, signal: 0, groups: 0, ctau: 0, flags: 0, bins: 0 };
    const chi2 = await only(['chi2']);
    expect(lengths(chi2)).toEqual({ ...none, chi2: 135 });
    expect(chi2.chi2).toEqual(all.chi2);
    const signals = await only(['signal', 'signal_by_channel', 'ctau_cm']);
    expect(lengths(signals)).toMatchObject({ chi2: 0, signal: 135, groups: 4, ctau: 27, bins: 0 });
    expect(onlyResult(signals).groupSignal).toEqual(onlyResult(all).groupSignal);
    expect(signals.ctauCm).toEqual(all.ctauCm);
    const flags = await only(['flags']);
    expect(lengths(flags)).toMatchObject({ chi2: 0, signal: 0, groups: 0, bins: 27 * 3 });
    expect(flags.flags).toEqual(all.flags);
  });

  it('decide on the bytes that are copied', () => {
    const buffer = {} as GPUBuffer;
    const reduction: ReducePass = {
      prepare: () => [],
      read: (arrays) => ({ source: buffer, bytes: 24 * arrays, take() {} }),
      destroy() {},
    };
    const buffers = {
      ...{ chi2: buffer, signal: buffer, groupSignal: buffer, yields: buffer },
      ...{ points: 1000, groups: 2, cells: 30 },
      reductions: { chi2: reduction, signal: reduction, groupSignal: reduction },
      yieldLayout: structViews('struct Yield { relativeError: f32, signal: array<f32, 2> }'),
    };
    const none = { chi2: false, signal: false, groupSignal: false, bins: false, groupBins: false };
    const bytes = (wanted: Partial<typeof none>) =>
      readsOf(buffers, { ...none, ...wanted }, new ResultPool()).reads.map((read) => read.bytes);
    expect(bytes({})).toEqual([]);
    // A few words tell of all numbers of an array.
    expect(bytes({ chi2: true })).toEqual([24, 4000]);
    expect(bytes({ chi2: true, signal: true, groupSignal: true, bins: true })).toEqual([
      24, 4000, 24, 4000, 48, 8000, 360,
    ]);
  });

  it('without flags: an overflow ends the tile instead of being raised', async () => {
    const outputs = ['chi2'] as const;
    await using engine = await openGpuEngine(
      { ...scan, outputs },
      { allowSoftware: true },
      { boundFactor: 1e-6 },
    );
    await expect(engine.evaluateTile(wholeTile(scan))).rejects.toThrow(
      /left its proven bound.* add flags to outputs/,
    );
  });
});

describe('times', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('from completion to completion add up to no more than the clock tells', async () => {
    await withEngine(
      async (engine) => {
        // A clock that goes on with every look at it.
        let now = 0;
        vi.spyOn(performance, 'now').mockImplementation(() => ++now);
        await Promise.all(tiles.map((tile) => engine.evaluateTile(tile)));
        const { templates, points } = engine.times;
        // A tick at least for each tile's dispatches and for its points.
        expect(templates).toBeGreaterThanOrEqual(tiles.length);
        expect(points).toBeGreaterThanOrEqual(tiles.length);
        expect(templates + points).toBeLessThanOrEqual(now);
      },
      { stamps: false },
    );
  });

  it('by stamps are told too, and with all dispatches in the stamps', async () => {
    const resolved: number[] = [];
    await withEngine(
      async (engine) => {
        const { resolveQuerySet } = GPUCommandEncoder.prototype;
        vi.spyOn(GPUCommandEncoder.prototype, 'resolveQuerySet').mockImplementation(function (
          this: GPUCommandEncoder,
          ...args
        ) {
          resolved.push(args[2]);
          return resolveQuerySet.apply(this, args);
        });
        const work = await countDeviceWork(async () => {
          await Promise.all(tiles.map((tile) => engine.evaluateTile(tile)));
        });
        // Two stamps a pass: a pass begins with events or with yields, and templates or chi2 and its reductions follow.
        expect(resolved).toHaveLength(tiles.length);
        const { events = 0, yields = 0 } = work.dispatchesOf;
        expect(yields).toBe(tiles.length);
        expect(resolved.reduce((sum, stamps) => sum + stamps, 0)).toBe(2 * (events + yields));
        const { templates, points } = engine.times;
        for (const milliseconds of [templates, points]) {
          expect(Number.isFinite(milliseconds) && milliseconds >= 0).toBe(true);
        }
      },
      { stamps: true },
    );
  });
});
