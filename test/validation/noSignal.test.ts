/**
 * chi2 without a signal, from both engines: MiniBooNE's 2020 release by the analysis of arXiv:2308.02543, and MicroBooNE's table
 * of 2025, against values that were computed elsewhere.
 */
import { describe, expect, it } from 'vitest';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { countsOf, statisticOf } from '../../src/prediction/comparedCounts.js';
import { backgroundChi2 } from '../../src/statistics/statistic.js';
import { axis, scanOf, wholeTile } from '../scans.js';

const RELEASES: readonly (readonly [string, number, number])[] = [
  ['miniboone-2020', 19, 31.802],
  ['miniboone-2020:rhc', 19, 22.888],
  ['miniboone-2020:combined', 38, 69.233],
  ['microboone-2025', 3, 2.7025],
  ['microboone-2025:total', 1, 1.7034],
];

describe.each(RELEASES)('%s, %i bins', (name, bins, expected) => {
  it(`has chi2 ${expected} without a signal, from both engines`, async () => {
    const experiment = await loadExperiment(name);
    expect(experiment.bins.length).toBe(bins);
    const production = {
      dirt: undefined,
      protonElastic: experiment.name.startsWith('miniboone'),
      antineutrinos: false,
    };
    const scan = scanOf([axis('Umu5_sq', [0, 1e-14])], { experiment, production, eventsPerMassPoint: 256 });
    expect(Math.abs(backgroundChi2(statisticOf(scan), countsOf(scan)) - expected)).toBeLessThan(1e-3);
    const { chi2: exact } = await openReferenceEngine(scan).evaluateTile(wholeTile(scan));
    await using gpu = await openGpuEngine(scan, { allowSoftware: true });
    const { chi2 } = await gpu.evaluateTile(wholeTile(scan));
    for (const found of [exact[0], chi2[0]]) {
      expect(Math.abs((found ?? Number.NaN) - expected), `${found}`).toBeLessThan(1e-3);
    }
  });
});
