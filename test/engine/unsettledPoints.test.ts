/** Points that float32 leaves to the host: from which bins they are worked out, how many, and what is read for it. */
import { describe, expect, it } from 'vitest';
import type { ExperimentScan, VariableName } from '../../src/config/types.js';
import { FLAGS, type TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu.js';
import { preparedCountsOf, setUpPhysics } from '../../src/engine/physicsSetup.js';
import { openReferenceEngine } from '../../src/engine/reference.js';
import { layOutTile } from '../../src/engine/tileLayout.js';
import { mostSettled, settlePoints, unsettledPoints } from '../../src/engine/unsettledPoints.js';
import { areFinite, copyChecked } from '../../src/grid/finite.js';
import { FILL_VALUES, isMissing } from '../../src/grid/variables.js';
import { axis, everywhere, quickstart, scanOf, singleScanOf, wholeTile } from '../scans.js';

/**
 * MicroBooNE as it would be with 1e8 events a bin and a common error of a fifth: nearly all of the covariance is one mode. Where the
 * simulation's error is that of some bins only, neither basis of the kernel is good.
 */
function crowded(scale: number): ExperimentScan['experiment'] {
  const { experiment } = quickstart;
  const shape = [1, 0.8, 0.6];
  const bins = experiment.bins.map((bin, i) => {
    const background = scale * (shape[i] ?? 1);
    return { ...bin, background, data: Math.round(background * (1.15 + 1e-5 * i)) };
  });
  const background = bins.map((a, i) =>
    bins.map((b, j) => 0.04 * a.background * b.background + (i === j ? 1e-4 * a.background : 0)),
  );
  // Exposure goes with the events, so that signals are as large as the errors.
  const beams = experiment.beams.map((beam) => ({ ...beam, pot: beam.pot * (scale / 50) }));
  return { ...experiment, bins, beams, systematics: { ...experiment.systematics, background } };
}

const EVENTS = { eventsPerMassPoint: 1024 };
const MIXINGS = [0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2];
const dual = (scale: number, changes: Partial<ExperimentScan> = {}) =>
  scanOf([axis('m5_gev', [0.15, 0.2, 0.5, 0.9]), axis('Umu5_sq', MIXINGS)], {
    ...EVENTS,
    experiment: crowded(scale),
    ...changes,
  });
const single = (scale: number, changes: Partial<ExperimentScan> = {}) =>
  singleScanOf([axis('Umu4_sq', MIXINGS.slice(1)), axis('m4_gev', [0.1, 0.2, 0.3])], {
    ...EVENTS,
    experiment: crowded(scale),
    ...changes,
  });

async function onGpu(scan: ExperimentScan): Promise<TileResult> {
  await using gpu = await openGpuEngine(scan, { allowSoftware: true });
  return await gpu.evaluateTile(wholeTile(scan));
}

describe('what is left to the host', () => {
  it('is found by what the kernel answers', () => {
    expect(unsettledPoints(Float32Array.of(0, 1, 1e30))).toEqual([]);
    expect(unsettledPoints(Float32Array.of(-1, 1, -1, 0, -1))).toEqual([0, 2, 4]);
    expect(unsettledPoints(Float32Array.of(1, -0))).toEqual([]);
    // Should a device answer what it may not.
    expect(unsettledPoints(Float32Array.of(Number.NaN, 2))).toEqual([0]);
  });

  it('is all of a tile with few bins, and less the more there are', () => {
    expect(mostSettled(3)).toBeGreaterThan(2 ** 20);
    expect(mostSettled(22)).toBeGreaterThan(2 ** 16);
    expect(mostSettled(22)).toBeLessThan(2 ** 17);
  });
});

describe('points worked out by the host', () => {
  it.each([
    ['dual', dual(1e8)],
    ['dual, with dirt and protons in groups of their own', everywhere(dual(1e9))],
    ['single', single(1e8)],
  ])('are those of the reference: %s', async (_, scan) => {
    const tile = wholeTile(scan);
    const exact = await openReferenceEngine(scan).evaluateTile(tile);
    const found = await onGpu(scan);
    // f32's rounding of the signal moves chi2 by up to this: see `precisionDoubts`.
    found.chi2.forEach((chi2, k) => {
      const expected = exact.chi2[k] ?? Number.NaN;
      const bound = 1e-3 + 1e-4 * expected + 2e-5 * 1e4 * Math.sqrt(expected);
      expect(Math.abs(chi2 - expected), `${k}: ${chi2}, ${expected}`).toBeLessThan(bound);
    });
    expect(found.flags.some((flags) => (flags & FLAGS.chi2Unknown) !== 0)).toBe(false);
  });

  it('are the same whatever a scan writes: yields are read where they are needed', async () => {
    for (const scanWith of [
      (outputs: readonly VariableName[]) => dual(1e9, { outputs }),
      (outputs: readonly VariableName[]) => single(1e9, { outputs }),
    ]) {
      const all = await onGpu(scanWith(['chi2', 'signal', 'n_eff', 'flags']));
      const only = await onGpu(scanWith(['chi2']));
      expect([...only.chi2]).toEqual([...all.chi2]);
      expect(only.signal.length).toBe(0);
    }
  });
});

describe('settling', () => {
  const scan = dual(1e8);
  const setup = setUpPhysics(scan);
  const layout = layOutTile(scan, wholeTile(scan));
  const cells = layout.masses.length * 3;
  /** Three events a bin at |U|^2 = 1, with errors of a tenth. */
  const tile = () => ({
    chi2: copyChecked(new Float32Array(layout.masses.length * MIXINGS.length).fill(-1)),
    signal: new Float32Array(),
    groupSignal: [],
    binSignal: new Float32Array(cells).fill(3),
    relativeError: new Float32Array(cells).fill(0.1),
  });
  const all = Array.from({ length: layout.masses.length * MIXINGS.length }, (_, k) => k);

  it('writes a number for each point, and says so to those who check the array', async () => {
    const result = tile();
    expect(await settlePoints(setup, preparedCountsOf(scan), layout, result, all)).toEqual([]);
    expect(result.chi2.every((chi2) => chi2 > 0 && chi2 < 1e6)).toBe(true);
    expect(areFinite(result.chi2)).toBe(true);
    expect(unsettledPoints(result.chi2)).toEqual([]);
  });

  it('leaves what has no yields missing', async () => {
    const result = tile();
    // The second mass point's second bin.
    result.binSignal[4] = FILL_VALUES.float32;
    const missing = await settlePoints(setup, preparedCountsOf(scan), layout, result, all);
    expect(missing).toEqual(all.slice(MIXINGS.length, 2 * MIXINGS.length));
    for (const point of all) expect(isMissing(result.chi2[point] ?? 0)).toBe(missing.includes(point));
  });
});
