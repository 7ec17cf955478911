/** A covariance that fails only with a signal in it: such a point has no chi2 in either engine, is flagged, and ends no scan. */
import { expect, it } from 'vitest';
import { evaluatePoint } from '../../src/detail/point.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { FLAGS } from '../../src/prediction/flags.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import { axis, quickstart, scanOf, wholeTile } from '../scans.js';

/** Signals of different bins anticorrelated by more than their errors allow. */
const { experiment } = quickstart;
const signal = experiment.bins.map((_, i) => experiment.bins.map((_bin, j) => (i === j ? 1 : -2)));
const broken = { ...experiment, systematics: { ...experiment.systematics, signal } };
const fixed = { ...quickstart.fixed, m4_gev: 0.1, m5_gev: 0.2, epsilon: 8e-4 };
const scanAt = (values: readonly number[]) =>
  scanOf([axis('Umu5_sq', values)], { experiment: broken, fixed, eventsPerMassPoint: 1024 });

it('is no matter without a signal, and leaves no number with a strong one', async () => {
  const scan = scanAt([0, 1e-12, 1e-2, 2e-12, 1e-1]);
  await using gpu = await openGpuEngine(scan, { allowSoftware: true });
  for (const engine of [openReferenceEngine(scan), gpu]) {
    const { chi2, flags, signal } = await engine.evaluateTile(wholeTile(scan));
    for (const k of [0, 1, 3]) expect(chi2[k]).toBeCloseTo(2.7025, 2);
    for (const k of [2, 4]) expect(chi2[k]).toBe(FILL_VALUES.float32);
    // The flag stands where |U|^2 is not an axis; the signal is known all the same.
    expect((flags[0] ?? 0) & FLAGS.chi2Unknown).toBe(FLAGS.chi2Unknown);
    expect(signal.every((s) => s < FILL_VALUES.float32)).toBe(true);
  }
});

it('is not flagged where no signal is strong', async () => {
  const scan = scanAt([0, 1e-12]);
  await using gpu = await openGpuEngine(scan, { allowSoftware: true });
  for (const engine of [openReferenceEngine(scan), gpu]) {
    const { flags } = await engine.evaluateTile(wholeTile(scan));
    expect((flags[0] ?? 0) & FLAGS.chi2Unknown).toBe(0);
  }
});

it('is an error of `point`, which says where and what to do', () => {
  const at = { ...fixed, Umu5_sq: 1e-2 };
  expect(() => evaluatePoint(scanAt([0]), at)).toThrow(
    /^the covariance is not positive definite at bin \d with the signal of .*Umu5_sq = 0\.01.* in microboone-2025; .*experiment check microboone-2025$/,
  );
});
