/**
 * A second prediction, by brute force: events drawn one by one by plain rejection in f64, from MODEL.md alone. It shares no
 * code with the program and takes other ways wherever there are any: four-vectors and boosts instead of closed formulas,
 * pseudo-random numbers instead of a lattice, rejection instead of maps and weights, soil forwards instead of backwards.
 */
import { decayer, properLength } from './rejection/decay.js';
import {
  BIN_COUNT,
  binProbabilities,
  crossing,
  isInside,
  type Observables,
  observe,
  pointInside,
} from './rejection/detector.js';
import { boost, type Direction, directionOf, momentumOf } from './rejection/fourVector.js';
import { nucleiIn, nucleusOf } from './rejection/inputs.js';
import { type Model, massesOf } from './rejection/model.js';
import { producer, productionRate } from './rejection/production.js';
import { type Random, randomNumbers } from './rejection/random.js';
import { decayingVolume, SOIL, SOIL_DENSITY } from './rejection/upstream.js';

/** What to simulate. */
export interface Simulation {
  readonly model: Model;
  readonly pot: number;
  /** Argon of the active volume, g. */
  readonly grams: number;
  /** N to draw on each nucleus. */
  readonly events: number;
  readonly seed: number;
  /** Decay points drawn from the exponential law, or its probability as a weight: for N that seldom decay inside. */
  readonly decays: 'drawn' | 'weighted';
  /** Births in the soil upstream for every pair; left out, no soil. */
  readonly soilVertices?: number;
}

/** Expected events in the bins, with the covariance of their Monte Carlo error. */
export interface Prediction {
  /** Shape [bins]. */
  readonly signal: readonly number[];
  /** Shape [bins][bins]. */
  readonly covariance: readonly (readonly number[])[];
}

/** Pairs of N born in the active volume, before the detector: means over all of them. */
export interface Truth {
  /** Expected decays if all were inside. */
  readonly rate: number;
  readonly mean_eee_gev: number;
  readonly mean_theta_ee_deg: number;
  readonly mean_e_n_gev: number;
  readonly mean_opening_deg: number;
  readonly mean_asymmetry: number;
  /** Share that decays inside. */
  readonly p_decay: number;
}

/** Simulates a model in MicroBooNE. */
export function simulate(run: Simulation): Prediction & { truth: Truth; ctauCm: number } {
  const ctauCm = properLength(run.model);
  const random = randomNumbers(run.seed);
  const argon = nucleiIn(run.grams, nucleusOf('Ar40'));
  const sources = [
    sumSource(run, 'Ar40', argon, ctauCm, random, (flight, lengthCm) =>
      bornInside(run.decays, flight, lengthCm, random),
    ),
  ];
  const { soilVertices } = run;
  if (soilVertices !== undefined) {
    for (const [name, share] of SOIL) {
      const perCm3 = nucleiIn(SOIL_DENSITY * share, nucleusOf(name));
      const weight = (flight: Direction, lengthCm: number) =>
        decayingVolume(flight, lengthCm, soilVertices, random);
      sources.push(sumSource(run, name, perCm3, ctauCm, random, weight));
    }
  }
  const [first] = sources;
  if (!first) throw new Error('there is always argon');
  const add = (of: (source: Prediction) => number) => sources.reduce((sum, source) => sum + of(source), 0);
  return {
    signal: first.signal.map((_, bin) => add((s) => s.signal[bin] ?? 0)),
    covariance: first.covariance.map((row, a) => row.map((_, b) => add((s) => s.covariance[a]?.[b] ?? 0))),
    truth: first.truth,
    ctauCm,
  };
}

/**
 * Draws the N of one kind of nucleus. `nuclei` is their number (or number per cm3), and `weightOf` the probability (or the
 * volume in cm3 times it) that an N of this flight and mean way decays in the active volume.
 */
function sumSource(
  { model, pot, events }: Simulation,
  name: string,
  nuclei: number,
  ctauCm: number,
  random: Random,
  weightOf: (flight: Direction, lengthCm: number) => number,
): Prediction & { truth: Truth } {
  const [m] = massesOf(model);
  const rate = pot * nuclei * productionRate(model, nucleusOf(name));
  const produce = producer(model, nucleusOf(name), random);
  const decay = decayer(model, random);
  const sums = new Float64Array(BIN_COUNT);
  const products = new Float64Array(BIN_COUNT * BIN_COUNT);
  const moments = new Float64Array(6);
  for (let i = 0; i < events; i++) {
    const { parent, helicity } = produce();
    const flight = directionOf(parent);
    const [electron, positron] = decay(flight, helicity);
    const pair = observe(boost(electron, parent, m), boost(positron, parent, m));
    const weight = weightOf(flight, (momentumOf(parent) / m) * ctauCm);
    addTruth(moments, pair, parent[0], weight);
    const bins = binProbabilities(pair);
    for (let a = 0; a < BIN_COUNT; a++) {
      const inA = weight * (bins[a] ?? 0);
      sums[a] = (sums[a] ?? 0) + inA;
      for (let b = 0; b < BIN_COUNT; b++) {
        const ab = a * BIN_COUNT + b;
        products[ab] = (products[ab] ?? 0) + inA * weight * (bins[b] ?? 0);
      }
    }
  }
  const means = Array.from(sums, (sum) => sum / events);
  const [energy = 0, theta = 0, produced = 0, opening = 0, asymmetry = 0, inside = 0] = moments;
  return {
    signal: means.map((mean) => rate * mean),
    covariance: means.map((meanA, a) =>
      means.map((meanB, b) => {
        const meanProduct = (products[a * BIN_COUNT + b] ?? 0) / events;
        return (rate * rate * (meanProduct - meanA * meanB)) / events;
      }),
    ),
    truth: {
      rate,
      mean_eee_gev: energy / events,
      mean_theta_ee_deg: theta / events,
      mean_e_n_gev: produced / events,
      mean_opening_deg: opening / events,
      mean_asymmetry: asymmetry / events,
      p_decay: inside / events,
    },
  };
}

/** Whether, or how probably, an N that is born in the active volume decays there. */
function bornInside(how: Simulation['decays'], flight: Direction, lengthCm: number, random: Random): number {
  const birth = pointInside(random);
  if (how === 'weighted') return -Math.expm1(-(crossing(birth, flight)?.[1] ?? 0) / lengthCm);
  const way = -lengthCm * Math.log(random());
  const [x, y, z] = birth;
  return isInside([x + way * flight[0], y + way * flight[1], z + way * flight[2]]) ? 1 : 0;
}

function addTruth(moments: Float64Array, pair: Observables, energyGev: number, weight: number): void {
  const asymmetry = 1 - (2 * pair.lesserGev) / pair.energyGev;
  const values = [pair.energyGev, pair.thetaDeg, energyGev, pair.openingDeg, asymmetry, weight];
  for (let k = 0; k < values.length; k++) moments[k] = (moments[k] ?? 0) + (values[k] ?? 0);
}
