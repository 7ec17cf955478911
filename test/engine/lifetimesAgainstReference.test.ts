/**
 * The engine with templates at lifetimes, as it runs on hardware, against f64: every place of production, few lifetimes (exact nodes) and many
 * (interpolated), c tau from far below the detector to far beyond it. The bounds of docs/numerics.md: every bin and group of channels within 1e-3
 * or 1e-6 of the point's total, chi2 within 1e-3 + 1e-4 relative, n_eff within 1e-3.
 */
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import type { TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { FLAGS } from '../../src/prediction/flags.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import {
  axis,
  everywhere,
  logSpaced,
  onlyResult,
  scanOf,
  singleScanOf,
  wholeTile,
  withRun,
} from '../scans.js';

const events = { eventsPerMassPoint: 512 };
const tank = { experiment: await loadExperiment('miniboone-2020') };
const masses = axis('m5_gev', [0.05, 0.12, 0.3, 1.2]);
// c tau is as epsilon^-2: ten decades.
const epsilons = (count: number) => axis('epsilon', logSpaced(1e-6, 1e-1, count));

const scans: readonly (readonly [string, ExperimentScan])[] = [
  ['everywhere, 9 lifetimes: exact', everywhere(scanOf([masses, epsilons(9)], events))],
  ['everywhere, 130 lifetimes: interpolated', everywhere(scanOf([masses, epsilons(130)], events))],
  [
    'in a tank, its rim and soil, interpolated',
    everywhere(withRun(scanOf([masses, epsilons(130)], events), tank), 'dn-cone'),
  ],
  [
    'single, where |U|^2 is part of the lifetime',
    everywhere(
      singleScanOf([axis('m4_gev', [0.02, 0.3]), axis('Umu4_sq', logSpaced(1e-14, 1, 130))], events),
    ),
  ],
  [
    'more coupling points than are listed',
    scanOf([axis('m5_gev', [0.05, 0.3]), axis('gD', logSpaced(0.1, 3, 65)), epsilons(65)], {
      eventsPerMassPoint: 256,
    }),
  ],
  [
    'without the SM Z',
    everywhere(scanOf([masses, epsilons(40)], { ...events, model: { ...scanOf([]).model, smZ: false } })),
  ],
];

/** Largest differences over their bounds. */
function compare(found: TileResult, exact: TileResult) {
  const worst = { bin: 0, group: 0, chi2: 0, nEff: 0 };
  const raise = (key: keyof typeof worst, error: number) => {
    worst[key] = Math.max(worst[key], error);
  };
  const [part, whole] = [onlyResult(found), onlyResult(exact)];
  const bins = whole.binSignal.length / exact.flags.length;
  exact.flags.forEach((flags, point) => {
    expect(found.flags[point], `flags of point ${point}`).toBe(flags);
    if ((flags & FLAGS.closed) !== 0) return;
    const total = at(exact.signal, point);
    const inBins = whole.binSignal.subarray(point * bins, (point + 1) * bins).reduce((sum, s) => sum + s, 0);
    // Below float32's smallest normal number nothing is promised, nor matters.
    if (total < 1e-30) return;
    for (let bin = point * bins; bin < (point + 1) * bins; bin++) {
      const s = at(whole.binSignal, bin);
      raise('bin', Math.abs(at(part.binSignal, bin) - s) / Math.max(1e-3 * s, 1e-6 * inBins));
    }
    whole.groupSignal.forEach((group, g) => {
      const s = at(group, point);
      raise('group', Math.abs(at(at(part.groupSignal, g), point) - s) / Math.max(1e-3 * s, 1e-6 * total));
    });
    const chi2 = at(exact.chi2, point);
    raise('chi2', Math.abs(at(found.chi2, point) - chi2) / (1e-3 + 1e-4 * chi2));
    raise('nEff', Math.abs(at(found.nEff, point) / at(exact.nEff, point) - 1) / 1e-3);
  });
  return worst;
}

describe.each(scans)('%s', (_, scan) => {
  it('agrees with f64', async () => {
    await using gpu = await openGpuEngine(scan, { allowSoftware: true }, { form: 'lifetimes' });
    const found = await gpu.evaluateTile(wholeTile(scan));
    const exact = await openReferenceEngine(scan).evaluateTile(wholeTile(scan));
    const lives = exact.ctauCm.filter((ctau) => ctau > 0);
    expect(Math.max(...lives) / Math.min(...lives)).toBeGreaterThan(1e9);
    const worst = compare(found, exact);
    console.info(`of the bounds: ${JSON.stringify(worst)}`);
    for (const error of Object.values(worst)) expect(error).toBeLessThan(1);
  });
});
