/** Two experiments in one scan of four axes, with the 38-bin covariance of MiniBooNE's two beams: the GPU against f64. */
import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import type { TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { countsOf, statisticOf } from '../../src/prediction/comparedCounts.js';
import { experimentScans } from '../../src/resolved/scan.js';
import { backgroundChi2 } from '../../src/statistics/statistic.js';
import { wholeTile } from '../scans.js';

const SCAN = `
model: { kind: dual, parameters: { mZprime_gev: 1.25, V54: 0.5, gD: 2 } }
axes:
  m4_gev: { values: [0.05, 0.1] }
  m5_gev: { values: [0.15, 0.3, 0.6] }
  epsilon: { values: [4e-4, 8e-4] }
  Umu5_sq: { log: [1e-6, 1e-3], points: 5 }
production: { dirt: cylinder }
experiments: [microboone-2025, 'miniboone-2020:combined']
events: 2048
`;
const scan = await resolveScan(SCAN, 'joint.yaml');

async function evaluate(): Promise<readonly [TileResult, TileResult]> {
  await using gpu = await openGpuEngine(scan, { allowSoftware: true });
  const tile = wholeTile(scan);
  return [await gpu.evaluateTile(tile), await openReferenceEngine(scan).evaluateTile(tile)];
}
const [own, exact] = await evaluate();

/** One mass point of the tile, the second m4 and m5, with all couplings: and what of a result of the whole tile is its. */
const onePoint = { index: [1, 1, 0, 0], start: [1, 1, 0, 0], shape: [1, 1, 2, 5] };
const atOnePoint = (array: Float32Array | undefined) => [...(array ?? [])].slice(4 * 10, 5 * 10);

describe('microboone-2025 and miniboone-2020:combined', () => {
  it('have 3 and 38 bins, and every point a signal in both', () => {
    expect(scan.runs.map(({ experiment }) => experiment.bins.length)).toEqual([3, 38]);
    expect(own.chi2.length).toBe(2 * 3 * 2 * 5);
    for (const { signal } of own.experiments) expect(signal.every((s) => s > 0)).toBe(true);
  });

  it('give chi2 and signal as in f64, each and together', () => {
    const compare = (a: Float32Array, b: Float32Array, relative: number, absolute: number) =>
      a.forEach((value, k) => {
        const expected = b[k] ?? Number.NaN;
        expect(Math.abs(value - expected), `${k}: ${value}, ${expected}`).toBeLessThan(
          absolute + relative * Math.abs(expected),
        );
      });
    for (const [a, b] of [
      [own, exact] as const,
      ...own.experiments.map((e, i) => [e, exact.experiments[i] ?? e] as const),
    ]) {
      compare(a.signal, b.signal, 1e-3, 0);
      compare(a.chi2, b.chi2, 1e-4, 1e-3);
    }
  });

  it('add up: a sum of chi2 without shared nuisances', () => {
    const [micro, mini] = own.experiments;
    own.chi2.forEach((chi2, k) => {
      expect(chi2).toBeCloseTo((micro?.chi2[k] ?? 0) + (mini?.chi2[k] ?? 0), 2);
    });
    // And neither is constant: the signal matters to both.
    for (const { chi2 } of own.experiments) expect(Math.max(...chi2) - Math.min(...chi2)).toBeGreaterThan(1);
  });

  it('leave what stands apart out of the sums', async () => {
    const runs = scan.runs.map((run, i) => ({ ...run, excludedFromSum: i === 1 }));
    const { chi2, signal, experiments } = await openReferenceEngine({ ...scan, runs }).evaluateTile(onePoint);
    expect(chi2).toHaveLength(10);
    expect([...chi2]).toEqual(atOnePoint(exact.experiments[0]?.chi2));
    expect([...signal]).toEqual(atOnePoint(exact.experiments[0]?.signal));
    expect([...(experiments[1]?.chi2 ?? [])]).toEqual(atOnePoint(exact.experiments[1]?.chi2));
  });

  it('are those of scans of their own', async () => {
    const expected = experimentScans(scan).map((one) => backgroundChi2(statisticOf(one), countsOf(one)));
    expect(expected[0]).toBeCloseTo(2.7025, 3);
    expect(expected[1]).toBeCloseTo(69.233, 3);
    for (const [i, run] of scan.runs.entries()) {
      const alone = await openReferenceEngine({ ...scan, runs: [run] }).evaluateTile(onePoint);
      expect([...alone.chi2]).toEqual(atOnePoint(exact.experiments[i]?.chi2));
    }
  });
});
