/**
 * Closure: events drawn one by one by plain rejection agree with the re-mapped prediction in every bin within their Monte Carlo errors.
 * The generator (`rejection.ts`) shares no code with the program.
 */
import { describe, expect, it } from 'vitest';
import { overrideParameters } from '../../src/config/override.js';
import { evaluatePoint } from '../../src/detail/point.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { quickstart, scanOf, singleScanOf, withRun } from '../scans.js';
import { BinTally } from './rejection/agreement.js';
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

/** How many events: the Monte Carlo errors go as their inverse root. */
export interface ClosureSize {
  /** N drawn on each nucleus. */
  readonly events: number;
  /** The program's samples, each from a hypercube of its own: their spread measures its Monte Carlo error. */
  readonly samples: number;
  readonly eventsOfProgram: number;
}

/** The program's scan of a case's model. */
function scanFor({ model, soilVertices }: Case, seed: number, events: number): ExperimentScan {
  const scan = model.m5 === undefined ? singleScanOf([]) : scanOf([]);
  const dirt = soilVertices === undefined ? undefined : scan.experiment.dirt.cylinder;
  const production = { ...scan.production, dirt };
  const choices = { ...scan.model, smZ: model.smZ };
  return withRun({ ...scan, model: choices, seed, eventsPerMassPoint: events }, { production });
}

/** Mean of the program's bins over its samples, and the covariance of that mean. */
function predict(
  at: Case,
  { samples: count, eventsOfProgram }: ClosureSize,
): Prediction & { ctauCm: number } {
  const { m4, m5, mZprime, epsilon, mixingSq } = at.model;
  const own = m5 === undefined ? { Umu4_sq: mixingSq } : { m5_gev: m5, Umu5_sq: mixingSq };
  const reports = Array.from({ length: count }, (_, i) => {
    const scan = scanFor(at, 11 + i, eventsOfProgram);
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

/** Tests of every case, and of all bins together. */
export function describeClosure(size: ClosureSize): void {
  describe('events drawn by rejection fill the bins as predicted', () => {
    const tally = new BinTally();

    it.each(cases.map((at, i) => ({ ...at, seed: i + 1 })))('$name', (at) => {
      const { beams, target } = quickstart.experiment;
      const pot = beams[0]?.pot ?? Number.NaN;
      const drawn = simulate({ ...at, pot, grams: target.massTonnes * 1e6, events: size.events });
      const predicted = predict(at, size);
      expect(predicted.ctauCm / drawn.ctauCm).toBeCloseTo(1, 4);
      tally.add(predicted, drawn);
    });

    it('all bins together have a chi2 with a p-value above 1e-3', () => {
      tally.check();
    });
  });
}
