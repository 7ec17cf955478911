/**
 * Along a fine line of masses the signal has no steps but the physical one, where the Z' becomes real: thresholds of decays and of
 * production, dirt and protons included. On a line of even steps in ln m, a step of relative size d changes one difference of
 * ln(signal) by d and not its neighbours; what is smooth changes it by the third derivative, h^3, alone.
 */
import { describe, expect, it } from 'vitest';
import type { TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { FLAGS } from '../../src/prediction/flags.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { axis, everywhere, logSpaced, quickstart, scanOf, singleScanOf, wholeTile } from '../scans.js';

const EVENTS = { eventsPerMassPoint: 4096 };
const POINTS = 240;
/** A thousandth: ten times below what a contour shows, far below the steps that it is to find. */
const SMALLEST_STEP = 1e-3;

/** So near to the real Z' its pole makes the width of N change by more than differences of a line can follow. */
const POLE = 4;

async function evaluate(scan: ExperimentScan): Promise<TileResult> {
  await using engine = await openGpuEngine(scan, { allowSoftware: true });
  return await engine.evaluateTile(wholeTile(scan));
}

/** Largest step between neighbours i, i + 1 for which `counts`: how far ln(signal) jumps from the mean of its differences. */
function largestStep(signal: Float32Array, counts: (i: number) => boolean): number {
  const logs = Array.from(signal, (s) => Math.log(s));
  const jump = (i: number) => (logs[i + 1] ?? 0) - (logs[i] ?? 0);
  let largest = 0;
  for (let i = 1; i + 2 < logs.length; i++) {
    if (!counts(i)) continue;
    largest = Math.max(largest, Math.abs(jump(i) - (jump(i - 1) + jump(i + 1)) / 2));
  }
  return largest;
}

const withParameters = (scan: ExperimentScan, values: ExperimentScan['fixed']): ExperimentScan => ({
  ...scan,
  fixed: { ...scan.fixed, ...values },
});
const allDecays = { ...quickstart.model, decays: { muons: true, hadrons: true, dark: true } };

/** Lines: scan, mass at which the Z' becomes real, and what else is crossed. */
const LINES: [string, ExperimentScan, number][] = [
  [
    "dual through m5 - m4 = mZ' and m5 = 3 m4, everywhere",
    withParameters(everywhere(scanOf([axis('m5_gev', logSpaced(0.12, 0.6, POINTS))], EVENTS)), {
      m4_gev: 0.1,
      mZprime_gev: 0.25,
    }),
    0.35,
  ],
  [
    'dual through the thresholds of muons, pions and dark decays, all counted',
    withParameters(scanOf([axis('m5_gev', logSpaced(0.2, 0.7, POINTS))], { ...EVENTS, model: allDecays }), {
      m4_gev: 0.1,
      mZprime_gev: 1.25,
      V44: 1e-4,
    }),
    1.35,
  ],
  [
    "heavy dual, to the end of the beam's reach",
    withParameters(scanOf([axis('m5_gev', logSpaced(0.5, 1.5, POINTS))], EVENTS), {
      m4_gev: 0.1,
      mZprime_gev: 2,
    }),
    2.1,
  ],
  [
    "single through m4 = mZ', everywhere",
    withParameters(everywhere(singleScanOf([axis('m4_gev', logSpaced(0.12, 0.33, POINTS))], EVENTS)), {
      mZprime_gev: 0.2,
    }),
    0.2,
  ],
];

describe.each(LINES)('%s', (_, scan, real) => {
  it('has no step but the physical one', async () => {
    const { signal, flags } = await evaluate(scan);
    const masses = scan.axes[0]?.values ?? [];
    const crossing = masses.findIndex((m) => m > real) - 1;
    const step = largestStep(signal, (i) => crossing < 0 || Math.abs(i - crossing) > POLE);
    console.info(`largest step ${step.toExponential(1)}`);
    expect(step).toBeLessThan(SMALLEST_STEP);
    // The real Z' is flagged, and only there.
    masses.forEach((m, i) => {
      expect(((flags[i] ?? 0) & FLAGS.onShell) !== 0, `${m}`).toBe(m > real);
    });
  });
});

describe('the test', () => {
  it('finds a step of 0.2 %', async () => {
    const { signal } = await evaluate(scanOf([axis('m5_gev', logSpaced(0.12, 0.6, 60))], EVENTS));
    const stepped = signal.map((s, i) => (i < 30 ? s : 1.002 * s));
    expect(largestStep(stepped, () => true)).toBeGreaterThan(1.9e-3);
  });
});

describe('flags', () => {
  it('mark where Gamma/m exceeds 1 %, and nothing else', async () => {
    // On-shell the width goes with (g_D V54)^2: a line through 1 % of the mass.
    const values = logSpaced(0.02, 1, 60);
    const scan = withParameters(scanOf([axis('V54', values)], { eventsPerMassPoint: 256 }), {
      mZprime_gev: 0.03,
    });
    const { flags, ctauCm } = await evaluate(scan);
    let broad = 0;
    flags.forEach((word, i) => {
      const gamma = 1.973269804e-14 / (ctauCm[i] ?? 0);
      const isBroad = gamma / 0.2 > 0.01;
      expect((word & FLAGS.broadWidth) !== 0).toBe(isBroad);
      if (isBroad) broad++;
    });
    expect(broad).toBeGreaterThan(10);
    expect(broad).toBeLessThan(50);
  });
});
