/**
 * float32 against f64 over the whole range of the models: single and dual, Dirac and Majorana, in the detector and upstream, on
 * nuclei and protons; m from 5 MeV to 2 GeV, epsilon from 1e-6 to 1e-1, |U|^2 from 1e-14 to 1, c tau from 1e-12 to 1e12 cm.
 * Every number is finite, every bin and channel within 1e-3 relative or 1e-6 of the point's total, chi2 within 1e-3 + 1e-4
 * relative.
 */
import { describe, expect, it } from 'vitest';
import type { TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { FLAGS } from '../../src/prediction/flags.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { axis, everywhere, onlyResult, quickstart, randomStream, scanOf, singleScanOf } from '../scans.js';

const POINTS = 100;
/** Expected background of the experiment: the square of its statistical error. */
const BACKGROUND = quickstart.experiment.bins.reduce((sum, { background }) => sum + background, 0);
const EVENTS = { eventsPerMassPoint: 4096 };
const random = randomStream(20251125);
const between = (a: number, b: number) => a * (b / a) ** random();
const drawn = (count: number, a: number, b: number) =>
  Array.from({ length: count }, () => between(a, b)).sort((x, y) => x - y);

/** Axes of values drawn over the whole range; points are drawn from their grid. */
const masses = () => [axis('mZprime_gev', drawn(8, 0.01, 2)), axis('epsilon', drawn(8, 1e-6, 1e-1))];
const dualScan = (changes: Partial<ExperimentScan>) =>
  scanOf(
    [
      axis('m5_gev', drawn(16, 5e-3, 2)),
      // Splittings from just above 2 m_e to nearly all of the mass.
      axis('delta', drawn(8, 0.03, 300)),
      axis('Umu5_sq', drawn(8, 1e-14, 1)),
      axis('V54', drawn(4, 1e-3, 1)),
      ...masses(),
    ],
    { ...EVENTS, ...changes },
  );
const singleScan = (changes: Partial<ExperimentScan>) =>
  singleScanOf([axis('m4_gev', drawn(16, 5e-3, 2)), axis('Umu4_sq', drawn(8, 1e-14, 1)), ...masses()], {
    ...EVENTS,
    ...changes,
  });
const model = quickstart.model;
const withoutM4 = (scan: ExperimentScan): ExperimentScan => {
  const { m4_gev: _, ...fixed } = scan.fixed;
  return { ...scan, fixed };
};

const scans: [string, ExperimentScan][] = [
  ['dual, dirac', withoutM4(everywhere(dualScan({})))],
  [
    'dual, majorana, exact spin, without the SM Z',
    withoutM4(
      everywhere(
        dualScan({ model: { ...model, nature: 'majorana', zpSpin: 'exact', smZ: false } }),
        'dn-cone',
      ),
    ),
  ],
  [
    'dual, dirac, exact spin, all decays',
    withoutM4(
      everywhere(
        dualScan({
          model: { ...model, zpSpin: 'exact', decays: { muons: true, hadrons: true, dark: true } },
        }),
      ),
    ),
  ],
  ['single, dirac', everywhere(singleScan({ model: { ...model, kind: 'single' } }))],
  [
    'single, majorana, exact spin',
    everywhere(singleScan({ model: { ...model, kind: 'single', nature: 'majorana', zpSpin: 'exact' } })),
  ],
];

/** Worst errors over their bounds. */
interface Worst {
  bin: number;
  group: number;
  chi2: number;
}

function compare(own: TileResult, oracle: TileResult, mixing: number, worst: Worst): void {
  const [part, exact] = [onlyResult(own), onlyResult(oracle)];
  for (const array of [own.chi2, own.signal, own.nEff, own.ctauCm, part.binSignal, ...part.groupSignal]) {
    expect(array.every(Number.isFinite)).toBe(true);
  }
  const total = exact.binSignal.reduce((sum, s) => sum + s, 0);
  exact.binSignal.forEach((s, bin) => {
    const error = Math.abs((part.binSignal[bin] ?? Number.NaN) - s);
    // Below float32's smallest normal number nothing is promised, nor matters.
    if (total > 1e-30) worst.bin = Math.max(worst.bin, error / Math.max(1e-3 * s, 1e-6 * total));
  });
  const all = total * mixing;
  exact.groupSignal.forEach((array, g) => {
    const s = array[0] ?? Number.NaN;
    const error = Math.abs((part.groupSignal[g]?.[0] ?? Number.NaN) - s);
    if (all > 1e-30) worst.group = Math.max(worst.group, error / Math.max(1e-3 * s, 1e-6 * all));
  });
  const chi2 = oracle.chi2[0] ?? Number.NaN;
  // Where the Monte Carlo error of a huge signal exceeds the background's own, chi2 is as good as that error: the Laplace form
  // gives sums of squares to 3e-3 where N from upstream live shorter than their way.
  const signal = oracle.signal[0] ?? Number.NaN;
  const isMonteCarlo = signal ** 2 / (oracle.nEff[0] ?? Number.NaN) > BACKGROUND;
  const bound = 1e-3 + (isMonteCarlo ? 3e-3 : 1e-4) * chi2;
  worst.chi2 = Math.max(worst.chi2, Math.abs((own.chi2[0] ?? Number.NaN) - chi2) / bound);
}

describe.each(scans)('%s', (_, scan) => {
  it(`agrees with f64 at ${POINTS} points of its range`, async () => {
    await using gpu = await openGpuEngine(scan, { allowSoftware: true });
    const reference = openReferenceEngine(scan);
    const worst: Worst = { bin: 0, group: 0, chi2: 0 };
    const lives: number[] = [];
    for (let tries = 0; lives.length < POINTS && tries < 40 * POINTS; tries++) {
      const start = scan.axes.map(({ values }) => Math.floor(random() * values.length));
      const tile = { index: start, start, shape: start.map(() => 1) };
      const own = await gpu.evaluateTile(tile);
      const flags = own.flags[0] ?? 0;
      const life = own.ctauCm[0] ?? 0;
      expect(flags & FLAGS.overflow).toBe(0);
      if ((flags & FLAGS.closed) !== 0 || life < 1e-12 || life > 1e12) continue;
      lives.push(life);
      const oracle = await reference.evaluateTile(tile);
      expect(flags).toBe(oracle.flags[0]);
      const mixing = scan.axes.findIndex(({ name }) => name === 'Umu5_sq');
      const factor = scan.model.decays.dark || mixing < 0 ? 1 : scan.axes[mixing]?.values[start[mixing] ?? 0];
      compare(own, oracle, factor ?? 1, worst);
    }
    console.info(
      `${lives.length} points, c tau ${Math.min(...lives).toExponential(1)} to ${Math.max(...lives).toExponential(1)} cm; ` +
        `worst: bin ${worst.bin.toPrecision(2)}, channel ${worst.group.toPrecision(2)}, chi2 ${worst.chi2.toPrecision(2)} of the bounds`,
    );
    expect(lives.length).toBe(POINTS);
    expect(worst.bin).toBeLessThan(1);
    expect(worst.group).toBeLessThan(1);
    expect(worst.chi2).toBeLessThan(1);
  });
});
