/** The events of our generator at a mass point: what a sample would have to stand for, and what its mixture is at each of them. */
import { vec3d } from 'wgpu-matrix';
import { at } from '../../at.js';
import {
  decayFactor,
  type EventWeights,
  eventMap,
  eventWeight,
  sampleEvents,
} from '../../generator/sample.js';
import {
  densityUnit,
  type PropagatorSide,
  propagatorDensity,
  propagatorSide,
} from '../../physics/massRatio.js';
import { pairMassSq, type SeenEvent } from '../../physics/pairDensity.js';
import type { ChannelPoint } from '../../prediction/channelPoints.js';
import type { Channel } from '../../prediction/channels.js';
import type { Lifetime } from '../../prediction/lifetime.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { couplingFactor } from '../../reweighting/mixture.js';
import { densityOf, pointDensity } from '../../reweighting/pointDensity.js';
import type { MixturePart } from './mixtureParts.js';

/** Events of a mass point in one channel that are possible, in the order of the generator's points; arrays have the shape [events]. */
export interface TargetChannel extends EventWeights {
  readonly seen: readonly SeenEvent[];
  /** Flight of N within the detector, cm, and momentum transfer, GeV^2. */
  readonly flightCm: Float64Array;
  readonly q2: Float64Array;
  /** Number of the generator's point of each event. */
  readonly index: Uint32Array;
  /** Expected events at each of the target's couplings, shape [couplings][events]. */
  readonly yields: readonly Float64Array[];
  /** Probability of each bin of the observation, shape [bins][events]; undefined for a response that only an event of a sample has. */
  readonly bins: readonly Float64Array[] | undefined;
}

/** Draws the events of a mass point in a channel of the generator, at several lifetimes. */
export function targetChannel(
  setup: PhysicsSetup,
  { channel, point }: ChannelPoint,
  lifetimes: readonly Lifetime[],
): TargetChannel {
  const eventAt = eventMap(setup, channel, point);
  const found = Array.from({ length: setup.scan.eventsPerMassPoint }, (_, i) => ({ i, drawn: eventAt(i) }));
  const possible = found.flatMap(({ i, drawn }) => (drawn ? [{ i, ...drawn }] : []));
  const numbers = (of: (one: (typeof possible)[number]) => number) => Float64Array.from(possible, of);
  const events = {
    channel,
    point,
    weight: numbers(({ weight }) => weight),
    z: numbers(({ event }) => event.z),
    xCm: numbers(({ event }) => event.xCm),
  };
  const index = Uint32Array.from(possible, ({ i }) => i);
  return {
    ...events,
    seen: possible.map(({ energyGev, event: { minus, eMinus, plus, ePlus } }) => {
      const massSq = pairMassSq(minus, eMinus, plus, ePlus);
      return { energy: energyGev, minus: vec3d.clone(minus), eMinus, plus: vec3d.clone(plus), ePlus, massSq };
    }),
    flightCm: numbers(({ event }) => (event.xCm * event.production.momentum) / point.m),
    q2: numbers(({ event }) => event.production.q2),
    index,
    yields: lifetimes.map((lifetime) =>
      events.weight.map((_, i) => eventWeight(events, i, lifetime) * decayFactor(events, i, lifetime.ctauCm)),
    ),
    bins: setup.response.reconstructed ? undefined : binsOf(setup, channel, { channel, point }, index),
  };
}

/** Probabilities of the bins of the observation. */
function binsOf(
  setup: PhysicsSetup,
  channel: Channel,
  { point }: ChannelPoint,
  index: Uint32Array,
): Float64Array[] {
  const { bins } = sampleEvents(setup, channel, point);
  const places = at(setup.beamBins, channel.beam).bins;
  return setup.counts.data.map((_, bin) => {
    const row = bins[places.indexOf(bin)];
    return Float64Array.from(index, (i) => row?.[i] ?? 0);
  });
}

/** What a part of a mixture adds at the events of a target in one channel. */
export interface Contribution {
  /** Whether by all of an event, or by what is seen of it. */
  readonly how: 'exact' | 'seen';
  /** Density of the part's events, without decays, per unit of that of the target's normalised to 1, shape [events]; empty where exact. */
  readonly covering: Float64Array;
  /** Density of the part's events per expected one, with couplings and decays, shape [events]. */
  readonly mixture: Float64Array;
}

/** What a part adds to the first `count` events of a target, by what of them is seen. */
export function seenContribution(target: TargetChannel, part: MixturePart, count: number): Contribution {
  const covering = new Float64Array(count);
  const mixture = new Float64Array(count);
  const of = part.inChannel(target.channel.name);
  for (let i = 0; of && i < count; i++) {
    const found = densityOf(of.density, at(target.seen, i));
    if (!(found.density > 0)) continue;
    const { side, lifetime } = part.component;
    const xCm = at(target.flightCm, i) * found.inverseGammaBeta;
    covering[i] = of.perTotal * found.density;
    mixture[i] = of.perExpected * couplingFactor(of.channel, side, lifetime, found.z, xCm) * found.density;
  }
  return { how: 'seen', covering, mixture };
}

/** The same by all of an event, for a part with the target's phase space. */
export function exactContribution(target: TargetChannel, part: MixturePart, count: number): Contribution {
  const mixture = new Float64Array(count);
  const of = part.inChannel(target.channel.name);
  const { side, lifetime } = part.component;
  const densityAt = propagatorsAt(target, propagatorSide(side));
  for (let i = 0; of && i < count; i++) {
    const couplings = couplingFactor(of.channel, side, lifetime, at(target.z, i), at(target.xCm, i));
    mixture[i] = of.perExpected * couplings * densityAt(i);
  }
  return { how: 'exact', covering: new Float64Array(), mixture };
}

/** Density of the target itself at its events: by what is seen, or by all of an event. Without couplings. */
export function targetDensity(target: TargetChannel, how: Contribution['how']): Float64Array {
  const { channel, point, seen } = target;
  if (how === 'seen') {
    const density = pointDensity(channel, point);
    return Float64Array.from(seen, (event) => densityOf(density, event).density);
  }
  const densityAt = propagatorsAt(target, propagatorSide(point));
  return target.q2.map((_, i) => densityAt(i));
}

/** The density of propagators at the events of a target. */
function propagatorsAt({ point, seen, q2 }: TargetChannel, side: PropagatorSide): (i: number) => number {
  const { mXSq, hi, pole } = side;
  const unit = densityUnit(side);
  return (i) => {
    const gap = Math.max((point.m - point.mPrime) ** 2 - at(seen, i).massSq, 0);
    return unit * propagatorDensity(mXSq, hi, pole, at(q2, i), gap);
  };
}
