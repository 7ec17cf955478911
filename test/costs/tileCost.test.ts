/**
 * What a tile costs, in workgroups and bytes instead of the seconds of some machine: nothing more in events for coupling axes, and in
 * proportion for events and mass points. What a workgroup does is counted from the kernels' text in test/costs/operations.test.ts, and
 * `npm run bench` measures the times.
 */
import { describe, expect, it } from 'vitest';
import { loadScan } from '../../src/config/load.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import type { TemplateOptions } from '../../src/engine/gpu/templatePass.js';
import { linkKernels } from '../../src/engine/packing/kernels.js';
import { reduceSizes } from '../../src/gpu/reducePass.js';
import { BORN } from '../../src/physics/geometry.js';
import { channelCount, groupNames } from '../../src/prediction/channels.js';
import { KERNEL_SIZES } from '../../src/prediction/kernelSizes.js';
import { layOutTile } from '../../src/prediction/tileLayout.js';
import { planScan } from '../../src/prediction/tilePlan.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { type Tile, tileAt } from '../../src/tiles/tiles.js';
import { countDeviceWork, type DeviceWork } from '../engine/deviceWork.js';
import { axis, everywhere, logSpaced, quickstart, scanOf, wholeTile } from '../scans.js';
import { countYield } from './countedKernels.js';

/** What a scan has of everything that costs. */
interface Size {
  readonly masses: number;
  readonly epsilons: number;
  readonly mixings: number;
  readonly events: number;
}

const SIZE: Size = { masses: 4, epsilons: 16, mixings: 4, events: 8192 };

function scanOfSize({ masses, epsilons, mixings, events }: Size): ExperimentScan {
  const axes = [
    axis('m5_gev', logSpaced(0.15, 1, masses)),
    axis('Umu5_sq', logSpaced(1e-8, 1e-4, mixings)),
    axis('epsilon', logSpaced(1e-4, 1e-2, epsilons)),
  ];
  return everywhere(scanOf(axes, { eventsPerMassPoint: events }));
}

/** Work of a tile that is the whole scan: the same as of the tile before it. */
async function workOf(changed: Partial<Size> = {}, options: TemplateOptions = {}): Promise<DeviceWork> {
  const scan = scanOfSize({ ...SIZE, ...changed });
  await using engine = await openGpuEngine(scan, { allowSoftware: true }, { form: 'measures', ...options });
  const evaluate = () => engine.evaluateTile(wholeTile(scan));
  const first = await countDeviceWork(evaluate);
  const second = await countDeviceWork(evaluate);
  expect(second.workgroups).toEqual(first.workgroups);
  return second;
}

/** Workgroups of events, and bytes of what they need: rows and tables of energies. */
function eventWork({ workgroups, bytesUp }: DeviceWork): Record<string, number | undefined> {
  const { events, templates } = workgroups;
  return { events, templates, rows: bytesUp.rows, energies: bytesUp['energy tables'] };
}

/** Some or all counts so many times. */
function times(factor: number, counts: Record<string, number | undefined>): typeof counts {
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, factor * (count ?? Number.NaN)]),
  );
}

const base = await workOf();

describe('events', () => {
  it('are evaluated once each, in the detector and upstream of it', () => {
    const rows = channelCount(scanOfSize(SIZE)) * SIZE.masses;
    const { WORKGROUP, EVENTS_PER_INVOCATION, EVENTS_PER_WORKGROUP } = KERNEL_SIZES;
    expect(base.workgroups.events).toBe((rows * SIZE.events) / (WORKGROUP * EVENTS_PER_INVOCATION));
    expect(base.workgroups.templates).toBe((rows * SIZE.events) / EVENTS_PER_WORKGROUP);
  });

  it.each<[string, Partial<Size>]>([
    ['twice the epsilon axis', { epsilons: 2 * SIZE.epsilons }],
    ['four times the epsilon axis', { epsilons: 4 * SIZE.epsilons }],
    ['four times the |U|^2 axis', { mixings: 4 * SIZE.mixings }],
  ])('cost nothing more with %s', async (_, changed) => {
    expect(eventWork(await workOf(changed))).toEqual(eventWork(base));
    // And a workgroup does the same.
    const codes = [SIZE, { ...SIZE, ...changed }].map((size) => linkKernels(scanOfSize(size), 'measures'));
    const [before, after] = await Promise.all(codes);
    expect(after).toEqual(before);
  });

  it('twice as many cost twice as much, and no more to upload', async () => {
    const { events, templates, ...bytes } = eventWork(base);
    const work = eventWork(await workOf({ events: 2 * SIZE.events }));
    expect(work).toEqual({ ...times(2, { events, templates }), ...bytes });
  });

  it('of twice the mass points cost twice as much', async () => {
    expect(eventWork(await workOf({ masses: 2 * SIZE.masses }))).toEqual(times(2, eventWork(base)));
  });

  it('cost the same however small the dispatches are', async () => {
    const small = await workOf({}, { largestDispatch: 1 });
    expect(small.workgroups).toEqual(base.workgroups);
    expect(eventWork(small)).toEqual(eventWork(base));
    expect(small.dispatches).toBeGreaterThan(base.dispatches);
  });

  it.each(['quickstart', 'figure4a', 'dense'])('of a mass point are those of one tile: %s', async (name) => {
    const scan = await loadScan(`scans/${name}.yaml`);
    const plan = planScan(scan);
    const masses = (tile: Tile) => layOutTile(scan, tile).masses.length;
    let evaluated = 0;
    for (let number = 0; number < plan.tileCount; number++) evaluated += masses(tileAt(plan, number));
    expect(evaluated).toBe(masses(wholeTile(scan)));
  });
});

describe('grid points', () => {
  const pointWork = ({ workgroups: { yields, chi2 } }: DeviceWork) => ({ yields, chi2 });
  const bins = 3;
  const groups = groupNames(scanOfSize(SIZE)).length;

  it('cost the same with more events', async () => {
    expect(pointWork(await workOf({ events: 4 * SIZE.events }))).toEqual(pointWork(base));
  });

  it.each<[string, Partial<Size>]>([
    ['as they are', {}],
    ['eight times the epsilon axis', { epsilons: 8 * SIZE.epsilons }],
    ['eight times the |U|^2 axis', { mixings: 8 * SIZE.mixings }],
  ])(
    'take an invocation each, and one for eight couplings of a mass point and bin: %s',
    async (_, changed) => {
      const { masses, epsilons, mixings } = { ...SIZE, ...changed };
      const { COUPLING_BLOCK, WORKGROUP } = KERNEL_SIZES;
      const { workgroups, bytesBack } = await workOf(changed);
      const blocks = masses * (epsilons / COUPLING_BLOCK) * bins;
      const points = masses * epsilons * mixings;
      expect(workgroups.yields).toBe(Math.ceil(blocks / WORKGROUP));
      expect(workgroups.chi2).toBe(Math.ceil(points / WORKGROUP));
      // Beside them only a few words that tell of all numbers: of chi2, of the signal and of its groups.
      const reductions = 6 * 4 * (2 + groups);
      expect(bytesBack).toMatchObject({ chi2: 4 * points, signal: 4 * points, reductions });
      const { WORKGROUP: invocations, FOURS } = reduceSizes({ software: true });
      const parts = Math.ceil(points / (4 * FOURS * invocations));
      expect(workgroups.reduce).toBe((2 + groups) * parts);
      expect(workgroups['join parts']).toBe(2 + groups);
    },
  );

  it.each(Object.entries(BORN))(
    'ask less of a coupling than a sum over the events would: born %s',
    async (_, born) => {
      // The reference engine sums over all events for each coupling; the yields kernel has their measures instead.
      const scan = everywhere(quickstart);
      const counts = (await countYield(scan, born, { form: 'measures' })).perCall('evaluateChannel');
      const { arithmetic, choices, integers, divisions, transcendentals } = counts;
      const operations = arithmetic + choices + integers + divisions + transcendentals;
      expect(operations / KERNEL_SIZES.COUPLING_BLOCK).toBeLessThan(scan.eventsPerMassPoint);
    },
  );
});
