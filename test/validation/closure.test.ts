/**
 * Closure: events drawn one by one by plain rejection agree with the re-mapped prediction in every bin within their Monte
 * Carlo errors, which are 0.1 to 1.4 % together. The generator (`rejection.ts`) shares no code with the program.
 */
import { describe, expect, it } from 'vitest';
import { overrideParameters } from '../../src/config/override.js';
import type { ExperimentScan } from '../../src/config/types.js';
import { evaluatePoint } from '../../src/scan/point.js';
import { entriesOf, solveNormalised } from '../../src/statistics/cholesky.js';
import { quickstart, scanOf, singleScanOf, withRun } from '../scans.js';
import { type Prediction, type Simulation, simulate } from './rejection.js';

interface Case extends Pick<Simulation, 'model' | 'decays' | 'soilVertices'> {
  readonly name: string;
}

const dual = { m4: 0.1, m5: 0.2, mZprime: 1.25, epsilon: 8e-4, mixingSq: 1e-8, smZ: true };
const single = { m4: 0.15, mZprime: 1.25, epsilon: 8e-4, mixingSq: 1e-8, smZ: true };
/** c tau from 1e-12 to 1e10 cm, Z' real and virtual. */
const cases: readonly Case[] = [
  { name: "dual, heavy Z', long-lived", model: dual, decays: 'weighted' },
  { name: "dual, heavy Z', short-lived", model: { ...dual, m5: 0.8, epsilon: 1e-2 }, decays: 'drawn' },
  { name: "dual, light Z'", model: { ...dual, mZprime: 0.03 }, decays: 'drawn' },
  { name: 'dual, nearly degenerate', model: { ...dual, m5: 0.12, mZprime: 0.2 }, decays: 'weighted' },
  {
    name: "single, light Z'",
    model: { ...single, m4: 0.106, mZprime: 0.03, mixingSq: 2e-10 },
    decays: 'drawn',
  },
  // Without the Z, which the program puts into this width, too: the generator decays by the Z' alone.
  { name: "single, heavy Z', long-lived", model: { ...single, smZ: false }, decays: 'weighted' },
  { name: "dual, heavy Z', soil upstream", model: dual, decays: 'weighted', soilVertices: 48 },
];

/** N drawn on each nucleus. */
const EVENTS = 150_000;
/** The program's samples, each from a hypercube of its own: their spread measures its Monte Carlo error. */
const SEEDS = [11, 12, 13, 14, 15, 16, 17, 18];
const EVENTS_OF_PROGRAM = 32768;

/** The program's scan of a case's model. */
function scanFor({ model, soilVertices }: Case, seed: number): ExperimentScan {
  const scan = model.m5 === undefined ? singleScanOf([]) : scanOf([]);
  const dirt = soilVertices === undefined ? undefined : scan.experiment.dirt.cylinder;
  const production = { ...scan.production, dirt };
  const choices = { ...scan.model, smZ: model.smZ };
  return withRun({ ...scan, model: choices, seed, eventsPerMassPoint: EVENTS_OF_PROGRAM }, { production });
}

/** Mean of the program's bins over its samples, and the covariance of that mean. */
function predict(at: Case): Prediction & { ctauCm: number } {
  const { m4, m5, mZprime, epsilon, mixingSq } = at.model;
  const own = m5 === undefined ? { Umu4_sq: mixingSq } : { m5_gev: m5, Umu5_sq: mixingSq };
  const reports = SEEDS.map((seed) => {
    const scan = scanFor(at, seed);
    return evaluatePoint(
      scan,
      overrideParameters(scan, { m4_gev: m4, mZprime_gev: mZprime, epsilon, ...own }),
    );
  });
  const samples = reports.map((report) => report.bins.map((bin) => bin.signal));
  const n = samples.length;
  const mean = (of: (sample: number[]) => number) => samples.reduce((sum, s) => sum + of(s), 0) / n;
  const signal = quickstart.experiment.bins.map((_, bin) => mean((s) => s[bin] ?? 0));
  const deviation = (s: number[], bin: number) => (s[bin] ?? 0) - (signal[bin] ?? 0);
  const covariance = signal.map((_, a) =>
    signal.map((__, b) => mean((s) => deviation(s, a) * deviation(s, b)) / (n - 1)),
  );
  return { signal, covariance, ctauCm: reports[0]?.ctau_cm ?? Number.NaN };
}

/** Deviation of a chi2 from what n degrees of freedom give, in standard deviations (Wilson and Hilferty). */
function chi2Deviation(chi2: number, n: number): number {
  const width = 2 / (9 * n);
  return ((chi2 / n) ** (1 / 3) - (1 - width)) / Math.sqrt(width);
}

describe('the generator itself has the event-level figures of DarkNews (MODEL section 13) within 1 %', () => {
  const light = { ...single, m4: 0.106, mZprime: 0.03, mixingSq: 2e-10 };
  it.each([
    ['dual', dual, 0.043466, 0.3596, 14.43, 0.9514, 39.49, 0.4865, 0.2472],
    ['single', light, 236.9, 0.3948, 10.2, 0.9178, 23.78, 0.4885, 0.99998],
  ] as const)('%s', (_, model, rate, energy, theta, produced, opening, asymmetry, inside) => {
    const run = { model, pot: 6.8e20, grams: 86.19e6, events: 100_000, seed: 8, decays: 'weighted' } as const;
    const { truth } = simulate(run);
    const expected = {
      rate,
      mean_eee_gev: energy,
      mean_theta_ee_deg: theta,
      mean_e_n_gev: produced,
      mean_opening_deg: opening,
      mean_asymmetry: asymmetry,
      p_decay: inside,
    };
    for (const [name, value] of Object.entries(expected)) {
      const ratio = truth[name as keyof typeof truth] / value;
      expect(Math.abs(ratio - 1), `${name}: ${ratio} of DarkNews`).toBeLessThan(0.01);
    }
  });
});

describe('events drawn by rejection fill the bins as predicted', () => {
  let [total, bins] = [0, 0];

  it.each(cases.map((at, i) => ({ ...at, seed: i + 1 })))('$name', (at) => {
    const { beams, target } = quickstart.experiment;
    const pot = beams[0]?.pot ?? Number.NaN;
    const drawn = simulate({ ...at, pot, grams: target.massTonnes * 1e6, events: EVENTS });
    const predicted = predict(at);
    expect(predicted.ctauCm / drawn.ctauCm).toBeCloseTo(1, 4);
    const covariance = predicted.covariance.map((row, a) =>
      row.map((c, b) => c + (drawn.covariance[a]?.[b] ?? 0)),
    );
    const residual = predicted.signal.map((s, bin) => s - (drawn.signal[bin] ?? 0));
    residual.forEach((r, bin) => {
      const error = Math.sqrt(covariance[bin]?.[bin] ?? 0);
      const what = `bin ${bin}: ${predicted.signal[bin]} against ${drawn.signal[bin]} drawn, +- ${error}`;
      expect(Math.abs(r), what).toBeLessThan(4 * error);
    });
    total += solveNormalised(
      entriesOf(covariance),
      residual.map(() => 0),
      residual,
    );
    bins += residual.length;
  });

  it('all bins together have a chi2 with a p-value above 1e-3', () => {
    expect(chi2Deviation(total, bins), `chi2 ${total} of ${bins} bins`).toBeLessThan(3.09);
  });
});
