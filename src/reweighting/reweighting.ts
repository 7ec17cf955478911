/** A sample of someone else's events as a source of events: reweighted to any mass point, and how far it can be trusted there. */
import { at } from '../at.js';
import type { Sample } from '../generator/sample.js';
import type { DecaySide, MassPoint } from '../physics/massPoint.js';
import { densityUnit, propagatorDensity, propagatorSide } from '../physics/massRatio.js';
import { massPointOf } from '../prediction/channelPoints.js';
import type { Channel } from '../prediction/channels.js';
import { type PhysicsSetup, setUpPhysics } from '../prediction/physicsSetup.js';
import type { EventSample } from '../samples/eventSample.js';
import { type ComponentPoint, channelOfComponent, componentPoint, withoutSample } from './componentPoints.js';
import { type CoveringPart, generatedTotal, uncoveredShare } from './coverage.js';
import { componentSizes, exactWeights, hasPhaseSpaceOf, isAlike, seenWeights } from './mixture.js';
import { densityOf, type PointDensity, pointDensity } from './pointDensity.js';
import { type ChannelEvents, channelEvents, eventsOfChannel } from './sampleEvents.js';

/** Events of a sample at a mass point in a channel. */
export interface ReweightedSample extends Sample {
  /** Share of the mass point's events where the sample has none, 0 to 1, before decays and efficiency. */
  readonly uncovered: number;
  /** Whether densities are compared in all of an event, or in what of it is seen and the neutrino's energy. */
  readonly ratio: 'exact' | 'seen';
}

/** How a sample reaches a mass point in a channel. */
export interface Route {
  /** Whether densities are compared in all of an event, in what of it is seen and the neutrino's energy, or not at all. */
  readonly ratio: 'exact' | 'seen' | 'none';
  /** Components that stand for the mass point. */
  readonly chosen: readonly number[];
  /** As `ReweightedSample.uncovered`. */
  readonly uncovered: number;
}

/** Weights of events as float32 can hold them: fractions of a typical one, shape [events]. */
export interface ScaledWeights {
  readonly weights: Float32Array;
  readonly unit: number;
}

/** Reweights a sample to mass points. */
export interface Reweighting {
  at(channel: Channel, point: MassPoint): ReweightedSample;
  /** The events of a channel. */
  eventsOf(channel: Channel): ChannelEvents;
  /** How many of them there are, without making them. */
  countOf(channel: Channel): number;
  route(channel: Channel, point: MassPoint): Route;
  /** What the events of a channel weigh per unit of the density of a mass point; the same for the same components. */
  weightsPerDensity(channel: Channel, route: Route): ScaledWeights;
}

/** Prepares a sample for the mass points of a scan's experiment. What several mass points share is made once. */
export function createReweighting(setup: PhysicsSetup, sample: EventSample): Reweighting {
  const generator = setUpPhysics(withoutSample(setup.scan));
  const components = sample.components.map((component) => componentPoint(setup.scan, component));
  const numbersOf = kept((channel) => eventsOfChannel(sample, channel, setup));
  const eventsOf = kept((channel) => channelEvents(setup, sample, channel, numbersOf(channel, [])));
  const sizesOf = kept((channel) => componentSizes(eventsOf(channel, []), components.length));
  const exactOf = kept((channel, chosen) =>
    exactWeights(eventsOf(channel, []), components, sizesOf(channel, []), chosen),
  );
  const partOf = kept((channel, [j = 0]) => {
    return coveringPart(at(components, j), channel, at(sizesOf(channel, []).events, j));
  });
  const seenOf = kept((channel, chosen) => {
    const densities = chosen.map((j) => partOf(channel, [j])?.density);
    return seenWeights(eventsOf(channel, []), components, sizesOf(channel, []), chosen, densities);
  });
  // A component without events that count stands for nothing: in the mixture it would take weight from those that have some.
  const choose = (channel: Channel, is: (side: DecaySide) => boolean) =>
    components.flatMap(({ side }: ComponentPoint, j) => {
      return at(sizesOf(channel, []).events, j) > 0 && is(side) ? [j] : [];
    });
  const route = (channel: Channel, point: MassPoint): Route => {
    const same = sample.produced ? choose(channel, (side) => hasPhaseSpaceOf(point, side)) : [];
    if (same.length > 0) return { ratio: 'exact', chosen: same, uncovered: 0 };
    const alike = choose(channel, (side) => isAlike(point, side)).filter((j) => partOf(channel, [j]));
    if (alike.length === 0) return { ratio: 'none', chosen: alike, uncovered: 1 };
    const parts = alike.flatMap((j) => partOf(channel, [j]) ?? []);
    const density = pointDensity(channel, point);
    const uncovered = uncoveredShare(generator, generatorChannel(channel), density, parts);
    return { ratio: 'seen', chosen: alike, uncovered };
  };
  const scaled = {
    exact: kept((channel, chosen) => scaledWeights(exactOf(channel, chosen))),
    seen: kept((channel, chosen) => scaledWeights(seenOf(channel, chosen))),
  };
  return {
    eventsOf: (channel) => eventsOf(channel, []),
    countOf: (channel) => numbersOf(channel, []).length,
    route,
    weightsPerDensity: (channel, { ratio, chosen }) =>
      scaled[ratio === 'exact' ? 'exact' : 'seen'](channel, chosen),
    at(channel, point) {
      const events = eventsOf(channel, []);
      const { ratio, chosen, uncovered } = route(channel, point);
      if (ratio === 'none') return notAtAll(events, point);
      if (ratio === 'exact') return exactly(events, exactOf(channel, chosen), point);
      return { ...bySeen(events, seenOf(channel, chosen), pointDensity(channel, point)), uncovered };
    },
  };

  function generatorChannel({ name }: Channel): Channel {
    const found = generator.channels.find((channel) => channel.name === name);
    if (!found) throw new RangeError(`the generator has no channel ${name}`);
    return found;
  }
}

/** A component's density in a channel, and its size; undefined where by our generator it has no events there. */
function coveringPart(component: ComponentPoint, channel: Channel, events: number): CoveringPart | undefined {
  const ofComponent = channelOfComponent(component, channel);
  const point = massPointOf(component.setup, component.masses, ofComponent);
  if (!point.open) return undefined;
  const total = generatedTotal(component.setup, ofComponent, point);
  return { density: pointDensity(ofComponent, point), events, total };
}

/** Weights over the median of those that are not 0. */
function scaledWeights(weights: Float64Array): ScaledWeights {
  const positive = weights.filter((w) => w > 0).sort();
  const unit = positive[Math.floor(positive.length / 2)] ?? 1;
  return { weights: Float32Array.from(weights, (w) => w / unit), unit };
}

const known = new WeakMap<PhysicsSetup, Reweighting>();

/** The reweighting of a set-up with a sample, made once. */
export function reweightingOf(setup: PhysicsSetup): Reweighting {
  const { sample } = setup.scan;
  if (!sample) throw new RangeError('a scan without a sample has nothing to reweight');
  const made = known.get(setup) ?? createReweighting(setup, sample);
  known.set(setup, made);
  return made;
}

/** Keeps what is made of a channel and of some components, by both. */
function kept<T>(
  make: (channel: Channel, chosen: readonly number[]) => T,
): (channel: Channel, chosen: readonly number[]) => T {
  const known = new Map<string, { readonly made: T }>();
  return (channel, chosen) => {
    const key = [channel.name, ...chosen].join(' ');
    const found = known.get(key) ?? { made: make(channel, chosen) };
    known.set(key, found);
    return found.made;
  };
}

/** By the ratio of propagators, where the masses are those of components. */
function exactly(events: ChannelEvents, perDensity: Float64Array, point: MassPoint): ReweightedSample {
  const { q2, producedGev, z, seen, flightCm } = events;
  if (!q2 || !producedGev || !z) throw new RangeError('an exact ratio needs the momentum of N');
  const side = propagatorSide(point);
  const unit = densityUnit(side);
  const splittingSq = (point.m - point.mPrime) ** 2;
  const weight = perDensity.map((w, i) => {
    if (w === 0) return 0;
    const gap = Math.max(splittingSq - at(seen, i).massSq, 0);
    return w * unit * propagatorDensity(side.mXSq, side.hi, side.pole, at(q2, i), gap);
  });
  const xCm = flightCm.map((d, i) => (d * point.m) / at(producedGev, i));
  return { ...sampleOf(events, point), weight, z, xCm, uncovered: 0, ratio: 'exact' };
}

/** By the ratio of densities of what is seen. */
function bySeen(
  events: ChannelEvents,
  perDensity: Float64Array,
  density: PointDensity,
): Omit<ReweightedSample, 'uncovered'> {
  const count = perDensity.length;
  const [weight, z, xCm] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  perDensity.forEach((w, i) => {
    if (w === 0) return;
    const found = densityOf(density, at(events.seen, i));
    weight[i] = w * found.density;
    z[i] = found.z;
    xCm[i] = at(events.flightCm, i) * found.inverseGammaBeta;
  });
  return { ...sampleOf(events, density.point), weight, z, xCm, ratio: 'seen' };
}

/** A mass point at which no component decays as N does. */
function notAtAll(events: ChannelEvents, point: MassPoint): ReweightedSample {
  const none = () => new Float64Array(events.weight.length);
  const nothing = { weight: none(), z: none(), xCm: none() };
  return { ...sampleOf(events, point), ...nothing, uncovered: 1, ratio: 'seen' };
}

function sampleOf({ channel, bins, truth, energyGev }: ChannelEvents, point: MassPoint) {
  return { channel, point, bins, truth, energyGev };
}
