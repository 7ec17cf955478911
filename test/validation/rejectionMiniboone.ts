/**
 * The same second prediction in MiniBooNE: N from carbon and protons in a sphere of oil, leptons smeared, pairs cut and filled
 * into the bins of the quasi-elastic energy.
 */
import { decayer, properLength } from './rejection/decay.js';
import { observe } from './rejection/detector.js';
import { boost, directionOf, momentumOf } from './rejection/fourVector.js';
import { type Flux, M_P, nucleiIn, nucleusOf } from './rejection/inputs.js';
import { type LeptonNumber, type Model, massesOf } from './rejection/model.js';
import { producer, productionRate, type Scatterer, wholeNucleus } from './rejection/production.js';
import { proton } from './rejection/proton.js';
import { type Random, randomNumbers } from './rejection/random.js';
import { MINIBOONE_SOURCE_Z, rayAt, turned, turnedVector } from './rejection/rays.js';
import { drawSource, type Prediction, type Source, sumPredictions } from './rejection/source.js';
import { decaysInside, EDGES, pointInSphere, reconstruct, TANK_CM } from './rejection/tank.js';

/** What to simulate. */
export interface OilSimulation {
  readonly model: Model;
  readonly lepton: LeptonNumber;
  readonly flux: Flux;
  readonly pot: number;
  /** CH2, g. */
  readonly grams: number;
  /** N to draw on carbon, and again on protons. */
  readonly events: number;
  readonly seed: number;
}

/** Places of birth and readings of the detector for every N. */
const REPEATS = 4;

/** Shares of carbon and hydrogen in the oil's mass. */
const [CARBON, HYDROGEN] = [12 / 14, 2 / 14];

/** Simulates a model in MiniBooNE. */
export function simulateOil(run: OilSimulation): Prediction & {
  /** Per nucleus of carbon and per proton, bound or free. */
  readonly coherent: Source;
  readonly elastic: Source;
  /** Share of the protons that is bound in carbon. */
  readonly bound: number;
  readonly ctauCm: number;
} {
  const { model, lepton, grams } = run;
  const random = randomNumbers(run.seed);
  const ctauCm = properLength(model);
  const carbon = nucleusOf('C12');
  const nuclei = nucleiIn(CARBON * grams, carbon);
  const [bound, free] = [carbon.protons * nuclei, nucleiIn(HYDROGEN * grams, { mass_gev: M_P })];
  const coherent = sumScatterer(run, wholeNucleus(model, carbon, lepton), nuclei, ctauCm, random);
  const elastic = sumScatterer(run, proton(model, lepton), bound + free, ctauCm, random);
  return { ...sumPredictions([coherent, elastic]), coherent, elastic, bound: bound / (bound + free), ctauCm };
}

function sumScatterer(
  { model, lepton, flux, pot, events }: OilSimulation,
  on: Scatterer,
  scatterers: number,
  ctauCm: number,
  random: Random,
): Source {
  const [m] = massesOf(model);
  const produce = producer(m, on, flux, random);
  const decay = decayer(model, random, lepton);
  const rate = pot * scatterers * productionRate(m, on, flux);
  const bins = new Float64Array(EDGES.length - 1);
  return drawSource(rate, events, bins.length, () => {
    const { parent, helicity } = produce();
    const flight = directionOf(parent);
    const [e, p] = decay(flight, helicity);
    const [electron, positron] = [boost(e, parent, m), boost(p, parent, m)];
    const lengthCm = (momentumOf(parent) / m) * ctauCm;
    bins.fill(0);
    let weight = 0;
    for (let i = 0; i < REPEATS; i++) {
      const birth = pointInSphere(TANK_CM, random);
      const { ray, flux: nearness } = rayAt(birth, MINIBOONE_SOURCE_Z);
      const inside = (nearness * decaysInside(birth, turned(ray, flight), lengthCm)) / REPEATS;
      const pair = [turnedVector(ray, electron), turnedVector(ray, positron)] as const;
      const [bin, efficiency] = reconstruct(...pair, random) ?? [0, 0];
      bins[bin] = (bins[bin] ?? 0) + inside * efficiency;
      weight += inside;
    }
    return { pair: observe(electron, positron), producedGev: parent[0], weight, bins };
  });
}
