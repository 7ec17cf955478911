/**
 * The GPU engine against the f64 oracle on 200 random points of the quickstart, on the same events: the signal of every bin
 * within 1e-3 relative or 1e-6 of the point's total, chi2 within 1e-3 + 1e-4 relative.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { FLAGS } from '../../src/prediction/flags.js';
import { onlyResult, quickstart, randomStream } from '../scans.js';

const gpu = await openGpuEngine(quickstart, { allowSoftware: true });
const reference = openReferenceEngine(quickstart);
afterAll(() => gpu[Symbol.asyncDispose]());

const POINTS = 200;

describe(`the GPU engine on ${POINTS} random quickstart points`, () => {
  it('agrees with the reference engine', async () => {
    const random = randomStream(20251123);
    let open = 0;
    const worst = { bin: 0, chi2: 0, nEff: 0 };
    for (let i = 0; i < POINTS; i++) {
      const start = quickstart.axes.map(({ values }) => Math.floor(random() * values.length));
      const tile = { index: start, start, shape: start.map(() => 1) };
      const own = await gpu.evaluateTile(tile);
      const oracle = await reference.evaluateTile(tile);
      expect(own.flags[0], `flags at ${start}`).toBe(oracle.flags[0]);
      expect(own.ctauCm[0]).toBe(oracle.ctauCm[0]);
      const chi2 = oracle.chi2[0] ?? Number.NaN;
      worst.chi2 = Math.max(worst.chi2, Math.abs((own.chi2[0] ?? Number.NaN) - chi2) / (1e-3 + 1e-4 * chi2));
      if ((oracle.flags[0] ?? 0) & FLAGS.closed) {
        expect(own.signal[0]).toBe(0);
        continue;
      }
      open++;
      const total = onlyResult(oracle).binSignal.reduce((sum, s) => sum + s, 0);
      onlyResult(oracle).binSignal.forEach((s, bin) => {
        const error = Math.abs((onlyResult(own).binSignal[bin] ?? Number.NaN) - s);
        worst.bin = Math.max(worst.bin, error / Math.max(1e-3 * s, 1e-6 * total));
      });
      const nEff = oracle.nEff[0] ?? Number.NaN;
      worst.nEff = Math.max(worst.nEff, Math.abs((own.nEff[0] ?? Number.NaN) / nEff - 1));
    }
    console.info(
      `${open} open points; worst: bin ${worst.bin.toPrecision(3)} and chi2 ${worst.chi2.toPrecision(3)} of their bounds, n_eff ${worst.nEff.toExponential(1)}`,
    );
    expect(open).toBeGreaterThan(POINTS / 2);
    expect(worst.bin).toBeLessThan(1);
    expect(worst.chi2).toBeLessThan(1);
    expect(worst.nEff).toBeLessThan(1e-3);
  });
});
