/** Tiles of a scan stay within what every WebGPU device grants, whatever its channels and axes. */
import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import { type ExperimentScan, experimentScans } from '../../src/config/types.js';
import { channelCount, groupNames } from '../../src/engine/channels.js';
import { openGpuEngine } from '../../src/engine/gpu.js';
import { templateBytes } from '../../src/engine/kernels.js';
import { largestBeamBins } from '../../src/engine/physicsSetup.js';
import { planScan } from '../../src/engine/tilePlan.js';
import { productOf } from '../../src/grid/tiles.js';
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

  it('says how many events are possible where all channels are more than a device can bind', async () => {
    const scan = await resolveScan(
      `
model: { kind: dual, parameters: { mZprime_gev: 1.25, m4_gev: 0.1, m5_gev: 0.2 } }
axes: { Umu5_sq: { values: [1e-8, 1e-7] } }
experiments: ['miniboone-2020:combined']
events: 262144
`,
      'events.yaml',
    );
    // A device that grants more binds them all.
    await expect(openGpuEngine(scan, { allowSoftware: true })).rejects.toThrow(
      /^262144 events in all channels of miniboone-2020:combined are more than .* can bind; at most \d+ are possible here: lower events$/,
    );
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
