/** Event samples of a mass point in f64, channel by channel, and the templates summed from them. */

import { type Vec3d, vec3d } from 'wgpu-matrix';
import { at } from '../at.js';
import { type Event, mapEvent } from '../physics/event.js';
import { neutrinoEnergy } from '../physics/flux.js';
import { BORN } from '../physics/geometry.js';
import { DIMENSION_COUNT, DIMENSIONS, SMEARING_DIMENSIONS } from '../physics/hypercube.js';
import { beamIntensity, offAxisTangent } from '../physics/intensity.js';
import { pairObservables } from '../physics/kinematics.js';
import { decayDensity, decayProbability } from '../physics/laplace.js';
import type { MassPoint } from '../physics/massPoint.js';
import { cellProbabilities } from '../physics/reconstruction.js';
import { birthplace, type Place } from '../physics/way.js';
import type { Channel } from '../prediction/channels.js';
import type { Lifetime } from '../prediction/lifetime.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';
import { evaluatedTable } from '../response/evaluated.js';

/** The weights of a mass point's events in one channel, and what couplings and lifetimes multiply them by. Arrays have shape [events]. */
export interface EventWeights {
  readonly channel: Channel;
  readonly point: MassPoint;
  /** Events per unit of (g_D kappa e epsilon)^2 |U|^2, before decay probability and efficiency. */
  readonly weight: Float64Array;
  readonly z: Float64Array;
  readonly xCm: Float64Array;
  /** Energies of the neutrinos, GeV, where they are not those of the channel's hypercube. */
  readonly energyGev?: Float64Array;
}

/** Events of one mass point in one channel. Arrays have shape [events]. */
export interface Sample extends EventWeights {
  /** Probability of each bin of the channel's beam, in the order of `BeamBins.bins`, shape [bins][events]. */
  readonly bins: readonly Float64Array[];
  /** True observables, in the order of TRUTH_NAMES, shape [names][events]. */
  readonly truth: readonly Float64Array[];
}

/** True observables whose means `dualnu point` prints. */
export const TRUTH_NAMES = ['energyGev', 'thetaDeg', 'producedGev', 'openingDeg', 'asymmetry'] as const;

/** An event of a channel, before the response. */
export interface DrawnEvent {
  /** Energy of the neutrino, GeV. */
  readonly energyGev: number;
  /** See `EventWeights`. */
  readonly weight: number;
  readonly event: Event;
  /** Coordinates in (0, 1) of the point from which its path is measured (`birthplace`). */
  readonly vertex: Vec3d;
}

/** Where the N of a channel are born and decay. */
export function placeOf({ detector, originZ }: PhysicsSetup, { born, body }: Channel): Place {
  return { detector, born, body, originZ };
}

/** The map from the number of a hypercube point of a channel to its event of a mass point; undefined where its weight is 0. */
export function eventMap(
  setup: PhysicsSetup,
  channel: Channel,
  point: MassPoint,
): (i: number) => DrawnEvent | undefined {
  const { energies } = point;
  if (!energies) return () => undefined;
  const events = setup.scan.eventsPerMassPoint;
  const { intensityTable } = setup;
  const place = placeOf(setup, channel);
  const u = new Float64Array(DIMENSION_COUNT - 1);
  const { vertexX, vertexY, vertexZ } = DIMENSIONS;
  return (i) => {
    const [energyGev, fluxWeight] = neutrinoEnergy(energies, channel.cube[i] ?? 0);
    for (let d = 1; d < DIMENSION_COUNT; d++) u[d - 1] = channel.cube[d * events + i] ?? 0;
    const event = mapEvent(u, energyGev, point, place);
    if (!(event.weight > 0)) return undefined;
    const vertex = vec3d.create(at(u, vertexX - 1), at(u, vertexY - 1), at(u, vertexZ - 1));
    const formFactor = channel.exactFormFactor(Math.sqrt(event.production.q2));
    const intensity = intensityTable.length === 0 ? 1 : intensityOf(vertex, event, place, intensityTable);
    const weight = channel.eventScale * fluxWeight * intensity * event.weight * formFactor * formFactor;
    return { energyGev, weight, event, vertex };
  };
}

/** Visits the events of a mass point in a channel that are possible, as many as the scan asks for. */
export function drawEvents(
  setup: PhysicsSetup,
  channel: Channel,
  point: MassPoint,
  visit: (drawn: DrawnEvent) => void,
): void {
  const eventAt = eventMap(setup, channel, point);
  for (let i = 0; i < setup.scan.eventsPerMassPoint; i++) {
    const drawn = eventAt(i);
    if (drawn) visit(drawn);
  }
}

/** Maps every hypercube point of a channel onto an event of a mass point, with the response to it. */
export function sampleEvents(setup: PhysicsSetup, channel: Channel, point: MassPoint): Sample {
  const events = setup.scan.eventsPerMassPoint;
  const { bins, ofCell } = at(setup.beamBins, channel.beam);
  const table = evaluatedTable(setup.response);
  const array = () => new Float64Array(events);
  const sample = {
    channel,
    point,
    weight: array(),
    z: array(),
    xCm: array(),
    bins: bins.map(array),
    truth: TRUTH_NAMES.map(array),
  };
  const smearing = new Float64Array(SMEARING_DIMENSIONS);
  const eventAt = eventMap(setup, channel, point);
  for (let i = 0; i < events; i++) {
    const drawn = eventAt(i);
    if (drawn === undefined) continue;
    const { event } = drawn;
    for (let d = 0; d < SMEARING_DIMENSIONS; d++) {
      // Without smearing, the cube has no such dimensions.
      smearing[d] = channel.cube[(DIMENSION_COUNT + d) * events + i] ?? 0.5;
    }
    sample.weight[i] = drawn.weight;
    sample.z[i] = event.z;
    sample.xCm[i] = event.xCm;
    const { minus, eMinus, plus, ePlus } = event;
    cellProbabilities(table, smearing, minus, eMinus, plus, ePlus).forEach((p, cell) => {
      const row = sample.bins[ofCell[cell] ?? -1];
      if (row) row[i] = (row[i] ?? 0) + p;
    });
    const pair = pairObservables(minus, eMinus, plus, ePlus);
    const truth = [pair.energyGev, pair.thetaDeg, event.production.energy, pair.openingDeg, pair.asymmetry];
    truth.forEach((value, k) => {
      const row = sample.truth[k];
      if (row) row[i] = value;
    });
  }
  return sample;
}

/** The weights alone of a channel's events. */
export function weighEvents(setup: PhysicsSetup, channel: Channel, point: MassPoint): EventWeights {
  const array = () => new Float64Array(setup.scan.eventsPerMassPoint);
  const weights = { channel, point, weight: array(), z: array(), xCm: array() };
  const eventAt = eventMap(setup, channel, point);
  for (let i = 0; i < weights.weight.length; i++) {
    const drawn = eventAt(i);
    if (drawn === undefined) continue;
    weights.weight[i] = drawn.weight;
    weights.z[i] = drawn.event.z;
    weights.xCm[i] = drawn.event.xCm;
  }
  return weights;
}

/** Intensity of the beam in the direction of an event's neutrino, relative to that on the axis. */
function intensityOf(vertex: Vec3d, { way }: Event, place: Place, table: readonly number[]): number {
  const p = birthplace(vertex, way, place);
  return beamIntensity(table, 0, table.length / 2, offAxisTangent(p, place.originZ));
}

/** Signal and its Monte Carlo error in each bin, at |U|^2 = 1 where that is a factor of the yields. */
export interface Template {
  /** Expected events, shape [bins]. */
  readonly signal: Float64Array;
  /** sqrt(sum w^2)/sum w, shape [bins]; 0 in empty bins. */
  readonly relativeError: Float64Array;
  /** Expected events of each group of channels, shape [groups][bins]. */
  readonly groups: readonly Float64Array[];
  /** The largest weight of an event, in all bins together, over the sum of all; 0 without a signal. */
  readonly largestWeight: number;
}

/** Weight of event i at couplings, without decay probability; includes the amplitude squared, with the SM Z, and the branching ratio. */
export function eventWeight(sample: EventWeights, i: number, lifetime: Lifetime): number {
  const { at0, slope } = sample.channel.interference(sample.point.mX);
  const amplitude = lifetime.strength + at0 + slope * (sample.z[i] ?? 0);
  return (sample.weight[i] ?? 0) * amplitude * amplitude * lifetime.branching * lifetime.mixing;
}

/** Probability that event i decays in the active volume or, for N born outside, the density that replaces it (see `upstreamBirth`). */
export function decayFactor(
  sample: Pick<EventWeights, 'channel' | 'xCm'>,
  i: number,
  ctauCm: number,
): number {
  const decays = sample.channel.born === BORN.inside ? decayProbability : decayDensity;
  return decays(sample.xCm[i] ?? 0, 1 / ctauCm);
}

/** Sums the events of all channels at couplings, without the binning in x of the Laplace measure. */
export function sumTemplate(setup: PhysicsSetup, samples: readonly Sample[], lifetime: Lifetime): Template {
  const bins = setup.counts.data.length;
  const signal = new Float64Array(bins);
  const variance = new Float64Array(bins);
  const perGroup = setup.groups.map(() => new Float64Array(bins));
  let [largest, total] = [0, 0];
  for (const sample of samples) {
    const groupSignal = at(perGroup, sample.channel.groupIndex);
    const { bins: beamBins } = at(setup.beamBins, sample.channel.beam);
    for (let i = 0; i < sample.weight.length; i++) {
      if (!((sample.weight[i] ?? 0) > 0)) continue;
      const w = eventWeight(sample, i, lifetime) * decayFactor(sample, i, lifetime.ctauCm);
      let inAll = 0;
      for (let k = 0; k < beamBins.length; k++) {
        const bin = at(beamBins, k);
        const inBin = w * (sample.bins[k]?.[i] ?? 0);
        signal[bin] = (signal[bin] ?? 0) + inBin;
        groupSignal[bin] = (groupSignal[bin] ?? 0) + inBin;
        variance[bin] = (variance[bin] ?? 0) + inBin * inBin;
        inAll += inBin;
      }
      largest = Math.max(largest, inAll);
      total += inAll;
    }
  }
  const relativeError = signal.map((s, bin) => (s > 0 ? Math.sqrt(variance[bin] ?? 0) / s : 0));
  return { signal, relativeError, groups: perGroup, largestWeight: total > 0 ? largest / total : 0 };
}
