/** The event sample of a mass point in f64: the oracle's working set. Built only from physics/. */
import { mapEvent } from '../physics/event.js';
import { neutrinoEnergy } from '../physics/flux.js';
import { DIMENSION_COUNT } from '../physics/hypercube.js';
import { decayProbability } from '../physics/laplace.js';
import type { MassPoint } from '../physics/massPoint.js';
import { fourierBesselFormFactor } from '../physics/nucleus.js';
import { pairEfficiency, topologyProbabilities } from '../physics/response.js';
import type { PhysicsSetup } from './physicsSetup.js';

/** Events of one mass point. Arrays have shape [events]. */
export interface Sample {
  readonly point: MassPoint;
  /** Events per unit of (g_D kappa e epsilon)^2 |U|^2, before decay probability and efficiency. */
  readonly weight: Float64Array;
  readonly z: Float64Array;
  readonly xCm: Float64Array;
  /** Probability of each bin, shape [bins][events]. */
  readonly bins: readonly Float64Array[];
  /** Truth, in the order of TRUTH_NAMES, shape [names][events]. */
  readonly truth: readonly Float64Array[];
}

/** Observables of which `point` prints the means. */
export const TRUTH_NAMES = ['energyGev', 'thetaDeg', 'producedGev', 'openingDeg', 'asymmetry'] as const;

/** Maps every hypercube point onto an open mass point. */
export function sampleEvents(setup: PhysicsSetup, point: MassPoint): Sample {
  const events = setup.scan.eventsPerMassPoint;
  const { nucleus } = setup.scan.experiment.target;
  const array = () => new Float64Array(events);
  const sample = {
    point,
    weight: array(),
    z: array(),
    xCm: array(),
    bins: setup.binTopology.map(array),
    truth: TRUTH_NAMES.map(array),
  };
  const { energies } = point;
  if (!energies) return sample;
  const u = new Float64Array(DIMENSION_COUNT - 1);
  for (let i = 0; i < events; i++) {
    const [energy, fluxWeight] = neutrinoEnergy(energies, setup.cube[i] ?? 0);
    for (let d = 1; d < DIMENSION_COUNT; d++) u[d - 1] = setup.cube[d * events + i] ?? 0;
    const event = mapEvent(u, energy, point, setup.half);
    if (!(event.weight > 0)) continue;
    const formFactor = fourierBesselFormFactor(nucleus, Math.sqrt(event.production.q2));
    sample.weight[i] = setup.eventScale * fluxWeight * event.weight * formFactor * formFactor;
    sample.z[i] = event.z;
    sample.xCm[i] = event.xCm;
    const { pair } = event;
    const efficiency = pairEfficiency(setup.response, pair.energyGev, pair.thetaDeg);
    const topologies = topologyProbabilities(setup.response, pair.openingDeg, pair.minEnergyGev);
    setup.binTopology.forEach((topology, bin) => {
      const row = sample.bins[bin];
      if (row) row[i] = efficiency * (topologies[topology] ?? 0);
    });
    const truth = [pair.energyGev, pair.thetaDeg, event.production.energy, pair.openingDeg, pair.asymmetry];
    truth.forEach((value, k) => {
      const row = sample.truth[k];
      if (row) row[i] = value;
    });
  }
  return sample;
}

/** Signal and its Monte Carlo spread in each bin, per unit of |U|^2. */
export interface Template {
  /** Expected events at |U|^2 = 1, shape [bins]. */
  readonly signal: Float64Array;
  /** sqrt(sum w^2)/sum w, shape [bins]; 0 in empty bins. */
  readonly relativeError: Float64Array;
}

/** Weight of event i at a coupling point, without decay probability: amplitude squared with the SM Z in it. */
export function eventWeight(
  sample: Sample,
  i: number,
  strength: number,
  interference: { at0: number; slope: number },
): number {
  const amplitude = strength + interference.at0 + interference.slope * (sample.z[i] ?? 0);
  return (sample.weight[i] ?? 0) * amplitude * amplitude;
}

/** Sums the events of a sample at one coupling point, exactly. */
export function sumTemplate(
  sample: Sample,
  strength: number,
  ctauCm: number,
  interference: { at0: number; slope: number },
): Template {
  const bins = sample.bins.length;
  const signal = new Float64Array(bins);
  const variance = new Float64Array(bins);
  for (let i = 0; i < sample.weight.length; i++) {
    const w =
      eventWeight(sample, i, strength, interference) * decayProbability(sample.xCm[i] ?? 0, 1 / ctauCm);
    for (let bin = 0; bin < bins; bin++) {
      const inBin = w * (sample.bins[bin]?.[i] ?? 0);
      signal[bin] = (signal[bin] ?? 0) + inBin;
      variance[bin] = (variance[bin] ?? 0) + inBin * inBin;
    }
  }
  const relativeError = signal.map((s, bin) => (s > 0 ? Math.sqrt(variance[bin] ?? 0) / s : 0));
  return { signal, relativeError };
}

/** Effective sample sizes of a template. */
export interface EffectiveSizes {
  /** (sum of the signal)^2 over the summed Monte Carlo variance of the bins; 0 without signal. */
  readonly total: number;
  /** Of the worst bin that holds at least MIN_SHARE of the signal. */
  readonly worstBin: number;
}

/** Share of the signal below which a bin's Monte Carlo error is of no consequence. */
const MIN_SHARE = 0.01;

/** Effective sample sizes from signal and relative error, shape [bins] each. */
export function effectiveSizes(signal: ArrayLike<number>, relativeError: ArrayLike<number>): EffectiveSizes {
  let sum = 0;
  let variance = 0;
  for (let bin = 0; bin < signal.length; bin++) {
    sum += signal[bin] ?? 0;
    variance += ((signal[bin] ?? 0) * (relativeError[bin] ?? 0)) ** 2;
  }
  let worst = 0;
  for (let bin = 0; bin < signal.length; bin++) {
    if ((signal[bin] ?? 0) >= MIN_SHARE * sum) worst = Math.max(worst, relativeError[bin] ?? 0);
  }
  return { total: variance > 0 ? sum ** 2 / variance : 0, worstBin: worst > 0 ? 1 / worst ** 2 : 0 };
}
