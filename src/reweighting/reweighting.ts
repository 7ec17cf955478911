/** A sample of someone else's events as a source of events: reweighted to any mass point, and how far it can be trusted there. */
import { at } from '../at.js';
import type { Sample } from '../generator/sample.js';
import type { DecaySide, MassPoint } from '../physics/massPoint.js';
import { propagatorDensity, propagatorSide } from '../physics/massRatio.js';
import type { Channel } from '../prediction/channels.js';
import { type PhysicsSetup, setUpPhysics } from '../prediction/physicsSetup.js';
import type { EventSample } from '../samples/eventSample.js';
import { type CellDensity, cellDensity } from './cellDensity.js';
import { type CellMixture, cellMixture } from './cellMixture.js';
import { type ComponentPoint, componentPoint, withoutSample } from './componentPoints.js';
import { eventsPerExpected, exactWeights, hasPhaseSpaceOf, isAlike } from './mixture.js';
import { type ChannelEvents, channelEvents, eventsOfChannel } from './sampleEvents.js';
import { tiltsOf } from './tilt.js';

/** Events of a sample at a mass point in a channel. */
export interface ReweightedSample extends Sample {
  /** Share of the mass point's events where the sample has none, 0 to 1, before decays and efficiency. */
  readonly uncovered: number;
  /** How densities are compared: event by event, or cell by cell of the visible quantities. */
  readonly ratio: 'exact' | 'cells';
}

/** Reweights a sample to mass points. */
export interface Reweighting {
  at(channel: Channel, point: MassPoint): ReweightedSample;
}

/** Prepares a sample for the mass points of a scan's experiment. What several mass points share is made once. */
export function createReweighting(setup: PhysicsSetup, sample: EventSample): Reweighting {
  const generator = setUpPhysics(withoutSample(setup.scan));
  const components = sample.components.map((component) => componentPoint(setup.scan, component));
  const rates = eventsPerExpected(sample.weight, sample.component, components.length);
  const eventsOf = kept((channel: Channel) =>
    channelEvents(setup, sample, channel, eventsOfChannel(sample, channel, setup)),
  );
  const exactOf = kept((channel: Channel, chosen: readonly number[]) =>
    exactWeights(eventsOf(channel, chosen), components, rates, chosen),
  );
  const mixtureOf = kept((channel: Channel, chosen: readonly number[]) =>
    cellMixture(eventsOf(channel, chosen), components, rates, chosen, setup.scan.eventsPerMassPoint),
  );
  const choose = (is: (side: DecaySide) => boolean) =>
    components.flatMap(({ side }: ComponentPoint, j) => (is(side) ? [j] : []));
  return {
    at(channel, point) {
      const events = eventsOf(channel, []);
      const same = events.q2 ? choose((side) => hasPhaseSpaceOf(point, side)) : [];
      if (same.length > 0) return exactly(events, exactOf(channel, same), point);
      const alike = choose((side) => isAlike(point, side));
      const mixture = alike.length > 0 ? mixtureOf(channel, alike) : undefined;
      if (!mixture) return notAtAll(events, point);
      const own = generator.channels.find(({ name }) => name === channel.name);
      if (!own) throw new RangeError(`the generator has no channel ${channel.name}`);
      return byCells(events, mixture, cellDensity(generator, own, point, mixture.cells), point);
    },
  };
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

/** Event by event, where the masses are those of components. */
function exactly(events: ChannelEvents, perDensity: Float64Array, point: MassPoint): ReweightedSample {
  const { q2, producedGev, z, pairMassSq, flightCm } = events;
  if (!q2 || !producedGev || !z) throw new RangeError('an exact ratio needs the momentum of N');
  const side = propagatorSide(point);
  const splittingSq = (point.m - point.mPrime) ** 2;
  const weight = perDensity.map((w, i) =>
    w > 0 ? w * propagatorDensity(side, at(q2, i), Math.max(splittingSq - at(pairMassSq, i), 0)) : 0,
  );
  const xCm = flightCm.map((d, i) => (d * point.m) / at(producedGev, i));
  return { ...sampleOf(events, point), weight, z, xCm, uncovered: 0, ratio: 'exact' };
}

/** Cell by cell of the visible quantities, of the components that decay as N of the mass point does. */
function byCells(
  events: ChannelEvents,
  { base, events: inCells, weights, sizes }: CellMixture,
  target: CellDensity,
  point: MassPoint,
): ReweightedSample {
  const { cellOfEvent } = inCells;
  const tilts = tiltsOf(base, target, inCells);
  const inCell = (values: Float64Array) => Float64Array.from(cellOfEvent, (cell) => at(values, cell));
  return {
    ...sampleOf(events, point),
    ratio: 'cells',
    weight: weights.map((w, i) => w * at(target.weight, at(cellOfEvent, i)) * at(tilts, i)),
    z: inCell(target.z),
    xCm: inCell(target.inverseGammaBeta).map((ratio, i) => ratio * at(events.flightCm, i)),
    varianceFactor: varianceFactors(cellOfEvent, sizes, target),
    uncovered: uncoveredShare(sizes, target),
  };
}

/** A mass point at which no component decays as N does, or of which the sample has too few events. */
function notAtAll(events: ChannelEvents, point: MassPoint): ReweightedSample {
  const none = () => new Float64Array(events.weight.length);
  const nothing = { weight: none(), z: none(), xCm: none() };
  return { ...sampleOf(events, point), ...nothing, uncovered: 1, ratio: 'cells' };
}

function sampleOf({ channel, bins, truth }: ChannelEvents, point: MassPoint) {
  return { channel, point, bins, truth };
}

/**
 * The density of a cell is a sum over generated events, whose error is common to the sample's events in it: n of equal weight w have the
 * variance n w^2 from their own number and (n w)^2 r from a relative variance r of the density. Together that is n w^2 (1 + n r), if all n
 * fall into one bin; less if they do not.
 */
function varianceFactors(cellOfEvent: Int32Array, sizes: Float64Array, target: CellDensity): Float64Array {
  return Float64Array.from(cellOfEvent, (cell) => 1 + at(sizes, cell) * at(target.relativeVariance, cell));
}

/** Share of a mass point's events outside of all boxes, and in cells of which no component has events of the generator. */
function uncoveredShare(sizes: Float64Array, target: CellDensity): number {
  if (!(target.total > 0)) return 0;
  let missing = target.uncovered;
  target.weight.forEach((w, cell) => {
    if (at(sizes, cell) === 0) missing += w;
  });
  return missing / target.total;
}
