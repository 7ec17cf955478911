/** The events of a point: all that were generated with their weights, or some of them with equal ones. */
import { at } from '../at.js';
import { type PreparedPoint, preparePoint } from '../detail/point.js';
import { ConfigError } from '../errors.js';
import { type Births, birthsOf } from '../generator/births.js';
import { decayFactor, type EventWeights, eventWeight, weighEvents } from '../generator/sample.js';
import type { ParameterPoint } from '../model/point.js';
import type { ChannelPoint } from '../prediction/channelPoints.js';
import { EVENT_LIMITS, type ExperimentScan } from '../resolved/scan.js';
import { type ParticleEvent, particleEvents } from './particleEvents.js';
import { hashedUniform, shuffle } from './randomNumbers.js';

/** Which events are wanted. */
export interface EventRequest {
  /** Events generated in each channel; by default those of the scan, raised where unweighted events need more. */
  readonly events?: number | undefined;
  /** Number of events of equal weight; by default all that were generated, with their weights. */
  readonly unweighted?: number | undefined;
}

/** An event with the number of events that it stands for. */
export interface WeightedEvent extends ParticleEvent {
  readonly weight: number;
}

/** A channel of the point. */
export interface EventChannel extends Births {
  readonly at: ChannelPoint;
  /** Expected decays to a pair in the active volume, of the beam's protons on target, before efficiency. */
  readonly decays: number;
}

/** The events of a point, ready to be written. */
export interface PointEvents {
  readonly prepared: PreparedPoint;
  readonly point: ParameterPoint;
  readonly channels: readonly EventChannel[];
  /** Expected decays of all channels: the sum of the weights. */
  readonly rate: number;
  /** Monte Carlo error of the rate, sqrt(sum w^2) of all that were generated, and their effective number. */
  readonly error: number;
  readonly nEff: number;
  /** Events generated in each channel. */
  readonly generated: number;
  /** Number of events that are written. */
  readonly count: number;
  readonly unweighted: number | undefined;
  /** Unweighted events that are there before already, because their weights are larger than that of an unweighted one. */
  readonly repeated: number;
  /** The events, some thousands at a time; each call begins anew. */
  readonly blocks: () => Generator<readonly WeightedEvent[]>;
}

/** Most events of all channels together that unweighted events raise the scan's to. */
const MOST_EVENTS = 2 ** 22;

/** Most unweighted events: they are shuffled in memory. */
export const MOST_UNWEIGHTED = 10_000_000;

/** Prepares the events of a point in one experiment. ConfigError where there are none, and for a number that is not possible. */
export function pointEvents(scan: ExperimentScan, point: ParameterPoint, request: EventRequest): PointEvents {
  const { unweighted } = request;
  checkNumber('events', request.events, EVENT_LIMITS.max);
  checkNumber('unweighted', unweighted, MOST_UNWEIGHTED);
  const first = weighPoint(scan, point, request.events ?? scan.eventsPerMassPoint);
  const more =
    request.events === undefined && unweighted !== undefined ? raised(first, unweighted) : undefined;
  const weighed = more === undefined ? first : weighPoint(scan, point, more);
  const { prepared, channels, weights, rate, generated } = weighed;
  const squares = weights.reduce((sum, of) => sum + of.reduce((all, w) => all + w * w, 0), 0);
  const { places, repeated } =
    unweighted === undefined ? allPlaces(weights) : drawPlaces(weighed, unweighted);
  const weightAt = (c: number, i: number) =>
    unweighted === undefined ? at(at(weights, c), i) : rate / unweighted;
  return {
    prepared,
    point,
    channels,
    rate,
    error: Math.sqrt(squares),
    nEff: (rate * rate) / squares,
    generated,
    count: places.length,
    unweighted,
    repeated,
    blocks: () => blocksOf(weighed, places, weightAt),
  };
}

function checkNumber(name: string, value: number | undefined, most: number): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= most))
    throw new ConfigError(`${name}: ${value} is not a whole number from 1 to ${most}; correct it`);
}

/** Weights of a point's events in its open channels. */
interface WeighedPoint {
  readonly prepared: PreparedPoint;
  readonly channels: readonly EventChannel[];
  /** Of each channel, shape [events]; with the probability or the density of the decay. */
  readonly weights: readonly Float64Array[];
  readonly rate: number;
  readonly generated: number;
}

function weighPoint(scan: ExperimentScan, point: ParameterPoint, events: number): WeighedPoint {
  const prepared = preparePoint({ ...scan, eventsPerMassPoint: events }, point);
  const { setup, points, lifetime } = prepared;
  const open = points.filter(({ point: { open: isOpen } }) => isOpen);
  const found = open.map((channelPoint) => {
    const sample = weighEvents(setup, channelPoint.channel, channelPoint.point);
    const weight = weightsOf(sample, prepared);
    const decays = weight.reduce((sum, w) => sum + w, 0);
    return { channel: { ...birthsOf(setup, sample, lifetime), at: channelPoint, decays }, weight };
  });
  const rate = found.reduce((sum, { channel }) => sum + channel.decays, 0);
  if (!(rate > 0))
    throw new ConfigError(
      'no events: N is not produced, does not decay to a pair, or does so nowhere in the active volume; choose other parameters',
    );
  return {
    prepared,
    channels: found.map(({ channel }) => channel),
    weights: found.map(({ weight }) => weight),
    rate,
    generated: events,
  };
}

function weightsOf(sample: EventWeights, { lifetime }: PreparedPoint): Float64Array {
  return sample.weight.map(
    (_, i) => eventWeight(sample, i, lifetime) * decayFactor(sample, i, lifetime.ctauCm),
  );
}

/** Events with which no unweighted one would be taken twice, judged by the largest weight; undefined where there are enough. */
function raised({ weights, rate, generated }: WeighedPoint, unweighted: number): number | undefined {
  const largest = weights.reduce((most, of) => of.reduce((a, w) => Math.max(a, w), most), 0);
  // The largest weight of more events is larger.
  const needed = (2 * unweighted * largest * generated) / rate;
  const cap = Math.min(EVENT_LIMITS.max, 2 ** Math.floor(Math.log2(MOST_EVENTS / weights.length)));
  if ((unweighted * largest) / rate <= 1 || generated >= cap) return undefined;
  return Math.min(2 ** Math.ceil(Math.log2(needed)), cap);
}

/** Events that are written: each place is the number of its channel times the events of a channel, plus its own number. */
interface Places {
  readonly places: Float64Array;
  /** Places that are there before already. */
  readonly repeated: number;
}

/** All events that have a weight. */
function allPlaces(weights: readonly Float64Array[]): Places {
  const count = weights.reduce((sum, of) => sum + of.reduce((n, w) => n + (w > 0 ? 1 : 0), 0), 0);
  const places = new Float64Array(count);
  let found = 0;
  for (const [c, of] of weights.entries())
    for (let i = 0; i < of.length; i++) if (at(of, i) > 0) places[found++] = c * of.length + i;
  return { places, repeated: 0 };
}

/**
 * Draws `count` events with probabilities as the weights: at equal steps of the running sum of weights from a random start (systematic resampling),
 * so that an event comes as often as its weight says, to within one. In a random order, because the channels stand one after the other.
 */
function drawPlaces({ weights, rate, prepared }: WeighedPoint, count: number): Places {
  const { seed } = prepared.setup.scan;
  const places = new Float64Array(count);
  const start = hashedUniform(seed, DRAW, 0);
  let [sum, drawn, repeated, last] = [0, 0, 0, 0];
  for (const [c, of] of weights.entries()) {
    for (let i = 0; i < of.length; i++) {
      const w = at(of, i);
      if (!(w > 0)) continue;
      sum += w;
      last = c * of.length + i;
      const before = drawn;
      for (; drawn < count && ((drawn + start) * rate) / count < sum; drawn++) places[drawn] = last;
      repeated += Math.max(drawn - before - 1, 0);
    }
  }
  // Where the running sum ends below the rate, by rounding.
  places.fill(last, drawn);
  shuffle(places, seed);
  return { places, repeated };
}

const DRAW = 0xd4a3;

/** Events of a block: what is held in memory at a time. */
const BLOCK = 8192;

function* blocksOf(
  { prepared, channels, generated }: WeighedPoint,
  places: Float64Array,
  weightAt: (channel: number, i: number) => number,
): Generator<readonly WeightedEvent[]> {
  const { setup, lifetime } = prepared;
  const eventsOf = channels.map(({ at: channelPoint }) =>
    particleEvents(setup, channelPoint, lifetime.ctauCm),
  );
  for (let from = 0; from < places.length; from += BLOCK) {
    const block: WeightedEvent[] = [];
    for (const place of places.subarray(from, from + BLOCK)) {
      const [c, i] = [Math.floor(place / generated), place % generated];
      const event = at(eventsOf, c)(i);
      if (event === undefined) throw new RangeError('an event with a weight has particles');
      block.push({ ...event, weight: weightAt(c, i) });
    }
    yield block;
  }
}
