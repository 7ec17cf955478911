/** Samples reweighted on the GPU against the f64 reference, in both forms of templates. */
import { beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import type { TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import type { ParameterPoint } from '../../src/model/point.js';
import { FLAGS } from '../../src/prediction/flags.js';
import type { TemplateForm } from '../../src/prediction/templateForms.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { isMissing } from '../../src/tiles/variables.js';
import { ownSample } from '../samples/ownSample.js';
import { axis, onlyResult, quickstart, scanOf, wholeTile, withRun } from '../scans.js';

const at0: ParameterPoint = {
  ...quickstart.fixed,
  m4_gev: 0.1,
  m5_gev: 0.2,
  mZprime_gev: 1.25,
  epsilon: 8e-4,
  Umu5_sq: 1e-8,
};

/** Two points with virtual mediators, one with a real one and decay positions. */
const sample = ownSample(quickstart, [
  { parameters: at0, events: 4096, seed: 1, decays: 'integrated' },
  { parameters: { ...at0, m5_gev: 0.21 }, events: 2048, seed: 2, decays: 'integrated' },
  { parameters: { ...at0, mZprime_gev: 0.03, epsilon: 1e-3 }, events: 128, seed: 3, decays: 'sampled' },
]);

/** Where components stand, near them, and where nothing does; virtual and real mediators; short and long lifetimes. */
const scan = withSample(
  scanOf(
    [
      axis('m5_gev', [0.195, 0.2, 0.205, 0.4]),
      axis('mZprime_gev', [0.03, 0.05, 0.4, 1.25]),
      axis('epsilon', [1e-5, 8e-4, 3e-2]),
      axis('Umu5_sq', [1e-9, 1e-7]),
    ],
    { eventsPerMassPoint: 1024 },
  ),
);

function withSample(plain: ExperimentScan): ExperimentScan {
  const changed = withRun(plain, {});
  return { ...changed, sample, runs: changed.runs.map((run) => ({ ...run, sample })) };
}

let inF64: TileResult;
beforeAll(async () => {
  await using engine = openReferenceEngine(scan);
  inF64 = await engine.evaluateTile(wholeTile(scan));
});

describe.each<TemplateForm>(['measures', 'lifetimes'])('a sample on the GPU, with %s', (form) => {
  let onGpu: TileResult;
  beforeAll(async () => {
    await using engine = await openGpuEngine(scan, { allowSoftware: true }, { form });
    onGpu = await engine.evaluateTile(wholeTile(scan));
  });

  it('has the spectra of the reference, and has none where that has none', () => {
    const [mine, theirs] = [onlyResult(onGpu), onlyResult(inF64)];
    const known = theirs.binSignal.filter((s) => !isMissing(s)).length;
    expect(known).toBeGreaterThan(theirs.binSignal.length / 4);
    expect(known).toBeLessThan(theirs.binSignal.length);
    mine.binSignal.forEach((signal, i) => {
      const expected = at(theirs.binSignal, i);
      expect(isMissing(signal), `missing at ${i}`).toBe(isMissing(expected));
      if (isMissing(expected)) return;
      expect(Math.abs(signal - expected), `bin ${i}: ${signal} for ${expected}`).toBeLessThanOrEqual(
        3e-4 * expected,
      );
      expect(Math.abs(at(mine.relativeError, i) - at(theirs.relativeError, i))).toBeLessThanOrEqual(
        1e-3 * at(theirs.relativeError, i),
      );
    });
  });

  it('has its chi2, effective sizes and flags', () => {
    const [mine, theirs] = [onlyResult(onGpu), onlyResult(inF64)];
    onGpu.chi2.forEach((chi2, i) => {
      const expected = at(inF64.chi2, i);
      expect(isMissing(chi2)).toBe(isMissing(expected));
      if (!isMissing(expected))
        expect(Math.abs(chi2 - expected)).toBeLessThanOrEqual(1e-3 * Math.max(expected, 1));
    });
    expect([...mine.flags]).toEqual([...theirs.flags]);
    const raised = theirs.flags.reduce((all, flags) => all | flags, 0);
    expect(raised & FLAGS.sampleUncovered).not.toBe(0);
    expect(raised & FLAGS.sampleFewEvents).not.toBe(0);
    mine.nEff.forEach((size, i) => {
      const expected = at(theirs.nEff, i);
      if (!isMissing(expected)) expect(Math.abs(size / expected - 1)).toBeLessThan(2e-3);
    });
  });
});
