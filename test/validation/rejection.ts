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
import { boost, type Direction, directionOf, type FourVector, momentumOf } from './rejection/fourVector.js';
import { flux, nucleiIn, nucleusOf } from './rejection/inputs.js';
import { type Model, massesOf } from './rejection/model.js';
import { producer, productionRate, wholeNucleus } from './rejection/production.js';
import { type Random, randomNumbers } from './rejection/random.js';
import { MICROBOONE_SOURCE_Z, rayAt, turned, turnedVector } from './rejection/rays.js';
import { drawSource, type Source, sumPredictions } from './rejection/source.js';
import { SOIL, SOIL_DENSITY, soilBirths } from './rejection/upstream.js';

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
    sumSource(run, 'Ar40', argon, ctauCm, random, function* (flight, lengthCm) {
      yield bornInside(run.decays, flight, lengthCm, random);
    }),
  ];
  const { soilVertices } = run;
  if (soilVertices !== undefined) {
    for (const [name, share] of SOIL) {
      const perCm3 = nucleiIn(SOIL_DENSITY * share, nucleusOf(name));
      const births: Births = function* (flight, lengthCm) {
        for (const { ray, volume } of soilBirths(flight, lengthCm, soilVertices, random)) {
          yield { ray, weight: volume };
        }
      };
      sources.push(sumSource(run, name, perCm3, ctauCm, random, births));
    }
  }
  const [first] = sources;
  if (!first) throw new Error('there is always argon');
  return { ...sumPredictions(sources), truth: first.truth, ctauCm };
}

/** A birth of an N: the ray of its neutrino, and the probability (or the volume in cm3 times it) that it decays in the active volume. */
interface Birth {
  readonly ray: Direction;
  readonly weight: number;
}

/** Births of an N of a flight in the frame of its neutrino, and of a mean way in cm. */
type Births = (flight: Direction, lengthCm: number) => Iterable<Birth>;

/** Draws the N of one kind of nucleus, and for each some births. `nuclei` is their number (or number per cm3). */
function sumSource(
  { model, pot, events }: Simulation,
  name: string,
  nuclei: number,
  ctauCm: number,
  random: Random,
  birthsOf: Births,
): Source {
  const [m] = massesOf(model);
  const on = wholeNucleus(model, nucleusOf(name));
  const rate = pot * nuclei * productionRate(m, on, flux);
  const produce = producer(m, on, flux, random);
  const decay = decayer(model, random);
  return drawSource(rate, events, BIN_COUNT, () => {
    const { parent, helicity } = produce();
    const flight = directionOf(parent);
    const leptons = decay(flight, helicity).map((lepton) => boost(lepton, parent, m));
    const bins = new Float64Array(BIN_COUNT);
    let weight = 0;
    for (const birth of birthsOf(flight, (momentumOf(parent) / m) * ctauCm)) {
      weight += birth.weight;
      binProbabilities(seenAlong(birth.ray, leptons)).forEach((p, bin) => {
        bins[bin] = (bins[bin] ?? 0) + birth.weight * p;
      });
    }
    return { pair: seenAlong([0, 0, 1], leptons), producedGev: parent[0], weight, bins };
  });
}

/** A pair, given in the frame of its neutrino, in the laboratory. */
function seenAlong(ray: Direction, leptons: readonly FourVector[]): Observables {
  const [electron, positron] = leptons.map((lepton) => turnedVector(ray, lepton));
  if (!electron || !positron) throw new Error('a pair has two leptons');
  return observe(electron, positron);
}

/** Whether, or how probably, an N that is born in the active volume decays there. */
function bornInside(how: Simulation['decays'], flight: Direction, lengthCm: number, random: Random): Birth {
  const birth = pointInside(random);
  const { ray, flux: nearness } = rayAt(birth, MICROBOONE_SOURCE_Z);
  const to = turned(ray, flight);
  if (how === 'weighted') {
    return { ray, weight: -nearness * Math.expm1(-(crossing(birth, to)?.[1] ?? 0) / lengthCm) };
  }
  const way = -lengthCm * Math.log(random());
  const [x, y, z] = birth;
  const inside = isInside([x + way * to[0], y + way * to[1], z + way * to[2]]);
  return { ray, weight: inside ? nearness : 0 };
}
