/** Events raised where they are too few: which mass points, to how many, and that nothing else changes. */
import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import type { Engine, ExperimentResult, TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import type { TemplateOptions } from '../../src/engine/gpu/templatePass.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { isKinematic } from '../../src/model/parameters.js';
import { eventAxisNames, eventLevels } from '../../src/prediction/eventLevels.js';
import { FLAGS } from '../../src/prediction/flags.js';
import { experimentScans, type ResolvedScan } from '../../src/resolved/scan.js';
import { planTiles, type Tile, tileAt } from '../../src/tiles/tiles.js';
import { axis, quickstart, scanOf, wholeTile, withRun } from '../scans.js';

const [MASSES, EPSILONS, MIXINGS] = [8, 3, 4];
const scanWith = (events: string) =>
  resolveScan(
    `
model: { kind: dual, parameters: { delta: 1, V54: 0.5, gD: 2 } }
axes:
  mZprime_gev: { values: [0.1, 1.25] }
  epsilon: { log: [8e-5, 8e-3], points: ${EPSILONS} }
  m5_gev: { values: [0.002, 0.1, 0.3, 0.8] }
  Umu5_sq: { log: [1e-8, 1e-2], points: ${MIXINGS} }
production: { dirt: cylinder }
experiments:
  - microboone-2025
  - { name: miniboone-2020, dirt: none }
  - { name: miniboone-2020, as: coherent, protonElastic: false, dirt: none, apart: true }
events: ${events}
`,
    'auto.yaml',
  );

const LEVELS = [256, 1024, 2048];
const auto = await scanWith('{ from: 256, cap: 2048 }');

async function onGpu<T>(
  scan: ResolvedScan,
  use: (engine: Engine) => Promise<T>,
  options: TemplateOptions = {},
): Promise<T> {
  await using engine = await openGpuEngine(scan, { allowSoftware: true }, options);
  return await use(engine);
}
const whole = (scan: ResolvedScan) => onGpu(scan, (engine) => engine.evaluateTile(wholeTile(scan)));

const raised = await whole(auto);
const fixed = new Map<number, TileResult>();
for (const events of LEVELS) fixed.set(events, await whole(await scanWith(String(events))));

/** Mass point and, within the variable, the position of everything that it has. */
const massOf = (mZprime: number, m5: number) => mZprime * 4 + m5;

/** What a result says of a mass point: every number of it. */
function partOf(result: Omit<ExperimentResult, 'events'>, mass: number) {
  const [mZprime, m5] = [Math.floor(mass / 4), mass % 4];
  const cells = Array.from({ length: EPSILONS }, (_, k) => (mZprime * EPSILONS + k) * 4 + m5);
  const points = cells.flatMap((cell) => Array.from({ length: MIXINGS }, (_, u) => cell * MIXINGS + u));
  const bins = result.binSignal.length / MASSES;
  return {
    chi2: points.map((k) => result.chi2[k]),
    signal: points.map((k) => result.signal[k]),
    groups: result.groupSignal.map((group) => points.map((k) => group[k])),
    ctau: cells.map((k) => result.ctauCm[k]),
    nEff: cells.map((k) => result.nEff[k]),
    flags: cells.map((k) => result.flags[k] ?? 0),
    bins: [...result.binSignal.subarray(mass * bins, (mass + 1) * bins)],
  };
}
const isPoor = (result: Omit<ExperimentResult, 'events'>, mass: number) =>
  partOf(result, mass).flags.some((flags) => (flags & FLAGS.lowEffectiveSampleSize) !== 0);
const masses = Array.from({ length: MASSES }, (_, mass) => mass);

describe('events: auto', () => {
  it('gives every mass point the fewest events that leave it unflagged, or the cap; each experiment its own', () => {
    const counts = new Set<number>();
    raised.experiments.forEach((own, e) => {
      for (const mass of masses) {
        const at = (events: number) => isPoor(fixed.get(events)?.experiments[e] ?? own, mass);
        const expected = LEVELS.find((events) => !at(events)) ?? LEVELS.at(-1);
        expect(own.events?.[mass], `experiment ${e}, mass point ${mass}`).toBe(expected);
        counts.add(expected ?? 0);
      }
    });
    // The scan has points of every kind; what is still flagged has the cap.
    expect([...counts].sort((a, b) => a - b)).toEqual(LEVELS);
    expect(masses.some((mass) => isPoor(raised.experiments[1] ?? fail(), mass))).toBe(true);
    expect(raised.experiments[0]?.events).not.toEqual(raised.experiments[1]?.events);
  });

  it('leaves the bits of a scan with so many events', () => {
    raised.experiments.forEach((own, e) => {
      for (const mass of masses) {
        const same = fixed.get(own.events?.[mass] ?? 0)?.experiments[e];
        expect(partOf(own, mass)).toEqual(partOf(same ?? fail(), mass));
      }
    });
  });

  it('adds up what the experiments have, and says the most that any that counts took', () => {
    const [micro, mini] = raised.experiments;
    if (!micro || !mini) throw new Error('three experiments');
    raised.signal.forEach((signal, k) => {
      expect(signal).toBe(Math.fround((micro.signal[k] ?? 0) + (mini.signal[k] ?? 0)));
    });
    expect([...(raised.events ?? [])]).toEqual(
      masses.map((mass) => Math.max(micro.events?.[mass] ?? 0, mini.events?.[mass] ?? 0)),
    );
  });

  it('does not raise what is closed', () => {
    const closed = massOf(0, 0);
    for (const own of raised.experiments) {
      expect(partOf(own, closed).flags.every((flags) => (flags & FLAGS.closed) !== 0)).toBe(true);
      expect(own.events?.[closed]).toBe(256);
    }
  });

  it.each<[string, TemplateOptions]>([
    ['of any size', {}],
    ['of one workgroup', { largestDispatch: 1 }],
  ])('gives the same bits tile by tile and with tiles in flight, in dispatches %s', async (_, options) => {
    const plan = planTiles(auto.axes, { points: 36, expensive: 3, cells: 36 }, { isExpensive: isKinematic });
    const tiles = Array.from({ length: plan.tileCount }, (_tile, number) => tileAt(plan, number));
    expect(tiles.length).toBe(4);
    const told: [number, number][] = [];
    const results = await onGpu(
      auto,
      (engine) =>
        Promise.all(
          tiles.map((tile, number) => engine.evaluateTile(tile, (fraction) => told.push([number, fraction]))),
        ),
      options,
    );
    tiles.forEach((tile, t) => {
      results[t]?.experiments.forEach((own, e) => {
        const all = raised.experiments[e] ?? fail();
        const [width, first] = [tile.shape[2] ?? 0, massOf(tile.start[0] ?? 0, tile.start[2] ?? 0)];
        expect([...(own.events ?? [])]).toEqual([...(all.events?.subarray(first, first + width) ?? [])]);
        for (let k = 0; k < EPSILONS; k++) {
          const cell = ((tile.start[0] ?? 0) * EPSILONS + k) * 4 + (tile.start[2] ?? 0);
          const cells = (array: Float32Array | Uint32Array, each: number) =>
            array.subarray(cell * each, (cell + width) * each);
          const mine = (array: Float32Array | Uint32Array, each: number) =>
            array.subarray(k * width * each, (k + 1) * width * each);
          expect(mine(own.chi2, MIXINGS)).toEqual(cells(all.chi2, MIXINGS));
          expect(mine(own.flags, 1)).toEqual(cells(all.flags, 1));
          expect(mine(own.nEff, 1)).toEqual(cells(all.nEff, 1));
        }
      });
    });
    // Tile after tile, never less than before, and to the end.
    expect(told).toEqual(told.toSorted(([a, f], [b, g]) => a - b || f - g));
    for (const [number] of tiles.entries()) expect(told.filter(([n]) => n === number).at(-1)?.[1]).toBe(1);
  });

  it('does so in the same arrays, which can be given back', async () => {
    await onGpu(auto, async (engine) => {
      const tile = wholeTile(auto);
      const first = await engine.evaluateTile(tile);
      engine.recycle(first);
      const again = await engine.evaluateTile(tile);
      expect(again.experiments[0]?.chi2).toBe(first.experiments[0]?.chi2);
      expect(again).toEqual(raised);
      expect(engine.times.templates).toBeGreaterThan(0);
    });
  });

  it('decides by flags that are not written', async () => {
    const outputs = ['chi2', 'events'] as const;
    const result = await whole({ ...auto, outputs });
    expect(result.chi2).toEqual(raised.chi2);
    expect(result.events).toEqual(raised.events);
    expect(result.signal.length).toBe(0);
  });

  it('refuses a cap that the adapter cannot bind, before anything is computed', async () => {
    const [own] = experimentScans(auto);
    const runs = auto.runs.filter(({ experiment }) => experiment.name === 'miniboone-2020');
    const scan = { ...auto, runs, autoEvents: { cap: 2 ** 20 } };
    expect(own?.runs.length).toBe(3);
    await onGpu(auto, async (engine) => {
      // Where an adapter grants more than the default, it may.
      if (!engine.info.software) return;
      await expect(openGpuEngine(scan, { allowSoftware: true })).rejects.toThrow(
        /^1048576 events in all channels of miniboone-2020 are more than .* lower the cap of events$/,
      );
    });
  });
});

describe('events: auto in f64', () => {
  const scan = scanOf(
    [axis('m5_gev', [0.2, 1.5]), axis('Umu5_sq', [1e-6, 1e-3]), axis('epsilon', [8e-4, 1e-2])],
    { eventsPerMassPoint: 1024, autoEvents: { cap: 2048 } },
  );
  const evaluate = (own: ResolvedScan, tile: Tile = wholeTile(own)) =>
    openReferenceEngine(own).evaluateTile(tile);

  it('is what it is on the GPU', async () => {
    const { autoEvents: _, ...rest } = scan;
    const result = await evaluate(scan);
    const levels = [1024, 2048];
    const at = new Map<number, TileResult>();
    for (const events of levels) at.set(events, await evaluate({ ...rest, eventsPerMassPoint: events }));
    const poor = (tile: TileResult | undefined, mass: number) =>
      [0, 1].some((k) => ((tile?.flags[mass * 2 + k] ?? 0) & FLAGS.lowEffectiveSampleSize) !== 0);
    expect([...(result.events ?? [])]).toEqual(
      [0, 1].map((mass) => (poor(at.get(1024), mass) ? 2048 : 1024)),
    );
    expect([...(result.events ?? [])].toSorted((a, b) => a - b)).toEqual(levels);
    for (const mass of [0, 1]) {
      const same = at.get(result.events?.[mass] ?? 0);
      expect(result.chi2.subarray(mass * 4, mass * 4 + 4)).toEqual(
        same?.chi2.subarray(mass * 4, mass * 4 + 4),
      );
    }
    const gpu = await whole(scan);
    expect(gpu.events).toEqual(result.events);
    expect(gpu.flags).toEqual(result.flags);
  });
});

describe('events of a mass point', () => {
  const { production } = quickstart;
  const [, mini] = experimentScans(auto);

  it('go up by four, to the cap', () => {
    const levels = (eventsPerMassPoint: number, cap: number | undefined, scan = quickstart) =>
      eventLevels({ ...scan, eventsPerMassPoint, autoEvents: { cap } });
    expect(levels(4096, 65536)).toEqual([4096, 16384, 65536]);
    expect(levels(4096, 32768)).toEqual([4096, 16384, 32768]);
    expect(eventLevels(quickstart)).toEqual([16384]);
    // By default 128 MiB of coordinates: one channel of 48 bytes an event, and seven of 72.
    expect(levels(16384, undefined)).toEqual([16384, 65536, 262144, 1048576]);
    const all = withRun(quickstart, {
      experiment: mini?.experiment ?? quickstart.experiment,
      production: { ...production, dirt: mini?.experiment.dirt['dn-cone'], protonElastic: true },
    });
    expect(levels(16384, undefined, all)).toEqual([16384, 65536, 262144]);
  });

  it('lie on the kinematic axes, and on couplings that tiles cut', () => {
    expect(eventAxisNames(scanOf([axis('epsilon', [1e-4, 1e-3]), axis('m5_gev', [0.2, 0.3])]))).toEqual([
      'm5_gev',
    ]);
    const many = (n: number) => Array.from({ length: n }, (_, k) => 1e-4 * (1 + k / n));
    const cut = scanOf([axis('m5_gev', [0.2]), axis('epsilon', many(2000)), axis('V54', many(1000))]);
    expect(eventAxisNames(cut)).toEqual(['m5_gev', 'epsilon']);
    const factor = scanOf([axis('m5_gev', [0.2]), axis('Umu5_sq', many(2000)), axis('V54', many(1000))]);
    expect(eventAxisNames(factor)).toEqual(['m5_gev']);
  });
});

function fail(): never {
  throw new Error('not there');
}
