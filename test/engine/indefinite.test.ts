/** A covariance that fails only with a signal in it ends a scan in either engine, with an error and not with a number. */
import { expect, it } from 'vitest';
import { openGpuEngine } from '../../src/engine/gpu.js';
import { openReferenceEngine } from '../../src/engine/reference.js';
import { NumericError } from '../../src/errors.js';
import { axis, quickstart, scanOf, wholeTile } from '../scans.js';

/** Signals of different bins anticorrelated by more than their errors allow. */
const { experiment } = quickstart;
const signal = experiment.bins.map((_, i) => experiment.bins.map((_bin, j) => (i === j ? 1 : -2)));
const broken = { ...experiment, systematics: { ...experiment.systematics, signal } };
const fixed = { ...quickstart.fixed, m4_gev: 0.1, m5_gev: 0.2, epsilon: 8e-4 };
const scanAt = (values: readonly number[]) =>
  scanOf([axis('Umu5_sq', values)], { experiment: broken, fixed, eventsPerMassPoint: 1024 });

it('is no matter without a signal, and a NumericError with a strong one', async () => {
  for (const [values, fails] of [
    [[0, 1e-12], false],
    [[1e-12, 1e-2], true],
  ] as const) {
    const scan = scanAt(values);
    await using gpu = await openGpuEngine(scan, { allowSoftware: true });
    for (const engine of [openReferenceEngine(scan), gpu]) {
      const result = engine.evaluateTile(wholeTile(scan));
      if (fails) await expect(result).rejects.toThrow(NumericError);
      else expect((await result).chi2.every((chi2) => Math.abs(chi2 - 2.7025) < 1e-3)).toBe(true);
    }
  }
});
