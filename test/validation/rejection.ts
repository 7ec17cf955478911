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
  observe,
  pointInside,
} from './rejection/detector.js';
import { boost, type Direction, directionOf, momentumOf } from './rejection/fourVector.js';
import { flux, nucleiIn, nucleusOf } from './rejection/inputs.js';
import { type Model, massesOf } from './rejection/model.js';
import { producer, productionRate, wholeNucleus } from './rejection/production.js';
import { type Random, randomNumbers } from './rejection/random.js';
import { drawSource, type Source, sumPredictions } from './rejection/source.js';
import { decayingVolume, SOIL, SOIL_DENSITY } from './rejection/upstream.js';

export type { Prediction } from './rejection/source.js';

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

/** Simulates a model in MicroBooNE. */
export function simulate(run: Simulation): Source & { ctauCm: number } {
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
  return { ...sumPredictions(sources), truth: first.truth, ctauCm };
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
): Source {
  const [m] = massesOf(model);
  const on = wholeNucleus(model, nucleusOf(name));
  const rate = pot * nuclei * productionRate(m, on, flux);
  const produce = producer(m, on, flux, random);
  const decay = decayer(model, random);
  return drawSource(rate, events, BIN_COUNT, () => {
    const { parent, helicity } = produce();
    const flight = directionOf(parent);
    const [electron, positron] = decay(flight, helicity);
    const pair = observe(boost(electron, parent, m), boost(positron, parent, m));
    const weight = weightOf(flight, (momentumOf(parent) / m) * ctauCm);
    return { pair, producedGev: parent[0], weight, bins: binProbabilities(pair).map((p) => weight * p) };
  });
}

/** Whether, or how probably, an N that is born in the active volume decays there. */
function bornInside(how: Simulation['decays'], flight: Direction, lengthCm: number, random: Random): number {
  const birth = pointInside(random);
  if (how === 'weighted') return -Math.expm1(-(crossing(birth, flight)?.[1] ?? 0) / lengthCm);
  const way = -lengthCm * Math.log(random());
  const [x, y, z] = birth;
  return isInside([x + way * flight[0], y + way * flight[1], z + way * flight[2]]) ? 1 : 0;
}
