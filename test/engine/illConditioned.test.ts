/**
 * Covariances that are nearly singular, in whole scans: the GPU's chi2 is the reference's within its bound, or beyond it by no more
 * than the rounding of the signal explains, and then `experiment check` says so beforehand.
 */
import { describe, expect, it } from 'vitest';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { loadExperiment } from '../../src/experiment/load.js';
import type { Experiment, Matrix } from '../../src/experiment/types.js';
import { experimentWarnings } from '../../src/inspection/plausibility.js';
import { expectedChi2Error, precisionWarnings } from '../../src/inspection/precision.js';
import { summarise } from '../../src/inspection/summary.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { isMissing } from '../../src/tiles/variables.js';
import { axis, logSpaced, quickstart, randomStream, scanOf, wholeTile } from '../scans.js';
import { randomCounts } from '../statistics/problems.js';

/** MicroBooNE with other counts, and an exposure that makes signals as large as its errors. */
function withCounts(
  data: readonly number[],
  background: readonly number[],
  covariance: Matrix,
  exposure = 1,
): Experiment {
  const { experiment } = quickstart;
  const bins = experiment.bins.map((bin, i) => ({
    ...bin,
    data: data[i] ?? Number.NaN,
    background: background[i] ?? Number.NaN,
  }));
  const beams = experiment.beams.map((beam) => ({ ...beam, pot: exposure * beam.pot }));
  return { ...experiment, bins, beams, systematics: { ...experiment.systematics, background: covariance } };
}

/** 1e8 events a bin, with a normalisation of 20 % in common. */
const near = (exposure = 1) =>
  withCounts(
    [115005000, 91993739, 69008521],
    [1e8, 8e7, 6e7],
    [
      [400000000010000, 320000000000000, 240000000000000],
      [320000000000000, 256000000008000, 192000000000000],
      [240000000000000, 192000000000000, 144000000006000],
    ],
    exposure,
  );

/** Worst difference of the engines over the bound, and beyond what rounding of the signal may add to it. */
async function compare(scan: ExperimentScan): Promise<{ worst: number; beyond: number; background: number }> {
  await using gpu = await openGpuEngine(scan, { allowSoftware: true });
  const found = await gpu.evaluateTile(wholeTile(scan));
  const exact = await openReferenceEngine(scan).evaluateTile(wholeTile(scan));
  const { experiment, statistic, eventsPerMassPoint: events } = scan;
  const moved = expectedChi2Error(experiment, { kind: statistic.kind, data: statistic.data, events });
  const result = { worst: 0, beyond: 0, background: found.chi2[0] ?? Number.NaN };
  found.chi2.forEach((chi2, k) => {
    expect(isMissing(chi2)).toBe(false);
    const expected = exact.chi2[k] ?? Number.NaN;
    const error = Math.abs(chi2 - expected);
    const bound = 1e-3 + 1e-4 * expected;
    result.worst = Math.max(result.worst, error / bound);
    result.beyond = Math.max(result.beyond, error / (bound + moved * Math.sqrt(expected / 10)));
  });
  return result;
}

describe('a normalisation error of 20 % over 1e8 events a bin', () => {
  it('has the chi2 of the reference, 2.218 without a signal', async () => {
    for (const exposure of [1, 1e4, 1e8]) {
      const axes = [axis('Umu5_sq', [0, 1e-7, 1e-5, 1e-3]), axis('m5_gev', [0.2, 0.4])];
      const scan = scanOf(axes, { experiment: near(exposure), eventsPerMassPoint: 4096 });
      const { worst, background } = await compare(scan);
      expect(background).toBeCloseTo(2.2178, 3);
      expect(worst).toBeLessThan(1);
    }
  });

  it('is warned of, with the condition number of its correlations', () => {
    const experiment = near();
    const summary = summarise(experiment);
    expect(summary.condition_number / 1.0329e7).toBeCloseTo(1, 3);
    expect(summary.background_chi2).toBeCloseTo(2.21783, 5);
    const [warning, ...others] = experimentWarnings(experiment, summary);
    expect(others).toEqual([]);
    expect(warning).toBe(
      "covariance: its correlations have the condition number 1.0e7: float32's rounding of a signal as large as the errors may move chi2 = 10 by 0.011, beyond the 0.002 that the GPU keeps; check what matters with --engine reference",
    );
  });

  it('is not warned of where the statistic has larger errors of its own, or few events make one', () => {
    // Neyman's and Pearson's are as small as CNP's; 256 events leave a simulation's error that hides the rounding.
    expect(precisionWarnings(near(), { kind: 'pearson', data: 'observed', events: 2 ** 14 })).toHaveLength(1);
    expect(precisionWarnings(near(), { kind: 'cnp', data: 'asimov', events: 2 ** 20 })).toHaveLength(1);
    expect(precisionWarnings(near(), { kind: 'cnp', data: 'observed', events: 256 })).toEqual([]);
  });
});

describe('the experiments that dualnu has', () => {
  it.each(['microboone-2025', 'microboone-2025:total', 'miniboone-2020', 'miniboone-2020:combined'])(
    '%s: no chi2 of it is off by rounding',
    async (name) => {
      expect(precisionWarnings(await loadExperiment(name))).toEqual([]);
    },
  );
});

describe('random covariances', () => {
  it.each([1, 1e3, 1e6, 1e9, 1e12, 1e14])(
    'of the condition number %f: in their bounds, and warned of where those are wider',
    async (condition) => {
      const random = randomStream(Math.round(Math.log(condition)) + 20261230);
      for (const kind of ['cnp', 'neyman', 'pearson'] as const) {
        const size = { bins: 3, condition, hasErrors: false, statistical: Math.min(0.3, condition ** -0.5) };
        const { data, background, covariance } = randomCounts(random, size);
        const exposure = 30 * Math.max(...background) * random();
        const experiment = withCounts(data, background, covariance, exposure);
        const axes = [axis('Umu5_sq', [0, ...logSpaced(1e-14, 1, 12)]), axis('m5_gev', [0.2, 0.6])];
        const statistic = { kind, data: 'observed' } as const;
        const { worst, beyond } = await compare(
          scanOf(axes, { experiment, statistic, eventsPerMassPoint: 1024 }),
        );
        expect(beyond).toBeLessThan(1);
        if (worst > 1) expect(precisionWarnings(experiment, { ...statistic, events: 1024 })).toHaveLength(1);
      }
    },
  );
});
