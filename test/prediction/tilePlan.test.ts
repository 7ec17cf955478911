/** Tiles of a scan stay within what every WebGPU device grants, whatever its channels and axes. */
import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { checkEvents } from '../../src/engine/packing/checkEvents.js';
import type { GpuContext } from '../../src/gpu/context.js';
import { channelCount, groupNames } from '../../src/prediction/channels.js';
import { templateBytes } from '../../src/prediction/kernelSizes.js';
import { largestBeamBins } from '../../src/prediction/signalBins.js';
import { planScan } from '../../src/prediction/tilePlan.js';
import { type ExperimentScan, experimentScans } from '../../src/resolved/scan.js';
import { productOf } from '../../src/tiles/tiles.js';
import { axis, everywhere, logSpaced, quickstart, scanOf, singleScanOf, withRun } from '../scans.js';

/** A million cells in the single model, where |U|^2 is part of a cell. */
const single = everywhere(
  singleScanOf([
    axis('m4_gev', logSpaced(0.02, 1, 256)),
    axis('epsilon', logSpaced(1e-4, 1e-2, 64)),
    axis('Umu4_sq', logSpaced(1e-10, 1e-4, 256)),
  ]),
);
/** The experiment seventy-two bins long: as many beams. */
const longer = (scan: ExperimentScan): ExperimentScan => {
  const { experiment } = scan;
  const beams = Array.from({ length: 24 }, () => experiment.beams).flat();
  const bins = beams.flatMap((_, beam) => experiment.bins.map((bin) => ({ ...bin, beam })));
  return withRun(scan, { experiment: { ...experiment, beams, bins } });
};

describe('planScan', () => {
  it('leaves the quickstart in four tiles', () => {
    expect(planScan(quickstart)).toMatchObject({ tileCount: 4, chunkShape: [8, 32, 32, 32] });
  });

  it.each([
    ['three bins', single],
    ['seventy-two bins', longer(single)],
  ])('keeps the yields of a tile below 128 MiB with %s', (_, scan) => {
    const cells = productOf(planScan(scan).chunkShape);
    expect(cells * scan.experiment.bins.length * 4 * (1 + groupNames(scan).length)).toBeLessThanOrEqual(
      2 ** 27,
    );
    expect(cells * channelCount(scan) * 16).toBeLessThanOrEqual(2 ** 27);
  });

  it('keeps the sums of a tile below 128 MiB with both of the beams of MiniBooNE and its dirt', async () => {
    const scan = await resolveScan(
      `
model: { kind: dual, parameters: { mZprime_gev: 1.25, epsilon: 8e-4 } }
axes:
  m4_gev: { log: [0.01, 0.1], points: 16 }
  m5_gev: { log: [0.12, 1.2], points: 16 }
  Umu5_sq: { log: [1e-8, 1e-2], points: 40 }
production: { dirt: dn-cone }
experiments: ['miniboone-2020:combined']
`,
      'combined.yaml',
    );
    const [own] = experimentScans(scan);
    if (!own) throw new Error('no experiment');
    const [m4 = 0, m5 = 0] = planScan(scan).chunkShape;
    expect(m4 * m5).toBeGreaterThan(60);
    expect(
      m4 * m5 * channelCount(own) * largestBeamBins(own.experiment) * templateBytes(own),
    ).toBeLessThanOrEqual(2 ** 27);
    // Every buffer is granted by a device with WebGPU's default limits for bindings.
    await using gpu = await openGpuEngine({ ...scan, eventsPerMassPoint: 256 }, { allowSoftware: true });
    expect(gpu.info.engine).toBe('gpu');
  });

  it('says how many events are possible where all channels are more than a device can bind', () => {
    const info = { adapter: 'a small one', driver: '', software: true } as GpuContext['info'];
    const device = {
      info,
      limits: { maxStorageBufferBindingSize: 2 ** 27 } as unknown as GpuContext['limits'],
    };
    const scan = { ...quickstart, eventsPerMassPoint: 2 ** 20 };
    // Twelve coordinates of four bytes in five channels: 240 MiB.
    expect(() => checkEvents(device, scan, { byteLength: 2 ** 20 * 240 })).toThrow(
      /^1048576 events in all channels of microboone-2025 are more than a small one can bind; at most 524288 are possible here: lower events$/,
    );
    expect(() => checkEvents(device, scan, { byteLength: 2 ** 27 })).not.toThrow();
  });

  it('cuts no axis that is a factor only to make cells fewer', () => {
    const scan = everywhere(
      scanOf([
        axis('epsilon', logSpaced(1e-4, 1e-2, 4096)),
        axis('gD', logSpaced(0.1, 3, 256)),
        axis('Umu5_sq', [1e-9, 1e-8]),
      ]),
    );
    const plan = planScan(longer(scan));
    expect(plan.chunkShape[2]).toBe(2);
    expect((plan.chunkShape[0] ?? 0) * (plan.chunkShape[1] ?? 0)).toBeLessThan(4096 * 256);
  });
});
