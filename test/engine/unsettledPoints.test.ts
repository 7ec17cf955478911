/** Points that float32 leaves to the host: from which bins they are worked out, how many, and what is read for it. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import * as unsettled from '../../src/engine/gpu/unsettledPoints.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { expectedChi2Error } from '../../src/inspection/precision.js';
import { preparedCountsOf } from '../../src/prediction/comparedCounts.js';
import { FLAGS } from '../../src/prediction/flags.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { layOutTile } from '../../src/prediction/tileLayout.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { areFinite } from '../../src/tiles/finite.js';
import { reduceNumbers, reductionOf, remember } from '../../src/tiles/reduction.js';
import { FILL_VALUES, isMissing } from '../../src/tiles/variables.js';
import { axis, everywhere, logSpaced, scanOf, singleScanOf, wholeTile } from '../scans.js';
import { crowded } from './crowded.js';

/** Points that the host was asked for, tile by tile. */
const asked = vi.hoisted((): number[] => []);
vi.mock('../../src/engine/gpu/unsettledPoints.js', async (importOriginal) => {
  const original = await importOriginal<typeof unsettled>();
  return {
    ...original,
    unsettledPoints(chi2: Float32Array) {
      const points = original.unsettledPoints(chi2);
      asked.push(points.length);
      return points;
    },
  };
});
beforeEach(() => {
  asked.length = 0;
});
const { mostSettled, settlePoints, unsettledPoints } = unsettled;

const EVENTS = { eventsPerMassPoint: 1024 };
const MIXINGS = [0, ...logSpaced(1e-10, 1, 41)];
const dual = (seed: number, changes: Partial<ExperimentScan> = {}) =>
  scanOf([axis('m5_gev', [0.15, 0.2, 0.5, 0.9]), axis('Umu5_sq', MIXINGS)], {
    ...EVENTS,
    experiment: crowded(seed),
    ...changes,
  });
const single = (seed: number, changes: Partial<ExperimentScan> = {}) =>
  singleScanOf([axis('Umu4_sq', MIXINGS.slice(1)), axis('m4_gev', [0.1, 0.2, 0.3])], {
    ...EVENTS,
    experiment: crowded(seed),
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
    expect(unsettledPoints(Float32Array.of(Number.NaN, 2, Number.POSITIVE_INFINITY))).toEqual([0, 2]);
  });

  it('is all of a tile with few bins, and less the more there are', () => {
    expect(mostSettled(3)).toBeGreaterThan(2 ** 20);
    expect(mostSettled(22)).toBeGreaterThan(2 ** 16);
    expect(mostSettled(22)).toBeLessThan(2 ** 17);
  });
});

describe('points worked out by the host', () => {
  it.each([
    ['dual', dual(27)],
    ['dual, with dirt and protons in groups of their own', everywhere(dual(27))],
    ['single', single(27)],
  ])('are those of the reference: %s', async (_, scan) => {
    const tile = wholeTile(scan);
    const exact = await openReferenceEngine(scan).evaluateTile(tile);
    const found = await onGpu(scan);
    expect(asked.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(2);
    // The rounding of the signal itself moves chi2 by up to this at chi2 = 10, which `experiment check` warns of.
    const moved = expectedChi2Error(scan.experiment, { kind: 'cnp', data: 'observed', events: 1024 });
    found.chi2.forEach((chi2, k) => {
      const expected = exact.chi2[k] ?? Number.NaN;
      const bound = 1e-3 + 1e-4 * expected + moved * Math.sqrt(expected / 10);
      expect(Math.abs(chi2 - expected), `${k}: ${chi2}, ${expected}`).toBeLessThan(bound);
    });
    expect(found.flags.some((flags) => (flags & FLAGS.chi2Unknown) !== 0)).toBe(false);
  });

  it('are the same whatever a scan writes: yields are read where they are needed', async () => {
    for (const scanWith of [
      (outputs: readonly string[]) => dual(27, { outputs }),
      (outputs: readonly string[]) => single(27, { outputs }),
    ]) {
      const all = await onGpu(scanWith(['chi2', 'signal', 'n_eff', 'flags']));
      const only = await onGpu(scanWith(['chi2']));
      expect([...only.chi2]).toEqual([...all.chi2]);
      // Once with the yields, and for the scan that does not read them twice.
      expect(asked.length).toBe(3);
      expect(asked[2]).toBe(asked[0]);
      expect(asked[0]).toBeGreaterThan(0);
      asked.length = 0;
      expect(only.signal.length).toBe(0);
    }
  });
});

describe('settling', () => {
  const scan = dual(27);
  const setup = setUpPhysics(scan);
  const layout = layOutTile(scan, wholeTile(scan));
  const cells = layout.masses.length * 3;
  const reduced = (chi2: Float32Array) => remember(chi2, reduceNumbers(chi2));
  /** Three events a bin at |U|^2 = 1, with errors of a tenth. */
  const tile = () => ({
    chi2: reduced(new Float32Array(layout.masses.length * MIXINGS.length).fill(-1)),
    signal: new Float32Array(),
    groupSignal: [],
    groupBinSignal: [],
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
    expect(reductionOf(result.chi2)?.leastAt).toBe(result.chi2.indexOf(Math.min(...result.chi2)));
  });

  it('ends at a number of points, and says which are left', async () => {
    const result = tile();
    const missing = await settlePoints(setup, preparedCountsOf(scan), layout, result, all, 5);
    expect(missing).toEqual(all.slice(5));
    for (const point of all) expect(isMissing(result.chi2[point] ?? 0)).toBe(point >= 5);
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
