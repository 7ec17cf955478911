/** The mixture of a sample's components in cells of the visible quantities, for mass points with other masses than theirs. */
import { at } from '../at.js';
import { cellOf, type VisibleCells } from '../physics/visible.js';
import { massPointOf } from '../prediction/channelPoints.js';
import { type CellDensity, cellDensity } from './cellDensity.js';
import { type ComponentPoint, channelOfComponent } from './componentPoints.js';
import { couplingFactor } from './mixture.js';
import type { ChannelEvents } from './sampleEvents.js';
import { type EventsInCells, type TiltBase, tiltBase, tiltsOf } from './tilt.js';
import { buildCells } from './visibleCells.js';

/** Cells of some components, with what their events weigh in them. */
export interface CellMixture {
  readonly cells: VisibleCells;
  /** Means and variances to which densities are compared within a cell. */
  readonly base: TiltBase;
  /** The events in the cells; those of other components have no measure. */
  readonly events: EventsInCells;
  /** Weights of events per unit of a mass point's density in their cells, shape [events]. */
  readonly weights: Float64Array;
  /** Effective number of the sample's events in each cell. */
  readonly sizes: Float64Array;
}

/** Events of a sample that a cell has, and events of the generator that it has for each mass point, on average and at least. */
const EVENTS_PER_CELL = { sample: 64, generated: 256 } as const;

/** Most levels of the tree of cells: with more, neither is a detector's response resolved better, nor does a tile of mass points fit. */
const MOST_LEVELS = 10;

/**
 * The mixture of the components `chosen` in a channel; undefined where they have too few events. `rates`: `eventsPerExpected`; `generated`: events
 * of a mass point's density.
 */
export function cellMixture(
  events: ChannelEvents,
  components: readonly ComponentPoint[],
  rates: readonly number[],
  chosen: readonly number[],
  generated: number,
): CellMixture | undefined {
  const isChosen = Uint8Array.from(components, (_, j) => Number(chosen.includes(j)));
  const numbers = Uint32Array.from(events.component.keys()).filter(
    (i) => isChosen[at(events.component, i)] === 1 && at(events.bornInside, i) === 1,
  );
  const most = Math.min(numbers.length / EVENTS_PER_CELL.sample, generated / EVENTS_PER_CELL.generated);
  if (most < 1) return undefined;
  const values = events.visible.map((of) => Float64Array.from(numbers, (i) => at(of, i)));
  const cells = buildCells(values, Math.min(Math.floor(Math.log2(most)), MOST_LEVELS));
  const cellOfEvent = new Int32Array(events.component.length);
  for (const i of numbers) cellOfEvent[i] = cellOfSample(cells, events, i);
  const parts = chosen.map((j) => partOf(events, at(components, j), at(rates, j), cells));
  const base = tiltBase(
    parts.map(({ density }) => density),
    parts.map(({ component: { lifetime }, factor }) => {
      return factor * lifetime.strength ** 2 * lifetime.branching * lifetime.mixing;
    }),
  );
  const measure = new Float64Array(events.component.length);
  for (const i of numbers) measure[i] = at(events.weight, i) * at(rates, at(events.component, i));
  const inCells = { visible: events.visible, cellOfEvent, measure };
  const mixture = densityOf(events, parts, base, inCells);
  const weights = measure.map((w, i) => (w > 0 && at(mixture, i) > 0 ? w / at(mixture, i) : 0));
  return { cells, base, events: inCells, weights, sizes: sizesOf(cellOfEvent, weights, 2 ** cells.depth) };
}

/** A component in the cells. */
interface Part {
  readonly component: ComponentPoint;
  readonly channel: ChannelEvents['channel'];
  /** Events per expected event, times its exposure. */
  readonly factor: number;
  readonly density: CellDensity;
}

function partOf(events: ChannelEvents, component: ComponentPoint, rate: number, cells: VisibleCells): Part {
  const channel = channelOfComponent(component, events.channel);
  const point = massPointOf(component.setup, component.masses, channel);
  const density = cellDensity(component.setup, channel, point, cells);
  const { decaysSampled } = events.channel;
  return { component, channel: { ...channel, decaysSampled }, factor: rate * component.exposure, density };
}

/**
 * Density of the mixture at each event, shape [events]. It is divided by: the mean of 1/W over estimates W of a density with relative variance r
 * is (1 + r)/W to first order, so that W (1 + r) stands for W.
 */
function densityOf(
  { flightCm }: ChannelEvents,
  parts: readonly Part[],
  base: TiltBase,
  events: EventsInCells,
): Float64Array {
  const total = new Float64Array(flightCm.length);
  for (const { component, channel, factor, density } of parts) {
    const { side, lifetime } = component;
    tiltsOf(base, density, events).forEach((tilt, i) => {
      const cell = at(events.cellOfEvent, i);
      const inCell = at(density.weight, cell) * (1 + at(density.relativeVariance, cell));
      if (tilt === 0 || inCell === 0) return;
      const xCm = at(flightCm, i) * at(density.inverseGammaBeta, cell);
      const couplings = couplingFactor(channel, side, lifetime, at(density.z, cell), xCm);
      total[i] = (total[i] ?? 0) + factor * inCell * tilt * couplings;
    });
  }
  return total;
}

/** The cell of an event of the sample itself, which is in its box but for rounding. */
function cellOfSample(cells: VisibleCells, { visible }: ChannelEvents, i: number): number {
  const cell = cellOf(
    cells,
    visible.map((values) => at(values, i)),
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
