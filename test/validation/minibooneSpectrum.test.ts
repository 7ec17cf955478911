/**
 * MiniBooNE's signal in the quasi-elastic energy: events drawn one by one by plain rejection agree with the prediction in every bin
 * within their Monte Carlo errors. The generator (`rejectionMiniboone.ts`) shares no code with the program.
 */
import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { overrideParameters } from '../../src/config/override.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { detectPair } from '../../src/physics/smearing.js';
import { evaluatePoint } from '../../src/scan/point.js';
import { scanOf, singleScanOf, withRun } from '../scans.js';
import { chi2Deviation, compare, meanOf } from './rejection/agreement.js';
import { along, angleDeg, type FourVector, momentumOf } from './rejection/fourVector.js';
import { fluxOf, M_E, M_P } from './rejection/inputs.js';
import { collide, q2Range } from './rejection/production.js';
import { kinematicFactor, spinSum } from './rejection/proton.js';
import { randomNumbers } from './rejection/random.js';
import type { Prediction, Truth } from './rejection/source.js';
import { EDGES, smear } from './rejection/tank.js';
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
/** N drawn on carbon, and as many on protons. */
const EVENTS = 150_000;
/** The program's samples, each from a hypercube of its own: their spread measures its Monte Carlo error. */
const SEEDS = Array.from({ length: 20 }, (_, i) => 11 + i);
const EVENTS_OF_PROGRAM = 8192;

/** Mean of the program's electron-like bins over its samples. */
async function predict({ model, experiment: name }: Case): Promise<Prediction & { ctauCm: number }> {
  const { m4, m5, mZprime, epsilon, mixingSq } = model;
  const own = m5 === undefined ? { Umu4_sq: mixingSq } : { m5_gev: m5, Umu5_sq: mixingSq };
  const base = m5 === undefined ? singleScanOf([]) : scanOf([]);
  const production = { dirt: undefined, protonElastic: true, antineutrinos: false };
  const run = { experiment: await loadExperiment(name), production };
  const reports = SEEDS.map((seed) => {
    const scan = withRun({ ...base, seed, eventsPerMassPoint: EVENTS_OF_PROGRAM }, run);
    const point = { m4_gev: m4, mZprime_gev: mZprime, epsilon, ...own };
    return evaluatePoint(scan, overrideParameters(scan, point));
  });
  // The bins of the muon sample come after.
  const samples = reports.map(({ bins }) => bins.slice(0, EDGES.length - 1).map(({ signal }) => signal));
  return { ...meanOf(samples), ctauCm: reports[0]?.ctau_cm ?? Number.NaN };
}

const near = (value: number, expected: number, relative: number, what: string) =>
  expect(Math.abs(value / expected - 1), `${what}: ${value} against ${expected}`).toBeLessThan(relative);

describe('the generator itself', () => {
  it.each([
    [0.3, 0.15],
    [0.8, 0.2],
    [1, 0.106],
    [2, 0.6],
  ])('has amplitudes on protons that square to its cross section: E = %f, m = %f GeV', (E, m) => {
    const [least, most] = q2Range(E, m, M_P) ?? [Number.NaN, Number.NaN];
    for (const share of [0.001, 0.1, 0.5, 0.9]) {
      const q2 = least + share * (most - least);
      const collision = collide(E, q2, m, M_P);
      const of = (helicity: number, lepton: 1 | -1) => spinSum(collision, q2, m, helicity, lepton);
      // dsigma/dQ2 = <|M|^2>/(16 pi (2ME)^2), the mean over two spins of the proton; g^2/(4 pi) B stands on the other side.
      const mean = (of(-1, 1) + of(1, 1)) / 2;
      near(mean / (4 * (2 * M_P * E) ** 2), kinematicFactor(E, q2, m), 1e-9, `Q2 = ${q2}`);
      near(of(1, -1), of(-1, 1), 1e-9, 'antineutrinos, mirrored');
    }
  });
});

/** True leptons: [energy in GeV, polar angle in degrees], the e- in the x-z plane and the e+ in the y-z plane. */
const PAIRS: readonly (readonly [
  electron: readonly [number, number],
  positron: readonly [number, number],
])[] = [
  [
    [0.02, 10],
    [0.3, 12],
  ],
  [
    [0.15, 2],
    [0.2, 3],
  ],
  [
    [0.5, 100],
    [0.06, 120],
  ],
];

/** Readings of a pair by either. */
const SMEARINGS = 100_000;

describe('leptons are smeared alike by the generator and the program', () => {
  it.each(PAIRS)('e- of %f, e+ of %f GeV and degrees', async (ofElectron, ofPositron) => {
    const { table } = (await loadExperiment('miniboone-2020')).response;
    const random = randomNumbers(5);
    const at = ([E, degrees]: readonly [number, number], azimuth: number) => {
      const angle = (degrees * Math.PI) / 180;
      const [x, y] = [Math.sin(angle) * Math.cos(azimuth), Math.sin(angle) * Math.sin(azimuth)];
      return along([x, y, Math.cos(angle)], E, Math.sqrt(E * E - M_E * M_E));
    };
    const [electron, positron] = [at(ofElectron, 0), at(ofPositron, Math.PI / 2)];
    const program = (): readonly [FourVector, FourVector] => {
      const u = Array.from({ length: 6 }, random);
      const [, ...minus] = electron;
      const [, ...plus] = positron;
      const found = detectPair(
        table,
        u,
        vec3d.create(...minus),
        electron[0],
        vec3d.create(...plus),
        positron[0],
      );
      const [a, b] = [found.minus, found.plus];
      return [
        [found.eMinus, a[0] ?? 0, a[1] ?? 0, a[2] ?? 0],
        [found.ePlus, b[0] ?? 0, b[1] ?? 0, b[2] ?? 0],
      ];
    };
    const draws = [program, () => [smear(electron, random), smear(positron, random)] as const].map((draw) => {
      const rows = Array.from({ length: SMEARINGS }, () => smearedFigures(electron, positron, ...draw()));
      return meanOf(rows);
    });
    const [own, other] = draws;
    if (!own || !other) throw new Error('two of them');
    const { differences, errors } = compare(own, other);
    differences.forEach((difference, k) => {
      const what = `${k}: ${own.signal[k]} against ${other.signal[k]}, +- ${errors[k]}`;
      expect(Math.abs(difference), what).toBeLessThan(4 * (errors[k] ?? 0));
    });
  });
});

/** Of a smeared pair: energies, angles to the true directions and between the two, their squares and products, shares at rest. */
function smearedFigures(
  electron: FourVector,
  positron: FourVector,
  a: FourVector,
  b: FourVector,
): readonly number[] {
  const stands = (p: FourVector) => momentumOf(p) === 0;
  const [off, alsoOff] = [angleDeg(a, electron), angleDeg(b, positron)];
  const opening = angleDeg(a, b);
  return [
    a[0],
    b[0],
    a[0] * a[0],
    b[0] * b[0],
    a[0] * b[0],
    Number(stands(a)) + 1e-3 * Number(stands(b)),
    off,
    off * off,
    alsoOff,
    alsoOff * alsoOff,
    off * alsoOff,
    off * a[0],
    opening,
    opening * opening,
    a[1] + b[2],
    a[3] + b[3],
  ];
}

describe('events drawn by rejection fill the bins of the quasi-elastic energy as predicted', () => {
  let [total, bins] = [0, 0];

  it.each(cases.map((at, i) => ({ ...at, seed: i + 1 })))('$name', async (at) => {
    const drawn = simulateOil({ ...at, grams: GRAMS, events: EVENTS });
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
    const predicted = await predict(at);
    expect(predicted.ctauCm / drawn.ctauCm).toBeCloseTo(1, 4);
    const { differences, errors, chi2 } = compare(predicted, drawn);
    differences.forEach((difference, bin) => {
      const what = `bin ${bin}: ${predicted.signal[bin]} against ${drawn.signal[bin]} drawn, +- ${errors[bin]}`;
      expect(Math.abs(difference), what).toBeLessThan(4 * (errors[bin] ?? 0));
    });
    total += chi2;
    bins += differences.length;
  });

  it('all bins together have a chi2 with a p-value above 1e-3', () => {
    expect(bins).toBe(cases.length * (EDGES.length - 1));
    expect(chi2Deviation(total, bins), `chi2 ${total} of ${bins} bins`).toBeLessThan(3.09);
  });
});
