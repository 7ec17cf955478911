/** The kernel of sums at values of 1/(c tau) against f64, on small samples. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { sampleEvents } from '../../src/generator/sample.js';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';
import type { Masses } from '../../src/model/point.js';
import { lifetimeNodes } from '../../src/physics/lifetimeNodes.js';
import { massPointsOf } from '../../src/prediction/channelPoints.js';
import { type PhysicsSetup, setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { sumAtNodes } from '../lifetimeForm.js';
import { dual, everywhere, logSpaced, scanOf, withRun } from '../scans.js';
import { EVENTS_OF_BATCH, type LaneRow, type LaneSums, sumOnGpu } from './lifetimeTemplatesOnGpu.js';

let context: GpuContext;
beforeAll(async () => {
  context = await openDevice({ allowSoftware: true });
});
afterAll(async () => {
  await context[Symbol.asyncDispose]();
});

/** Rows of every channel of mass points, for couplings that ask for `count` lifetimes over some decades. */
function rowsOf(
  setup: PhysicsSetup,
  masses: readonly Masses[],
  [least, most]: readonly [number, number],
  count: number,
): LaneRow[] {
  const values = Float64Array.from(logSpaced(least, most, count));
  return masses.flatMap((of) =>
    massPointsOf(setup, of).map(({ channel, point }) => ({
      sample: sampleEvents(setup, channel, point),
      nodes: lifetimeNodes(channel.born, channel.axis(of.m), values),
    })),
  );
}

const KINDS = ['signal', 'squares'] as const;

/**
 * Roundings of float32 in a sum, in units of 2^-24 of it: sqrt(4096) for additions whose errors are independent, and those of exp(-s), which are s for the
 * s up to 20 at which a sum still counts; twice as many in squares.
 */
const ROUNDINGS = { signal: 100, squares: 200 };

/** Largest difference of sums from those of f64, over its bound: roundings of float32, and one fixed-point unit for each batch. */
function worstOf({ sums, units }: LaneSums, rows: readonly LaneRow[], batches: number) {
  const worst = { signal: 0, squares: 0 };
  rows.forEach(({ sample, nodes }, row) => {
    sumAtNodes(sample, nodes).forEach((exact, bin) => {
      for (const kind of KINDS) {
        at(at(sums, row), bin)[kind].forEach((moment, k) => {
          const wanted = at(exact[kind], k);
          const unit = at(at(units, row)[kind], k);
          moment.forEach((value, node) => {
            const sum = at(wanted, node);
            const bound = ROUNDINGS[kind] * 2 ** -24 * sum + batches * at(unit, node);
            const error = Math.abs(value - sum) / bound;
            worst[kind] = Math.max(worst[kind], error);
          });
        });
      }
    });
  });
  return worst;
}

const points = [
  { m4: 0.1, m5: 0.12, mZprime: 1.25 },
  { m4: 0.1, m5: 0.2, mZprime: 0.03 },
].map(dual);
const base = scanOf([], { eventsPerMassPoint: 2048 });
const box = everywhere(base);
const sphere = everywhere(withRun(base, { experiment: await loadExperiment('miniboone-2020') }), 'dn-cone');
const cases = [
  // The last batch of events is not full where there are fewer than its lanes' chunks.
  { name: 'three bins, few lifetimes', scan: box, range: [1e-4, 1], count: 20 },
  {
    name: 'three bins, Chebyshev nodes: 32 inside, 64 outside',
    scan: box,
    range: [1e-5, 0.1],
    count: 100,
  },
  { name: 'two batches', scan: { ...box, eventsPerMassPoint: 8192 }, range: [1e-4, 1], count: 8 },
  {
    name: 'fewer events than a workgroup has lanes',
    scan: { ...box, eventsPerMassPoint: 16 },
    range: [1e-4, 1],
    count: 8,
  },
  { name: 'eleven bins', scan: sphere, range: [1e-4, 1], count: 33 },
  { name: 'no SM Z', scan: { ...box, model: { ...box.model, smZ: false } }, range: [1e-4, 1], count: 8 },
] as const;

describe('sums at values of 1/(c tau) on the GPU', () => {
  it.each(cases)('are those of f64: $name', async ({ scan, range, count }) => {
    const setup = setUpPhysics(scan);
    const rows = rowsOf(setup, points, range, count);
    const found = await sumOnGpu(context, setup, rows);
    expect(found.overflows.every((word) => word === 0)).toBe(true);
    const worst = worstOf(found, rows, Math.ceil(scan.eventsPerMassPoint / EVENTS_OF_BATCH));
    console.info(`of the bounds: ${JSON.stringify(worst)}`);
    for (const error of Object.values(worst)) expect(error).toBeLessThan(1);
  });

  it('have the same bits when asked again, and for a row alone', async () => {
    const setup = setUpPhysics(box);
    const rows = rowsOf(setup, points, [1e-5, 0.1], 100);
    const first = await sumOnGpu(context, setup, rows);
    expect((await sumOnGpu(context, setup, rows)).bits).toEqual(first.bits);
    const alone = await sumOnGpu(context, setup, rows.slice(3, 4));
    expect(alone.sums[0]).toEqual(first.sums[3]);
  });

  it('flag a row whose bound is too small', async () => {
    const setup = setUpPhysics(box);
    const rows = rowsOf(setup, points, [1e-4, 1], 8);
    const { overflows } = await sumOnGpu(context, setup, rows, 1e-6);
    expect(overflows.every((word) => word === 1)).toBe(true);
  });
});
