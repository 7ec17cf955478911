/**
 * Signals that no experiment has: of squares, and at last of events, that float32 cannot hold. chi2 is the reference's, or missing and
 * flagged; it is never 0, and a point with such a signal is never a best fit.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import type { TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { readVariable } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { FLAGS } from '../../src/prediction/flags.js';
import type { ResolvedScan } from '../../src/resolved/scan.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { runScan } from '../../src/scan/run.js';
import { FILL_VALUES, isMissing } from '../../src/tiles/variables.js';
import { temporaryFolder } from '../grid/fixture.js';
import { randomStream, wholeTile } from '../scans.js';

/** A light real Z' with the largest couplings that a scan takes: 1e12 to 1e26 events. */
const HUGE = `
model: { kind: dual, parameters: { m4_gev: 0.01, m5_gev: 0.05, mZprime_gev: 0.002, gD: 2, V54: 0.5, kappa: 1000 } }
axes:
  epsilon: { values: [1e-3, 1e-2, 1e-1, 1] }
  Umu5_sq: { log: [1e-8, 1], points: 9 }
experiments: [microboone-2025]
`;
const ONE_ABSURD = `
model: { kind: single, parameters: { m4_gev: 0.01, mZprime_gev: 0.0011 } }
axes:
  Umu4_sq: { values: [1e-6, 1e-4, 1e-3, 1e-2, 1e-1, 1] }
  epsilon: { values: [1e-3, 1e-2, 0.1, 0.3, 1] }
experiments: [miniboone-2020]
events: 4096
`;

/** A scan with another exposure. */
function withExposure(
  scan: ResolvedScan,
  factor: number,
  which: (name: string) => boolean = () => true,
): ResolvedScan {
  const runs = scan.runs.map((run) => {
    if (!which(run.experiment.name)) return run;
    const beams = run.experiment.beams.map((beam) => ({ ...beam, pot: factor * beam.pot }));
    return { ...run, experiment: { ...run.experiment, beams } };
  });
  return { ...scan, runs };
}

async function bothEngines(scan: ResolvedScan): Promise<readonly [TileResult, TileResult]> {
  await using gpu = await openGpuEngine(scan, { allowSoftware: true });
  const tile = wholeTile(scan);
  return [await gpu.evaluateTile(tile), await openReferenceEngine(scan).evaluateTile(tile)];
}

/** Every chi2 is the reference's within the bound, or missing. How many are missing. */
function compare(own: TileResult, exact: TileResult): number {
  let missing = 0;
  own.chi2.forEach((chi2, k) => {
    if (chi2 === FILL_VALUES.float32) {
      missing++;
      return;
    }
    const expected = exact.chi2[k] ?? Number.NaN;
    expect(Math.abs(chi2 - expected), `${k}: ${chi2}, ${expected}`).toBeLessThan(1e-3 + 1e-4 * expected);
  });
  return missing;
}

const huge = await resolveScan(HUGE, 'huge.yaml');
const oneAbsurd = await resolveScan(ONE_ABSURD, 'absurd.yaml');

describe('signals whose squares leave float32', () => {
  it('have the chi2 of the reference, with up to 1e26 events', async () => {
    const [own, exact] = await bothEngines(huge);
    expect(Math.max(...own.signal)).toBeGreaterThan(1e25);
    expect(compare(own, exact)).toBe(0);
    // Beyond some 1e4 events chi2 is that of the simulation's own error: the same at all of them.
    for (const chi2 of own.chi2) expect(chi2 / 26_811.4).toBeCloseTo(1, 4);
    expect([...own.flags]).toEqual([...exact.flags]);
    own.nEff.forEach((n, k) => {
      expect(n / (exact.nEff[k] ?? Number.NaN)).toBeCloseTo(1, 3);
    });
  });

  it('do not end a scan where |U|^2 is a coupling, and the signal has errors of its own', async () => {
    const [own, exact] = await bothEngines(oneAbsurd);
    expect(Math.max(...own.signal)).toBeGreaterThan(1e20);
    expect(compare(own, exact)).toBe(0);
    for (const chi2 of own.chi2) expect(chi2).toBeCloseTo(57.96, 1);
  });
});

describe('exposures from nothing to beyond float32', () => {
  it('have the chi2 of the reference, or are missing and flagged', async () => {
    const random = randomStream(20261220);
    // The first is of nothing at all, the last leaves float32 at the largest couplings.
    const exponents = [-70, 4, 9 + random(), 11, 13];
    for (const scan of [huge, oneAbsurd]) {
      let missing = 0;
      for (const exponent of exponents) {
        const [own, exact] = await bothEngines(withExposure(scan, 10 ** exponent));
        for (const array of [own.chi2, own.signal, own.nEff, exact.chi2, exact.signal, exact.nEff]) {
          expect(array.every((x) => x >= 0 && x <= FILL_VALUES.float32)).toBe(true);
        }
        missing += compare(own, exact);
        own.nEff.forEach((n, k) => {
          const expected = exact.nEff[k] ?? Number.NaN;
          expect(Math.abs(n - expected), `${exponent}: n_eff ${n}, ${expected}`).toBeLessThanOrEqual(
            1e-3 * expected,
          );
        });
        // A missing chi2 is one of a signal that float32 cannot hold, at this |U|^2 or at |U|^2 = 1; and the flag says so.
        const perFlag = own.chi2.length / own.flags.length;
        own.flags.forEach((flags, cell) => {
          const chi2 = own.chi2.subarray(cell * perFlag, (cell + 1) * perFlag);
          expect((flags & FLAGS.chi2Unknown) !== 0).toBe(chi2.some(isMissing));
        });
        if (exponent === -70) expect(new Set(own.chi2).size).toBe(1);
        if (exponent <= 9) expect(own.chi2.some(isMissing)).toBe(false);
      }
      if (scan === huge) expect(missing).toBeGreaterThan(0);
    }
  });

  it('are missing in a sum where one experiment misses its own', async () => {
    const joint = await resolveScan(
      HUGE.replace('[microboone-2025]', '[microboone-2025, miniboone-2020]'),
      'joint.yaml',
    );
    const [own] = await bothEngines(withExposure(joint, 1e13, (name) => name === 'miniboone-2020'));
    const [micro, mini] = own.experiments;
    expect(micro?.chi2.some(isMissing)).toBe(false);
    expect(mini?.chi2.some(isMissing)).toBe(true);
    own.chi2.forEach((chi2, k) => {
      expect(isMissing(chi2)).toBe(isMissing(mini?.chi2[k] ?? 0));
      if (!isMissing(chi2)) expect(chi2).toBeCloseTo((micro?.chi2[k] ?? 0) + (mini?.chi2[k] ?? 0), 1);
    });
    expect(own.flags.some((flags) => (flags & FLAGS.chi2Unknown) !== 0)).toBe(true);
  });
});

describe('a grid with missing points', () => {
  it('is whole, and takes none of them for a best fit', async () => {
    // Without a signal at one |U|^2: that is the best fit, for all others are excluded or missing.
    const text = HUGE.replace('{ log: [1e-8, 1], points: 9 }', '{ values: [0, 1e-4, 1] }');
    const scan = withExposure(await resolveScan(text, 'missing.yaml'), 1e14);
    for (const engine of ['gpu', 'reference'] as const) {
      const out = join(await temporaryFolder(), 'grid.zarr');
      const { seen } = await runScan(scan, { out, engine, allowSoftware: true, overwrite: false });
      expect(seen.best?.at).toMatchObject({ Umu5_sq: 0 });
      expect(seen.best?.chi2).toBeCloseTo(2.7025, 3);
      const grid = await openGrid(out);
      const { data } = await readVariable(grid, 'chi2');
      // f64 has a chi2 of signals that no float32 of a grid can hold.
      const missing = engine === 'gpu' ? data : (await readVariable(grid, 'signal')).data;
      expect([...missing].some(isMissing)).toBe(true);
      expect([...data].every(Number.isFinite)).toBe(true);
      const { best_fit, flags } = await summarizeGrid(await openGrid(out));
      expect(best_fit?.at).toBe('background');
      expect(flags).toHaveProperty('chi2_unknown');
    }
  });

  it('has no better fit than none where every point is missing', async () => {
    const text = HUGE.replace('{ log: [1e-8, 1], points: 9 }', '{ values: [0.1, 1] }').replace(
      '[1e-3, 1e-2, 1e-1, 1]',
      '[0.5, 1]',
    );
    const scan = withExposure(await resolveScan(text, 'nothing.yaml'), 1e20);
    const out = join(await temporaryFolder(), 'grid.zarr');
    const { seen } = await runScan(scan, { out, engine: 'gpu', allowSoftware: true, overwrite: false });
    expect(seen.best).toBeUndefined();
    // Where no point of the grid is known there is still |U|^2 = 0.
    expect((await summarizeGrid(await openGrid(out))).best_fit?.at).toBe('background');
  });
});
