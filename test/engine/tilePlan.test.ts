/** Tiles of a scan stay within what every WebGPU device grants, whatever its channels and axes. */
import { describe, expect, it } from 'vitest';
import { channelCount, groupNames } from '../../src/engine/channels.js';
import { planScan } from '../../src/engine/tilePlan.js';
import { productOf } from '../../src/grid/tiles.js';
import { axis, everywhere, logSpaced, quickstart, scanOf, singleScanOf } from '../scans.js';

/** A million cells in the single model, where |U|^2 is part of a cell. */
const single = everywhere(
  singleScanOf([
    axis('m4_gev', logSpaced(0.02, 1, 256)),
    axis('epsilon', logSpaced(1e-4, 1e-2, 64)),
    axis('Umu4_sq', logSpaced(1e-10, 1e-4, 256)),
  ]),
);
const manyBins = {
  ...single,
  experiment: { ...single.experiment, bins: Array.from({ length: 24 }, () => single.experiment.bins).flat() },
};

describe('planScan', () => {
  it('leaves the quickstart in four tiles', () => {
    expect(planScan(quickstart)).toMatchObject({ tileCount: 4, chunkShape: [8, 32, 32, 32] });
  });

  it.each([
    ['three bins', single],
    ['seventy-two bins', manyBins],
  ])('keeps the yields of a tile below 128 MiB with %s', (_, scan) => {
    const cells = productOf(planScan(scan).chunkShape);
    expect(cells * scan.experiment.bins.length * 4 * (1 + groupNames(scan).length)).toBeLessThanOrEqual(
      2 ** 27,
    );
    expect(cells * channelCount(scan) * 16).toBeLessThanOrEqual(2 ** 27);
  });

  it('cuts no axis that is a factor only to make cells fewer', () => {
    const scan = everywhere(
      scanOf([
        axis('epsilon', logSpaced(1e-4, 1e-2, 4096)),
        axis('gD', logSpaced(0.1, 3, 256)),
        axis('Umu5_sq', [1e-9, 1e-8]),
      ]),
    );
    const bins = Array.from({ length: 24 }, () => scan.experiment.bins).flat();
    const plan = planScan({ ...scan, experiment: { ...scan.experiment, bins } });
    expect(plan.chunkShape[2]).toBe(2);
    expect((plan.chunkShape[0] ?? 0) * (plan.chunkShape[1] ?? 0)).toBeLessThan(4096 * 256);
  });
});
