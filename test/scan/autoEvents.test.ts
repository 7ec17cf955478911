/** A scan that raises events, as a grid: what it says of them, and that it is the same however it came about. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { overrideParameters } from '../../src/config/override.js';
import { evaluatePoint } from '../../src/detail/point.js';
import { readVariable } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { eventsInWords } from '../../src/planes/eventCounts.js';
import { FLAGS } from '../../src/prediction/flags.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { runScan } from '../../src/scan/run.js';
import { hashTree } from '../e2e/cli.js';
import { temporaryFolder } from '../grid/fixture.js';
import { axis, logSpaced, scanOf } from '../scans.js';

/** Three tiles: 600 mass points, at most 256 a tile. Some are closed, some have enough with 1024 events, others with 2048. */
const scan = scanOf(
  [axis('m4_gev', [0.1, 0.3]), axis('m5_gev', logSpaced(0.12, 1.28, 300)), axis('Umu5_sq', [1e-6, 1e-4])],
  {
    eventsPerMassPoint: 1024,
    autoEvents: { cap: 2048 },
    outputs: ['chi2', 'flags', 'events'],
  },
);
const run = (out: string, depth = { computing: 3, writing: 4 }) =>
  runScan(scan, { out, engine: 'gpu', allowSoftware: true, overwrite: false, depth });

describe('a grid with raised events', () => {
  it('says how many each mass point got, and is the same to the byte however it came about', async () => {
    const dir = await temporaryFolder();
    const out = join(dir, 'grid.zarr');
    const told: number[] = [];
    await runScan(scan, {
      ...{ out, engine: 'gpu', allowSoftware: true, overwrite: false },
      onProgress: (points) => told.push(points),
    });
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(1200);

    const grid = await openGrid(out);
    const { axes, data } = await readVariable(grid, 'events');
    expect(axes).toEqual(['m4_gev', 'm5_gev']);
    const countOf = (events: number) => data.filter((own) => own === events).length;
    const { events } = await summarizeGrid(grid);
    expect(events).toEqual({ 1024: countOf(1024), 2048: countOf(2048) });
    expect(countOf(1024)).toBeGreaterThan(100);
    expect(countOf(2048)).toBe(600 - countOf(1024));
    expect(countOf(2048)).toBeGreaterThan(100);
    expect(grid.attributes).toMatchObject({
      events_per_mass_point: 1024,
      max_events_per_mass_point: 2048,
    });
    // What is flagged has all that it may have.
    const flags = (await readVariable(grid, 'flags')).data;
    data.forEach((own, k) => {
      if (((flags[k] ?? 0) & FLAGS.lowEffectiveSampleSize) !== 0) expect(own).toBe(2048);
    });

    const whole = await hashTree(out);
    await rm(join(out, 'chi2', 'c', '0', '1'), { recursive: true });
    await rm(join(out, 'events', 'c', '1', '0'));
    await run(out);
    expect(await hashTree(out)).toEqual(whole);
    const other = join(dir, 'other.zarr');
    await run(other, { computing: 1, writing: 1 });
    expect(await hashTree(other)).toEqual(whole);
  });
});

it('counts of events in words say what was raised, and from what', () => {
  expect(eventsInWords({ 16384: 88, 65536: 188, 262144: 12 }, 16384)).toBe(
    '200 of 288 mass points raised from 16384: 188 to 65536, 12 to 262144',
  );
  expect(eventsInWords({ 512: 3 }, 512)).toBe('0 of 3 mass points raised from 512');
});

describe('a point of such a scan', () => {
  it('takes what it needs to lose its flag, and no more', () => {
    const { autoEvents: _, ...fixed } = scan;
    const at = overrideParameters(scan, { m4_gev: 0.1, m5_gev: 0.2, Umu5_sq: 1e-6 });
    const evaluate = (eventsPerMassPoint: number) => evaluatePoint({ ...fixed, eventsPerMassPoint }, at);
    const raised = evaluatePoint({ ...scan, eventsPerMassPoint: 256, autoEvents: { cap: 2 ** 14 } }, at);
    const { events_raised, ...rest } = raised;
    expect(rest).toEqual(evaluate(raised.events));
    expect(events_raised).toEqual({ from: 256, cap: 2 ** 14 });
    expect(raised.flags).not.toContain('low_effective_sample_size');
    expect(evaluate(raised.events / 4).flags).toContain('low_effective_sample_size');
    expect(evaluatePoint({ ...scan, eventsPerMassPoint: 256, autoEvents: { cap: 512 } }, at)).toMatchObject({
      events: 512,
      flags: expect.arrayContaining(['low_effective_sample_size']),
    });
  });

  it('is judged whatever |U|^2 is, where that is a factor only', () => {
    const flagsAt = (Umu5_sq: number) =>
      evaluatePoint(
        { ...scan, eventsPerMassPoint: 256, autoEvents: { cap: 512 } },
        {
          ...overrideParameters(scan, { m4_gev: 0.1, m5_gev: 0.2, Umu5_sq }),
        },
      ).flags;
    expect(flagsAt(0)).toContain('low_effective_sample_size');
    expect(flagsAt(1e-9)).toEqual(flagsAt(1e-3));
  });
});
