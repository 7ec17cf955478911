/** A sample of someone else's events as a source of events: reweighted to any mass point, and how far it can be trusted there. */
import { at } from '../at.js';
import type { Sample } from '../generator/sample.js';
import type { MassPoint } from '../physics/massPoint.js';
import { propagatorDensity, propagatorSide } from '../physics/massRatio.js';
import { cellOf, type VisibleCells } from '../physics/visible.js';
import type { Channel } from '../prediction/channels.js';
import { type PhysicsSetup, setUpPhysics } from '../prediction/physicsSetup.js';
import type { EventSample } from '../samples/eventSample.js';
import { type CellDensity, cellDensity } from './cellDensity.js';
import { componentPoint, withoutSample } from './componentPoints.js';
import {
  type CellMixture,
  cellMixture,
  cellWeights,
  eventsPerExpected,
  exactWeights,
  likeComponents,
} from './mixture.js';
import { type ChannelEvents, channelEvents, eventsOfChannel } from './sampleEvents.js';
import { tiltAt } from './tilt.js';
import { buildCells } from './visibleCells.js';

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

/** Events of a sample that a cell has at least, and events of the generator that it has for each mass point on average. */
const EVENTS_PER_CELL = { sample: 64, generated: 256 } as const;

/** What is prepared of a channel. */
interface PreparedChannel {
  readonly events: ChannelEvents;
  /** The generator's channel on the same target. */
  readonly generated: Channel;
  readonly cells: VisibleCells | undefined;
  readonly mixture: CellMixture | undefined;
  readonly cellOfEvent: Int32Array;
  readonly cellWeights: Float64Array;
  /** Effective number of the sample's events in each cell. */
  readonly sizes: Float64Array;
  /** Weights of `exactWeights` by the components that they are for. */
  readonly exact: Map<string, Float64Array>;
}

/** Prepares a sample for the mass points of a scan's experiment. */
export function createReweighting(setup: PhysicsSetup, sample: EventSample): Reweighting {
  const { scan } = setup;
  const generator = setUpPhysics(withoutSample(scan));
  const components = sample.components.map((component) => componentPoint(scan, component));
  const rates = eventsPerExpected(sample.weight, sample.component, components.length);
  const prepared = new Map<string, PreparedChannel>();
  return { at: (channel, point) => reweight(preparedOf(channel), point) };

  function preparedOf(channel: Channel): PreparedChannel {
    const known = prepared.get(channel.name);
    if (known) return known;
    const made = prepare(channel);
    prepared.set(channel.name, made);
    return made;
  }

  function prepare(channel: Channel): PreparedChannel {
    const chosen = eventsOfChannel(sample, channel, setup.detector, setup.channels);
    const events = channelEvents(setup, sample, channel, chosen);
    const generated = generator.channels.find(({ name }) => name === channel.name);
    if (!generated) throw new RangeError(`the generator has no channel ${channel.name}`);
    const cells = cellsOf(events);
    const cellOfEvent = Int32Array.from(chosen, (_, k) => (cells ? cellOfSample(cells, events, k) : 0));
    const mixture = cells && cellMixture(channel, components, rates, cells);
    const weights = mixture
      ? cellWeights(events, components, rates, mixture, cellOfEvent)
      : new Float64Array(chosen.length);
    const sizes = sizesOf(cellOfEvent, weights, cells ? 2 ** cells.depth : 0);
    return { events, generated, cells, mixture, cellOfEvent, cellWeights: weights, sizes, exact: new Map() };
  }

  /** Cells that both the sample and the generator fill; none where the sample has too few events. */
  function cellsOf({ visible, weight }: ChannelEvents): VisibleCells | undefined {
    const most = Math.min(
      weight.length / EVENTS_PER_CELL.sample,
      scan.eventsPerMassPoint / EVENTS_PER_CELL.generated,
    );
    return most >= 1 ? buildCells(visible, Math.floor(Math.log2(most))) : undefined;
  }

  function reweight(channel: PreparedChannel, point: MassPoint): ReweightedSample {
    const like = channel.events.q2
      ? likeComponents({ channel: channel.events.channel, point }, components)
      : [];
    return like.length > 0 ? exactly(channel, point, like) : byCells(channel, point);
  }

  function exactly(of: PreparedChannel, point: MassPoint, like: readonly number[]): ReweightedSample {
    const { events } = of;
    const { q2 = NONE, producedGev = NONE, z = NONE, pairMassSq, flightCm } = events;
    const key = like.join(' ');
    const perDensity = of.exact.get(key) ?? exactWeights(events, components, rates, like);
    of.exact.set(key, perDensity);
    const side = propagatorSide(point);
    const splittingSq = (point.m - point.mPrime) ** 2;
    const weight = perDensity.map((w, i) =>
      w > 0 ? w * propagatorDensity(side, at(q2, i), Math.max(splittingSq - at(pairMassSq, i), 0)) : 0,
    );
    const xCm = flightCm.map((d, i) => (d * point.m) / at(producedGev, i));
    return { ...sampleOf(events, point), weight, z, xCm, uncovered: 0, ratio: 'exact' };
  }

  function byCells(of: PreparedChannel, point: MassPoint): ReweightedSample {
    const { events, cells, mixture, cellOfEvent, generated } = of;
    const shared = { ...sampleOf(events, point), ratio: 'cells' } as const;
    const none = () => new Float64Array(events.weight.length);
    if (!cells || !mixture) return { ...shared, weight: none(), z: none(), xCm: none(), uncovered: 1 };
    const target = cellDensity(generator, generated, point, cells);
    const inCell = (values: Float64Array) => Float64Array.from(cellOfEvent, (cell) => at(values, cell));
    return {
      ...shared,
      weight: of.cellWeights.map((w, i) => {
        const cell = at(cellOfEvent, i);
        return w * at(target.weight, cell) * tiltAt(mixture.base, target, cell, events.visible, i);
      }),
      z: inCell(target.z),
      xCm: inCell(target.inverseGammaBeta).map((ratio, i) => ratio * at(events.flightCm, i)),
      varianceFactor: varianceFactors(of, target),
      uncovered: uncoveredShare(of, target),
    };
  }
}

const NONE = new Float64Array();

function sampleOf({ channel, bins, truth }: ChannelEvents, point: MassPoint) {
  return { channel, point, bins, truth };
}

/** The cell of an event of the sample itself, which is in its box but for rounding. */
function cellOfSample(cells: VisibleCells, { visible }: ChannelEvents, k: number): number {
  const cell = cellOf(
    cells,
    visible.map((values) => at(values, k)),
  );
  return cell < 0 ? -1 - cell : cell;
}

/** Effective numbers of events by cell, (sum w)^2/(sum w^2). */
function sizesOf(cellOfEvent: Int32Array, weights: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  const squares = new Float64Array(count);
  weights.forEach((w, i) => {
    const cell = at(cellOfEvent, i);
    sums[cell] = (sums[cell] ?? 0) + w;
    squares[cell] = (squares[cell] ?? 0) + w * w;
  });
  return sums.map((sum, cell) => (sum > 0 ? sum ** 2 / at(squares, cell) : 0));
}

/**
 * The density of a cell is a sum over generated events, whose error is common to the sample's events in it: n of equal weight w have the
 * variance n w^2 from their own number and (n w)^2 r from a relative variance r of the density. Together that is n w^2 (1 + n r), if all n
 * fall into one bin; less if they do not.
 */
function varianceFactors({ cellOfEvent, sizes }: PreparedChannel, target: CellDensity): Float64Array {
  return Float64Array.from(cellOfEvent, (cell) => 1 + at(sizes, cell) * at(target.relativeVariance, cell));
}

/** Share of a mass point's events outside of all boxes, and in cells of which no component has events of the generator. */
function uncoveredShare({ sizes }: PreparedChannel, target: CellDensity): number {
  if (!(target.total > 0)) return 0;
  let missing = target.uncovered;
  target.weight.forEach((w, cell) => {
    if (at(sizes, cell) === 0) missing += w;
  });
  return missing / target.total;
}
