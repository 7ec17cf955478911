/**
 * MiniBooNE's signal in the quasi-elastic energy: events drawn one by one by plain rejection agree with the prediction in every bin
 * within their Monte Carlo errors. The generator (`rejectionMiniboone.ts`) shares no code with the program.
 */
import { describe, expect, it } from 'vitest';
import { overrideParameters } from '../../src/config/override.js';
import { evaluatePoint } from '../../src/detail/point.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { scanOf, singleScanOf, withRun } from '../scans.js';
import type { ClosureSize } from './closure.js';
import { BinTally, meanOf } from './rejection/agreement.js';
import { fluxOf } from './rejection/inputs.js';
import type { Prediction, Truth } from './rejection/source.js';
import { EDGES } from './rejection/tank.js';
import { type OilSimulation, simulateOil } from './rejectionMiniboone.js';

/** A figure that DarkNews gives for coherent scattering and for elastic scattering on protons. */
type Both = readonly [coherent: number, elastic: number];

interface Case extends Omit<OilSimulation, 'events' | 'seed' | 'grams'> {
  readonly name: string;
  readonly experiment: string;
  /** MODEL section 2b: N on carbon, on bound and on free protons, mean energy and angle of the pair in GeV and degrees. */
  readonly darkNews?: {
    readonly rates: readonly [carbon: number, bound: number, free: number];
    readonly mean_eee_gev: Both;
    readonly mean_theta_ee_deg: Both;
  };
}

const FOLDER = 'data/experiments/miniboone-2020';
const neutrinos = {
  experiment: 'miniboone-2020',
  lepton: 1,
  flux: fluxOf(`${FOLDER}/flux-fhc.csv`, 'numu'),
  pot: 18.75e20,
} as const;
const antineutrinos = {
  experiment: 'miniboone-2020:rhc',
  lepton: -1,
  flux: fluxOf(`${FOLDER}/flux-rhc.csv`, 'numubar'),
  pot: 11.27e20,
} as const;
const dual = { m4: 0.1, m5: 0.2, mZprime: 1.25, epsilon: 8e-4, mixingSq: 1e-8, smZ: true };
const single = { m4: 0.106, mZprime: 0.03, epsilon: 8e-4, mixingSq: 2e-10, smZ: true };

/** c tau of 364, 5 and 0.002 cm, and 364 cm again. */
const cases: readonly Case[] = [
  {
    ...neutrinos,
    name: "dual, heavy Z', long-lived",
    model: dual,
    darkNews: {
      rates: [0.534, 0.9596, 0.3174],
      mean_eee_gev: [0.348, 0.333],
      mean_theta_ee_deg: [16.9, 35.2],
    },
  },
  {
    ...neutrinos,
    name: "dual, lighter Z'",
    model: { ...dual, m5: 0.15, mZprime: 0.2 },
    darkNews: {
      rates: [542.4, 241.1, 79.79],
      mean_eee_gev: [0.2325, 0.2293],
      mean_theta_ee_deg: [14.4, 20.2],
    },
  },
  {
    ...neutrinos,
    name: "single, light Z', prompt",
    model: single,
    darkNews: {
      rates: [1503, 281.1, 93.22],
      mean_eee_gev: [0.3859, 0.3853],
      mean_theta_ee_deg: [10.6, 11.1],
    },
  },
  { ...antineutrinos, name: "dual, heavy Z', long-lived, antineutrinos", model: dual },
];

/** Oil, g. */
const GRAMS = 818e6;

/** Mean of the program's electron-like bins over its samples. */
async function predict(
  { model, experiment: name }: Case,
  { samples: count, eventsOfProgram }: ClosureSize,
): Promise<Prediction & { ctauCm: number }> {
  const { m4, m5, mZprime, epsilon, mixingSq } = model;
  const own = m5 === undefined ? { Umu4_sq: mixingSq } : { m5_gev: m5, Umu5_sq: mixingSq };
  const base = m5 === undefined ? singleScanOf([]) : scanOf([]);
  const production = { dirt: undefined, protonElastic: true, antineutrinos: false };
  const run = { experiment: await loadExperiment(name), production };
  const reports = Array.from({ length: count }, (_, i) => {
    const scan = withRun({ ...base, seed: 11 + i, eventsPerMassPoint: eventsOfProgram }, run);
    const point = { m4_gev: m4, mZprime_gev: mZprime, epsilon, ...own };
    return evaluatePoint(scan, overrideParameters(scan, point));
  });
  // The bins of the muon sample come after.
  const samples = reports.map(({ bins }) => bins.slice(0, EDGES.length - 1).map(({ signal }) => signal));
  return { ...meanOf(samples), ctauCm: reports[0]?.ctau_cm ?? Number.NaN };
}

/** Holds a number to another, relatively. */
export const near = (value: number, expected: number, relative: number, what: string) =>
  expect(Math.abs(value / expected - 1), `${what}: ${value} against ${expected}`).toBeLessThan(relative);

/** Tests of every case, and of all bins together; `events` on carbon, and as many on protons. */
export function describeOilClosure(size: ClosureSize): void {
  describe('events drawn by rejection fill the bins of the quasi-elastic energy as predicted', () => {
    const tally = new BinTally();

    it.each(cases.map((at, i) => ({ ...at, seed: i + 1 })))('$name', async (at) => {
      const drawn = simulateOil({ ...at, grams: GRAMS, events: size.events });
      if (at.darkNews) {
        const { rates, ...means } = at.darkNews;
        const [onCarbon, onBound, onFree] = rates;
        near(drawn.coherent.truth.rate, onCarbon, 0.01, 'on carbon');
        near(drawn.elastic.truth.rate * drawn.bound, onBound, 0.01, 'on bound protons');
        near(drawn.elastic.truth.rate * (1 - drawn.bound), onFree, 0.01, 'on free protons');
        for (const [name, [coherent, elastic]] of Object.entries(means)) {
          near(drawn.coherent.truth[name as keyof Truth], coherent, 0.01, `coherent: ${name}`);
          near(drawn.elastic.truth[name as keyof Truth], elastic, 0.01, `elastic: ${name}`);
        }
      }
      const predicted = await predict(at, size);
      expect(predicted.ctauCm / drawn.ctauCm).toBeCloseTo(1, 4);
      tally.add(predicted, drawn);
    });

    it('all bins together have a chi2 with a p-value above 1e-3', () => {
      expect(tally.bins).toBe(cases.length * (EDGES.length - 1));
      tally.check();
    });
  });
}
