/**
 * The mixture that a sample's events are drawn from, event by event, and what an event weighs per unit of density of a mass point: the balance
 * heuristic (docs/physics.md, section 6, "Reweighting"; E. Veach and L. J. Guibas, SIGGRAPH 1995). With w the weight of an event of component
 * k, F_j the density of component j there, and c_j = (sum w)/(sum w^2) of component j, which is n_j/R_j for equal weights,
 *
 *   w' = F_target (w c_k)/(sum_j c_j F_j).
 */
import { at } from '../at.js';
import { decayDensity, decayProbability } from '../physics/laplace.js';
import type { DecaySide } from '../physics/massPoint.js';
import { propagatorDensity, propagatorSide } from '../physics/massRatio.js';
import type { VisibleCells } from '../physics/visible.js';
import { type ChannelPoint, massPointOf } from '../prediction/channelPoints.js';
import type { Channel } from '../prediction/channels.js';
import type { Lifetime } from '../prediction/lifetime.js';
import { type CellDensity, cellDensity } from './cellDensity.js';
import type { ComponentPoint } from './componentPoints.js';
import type { ChannelEvents } from './sampleEvents.js';
import { type TiltBase, tiltAt, tiltBase } from './tilt.js';

/** Relative difference below which masses are those of a component; columns of other programs may be in float32. */
const SAME_MASS = 1e-6;

/** (sum w)/(sum w^2) of each component: events per expected event. 0 for a component without events. */
export function eventsPerExpected(
  sampleWeights: ArrayLike<number>,
  component: Int32Array,
  count: number,
): number[] {
  const sums = new Float64Array(count);
  const squares = new Float64Array(count);
  component.forEach((k, i) => {
    const w = sampleWeights[i] ?? 0;
    sums[k] = (sums[k] ?? 0) + w;
    squares[k] = (squares[k] ?? 0) + w * w;
  });
  return Array.from(sums, (sum, k) => (sum > 0 ? sum / (squares[k] ?? 1) : 0));
}

/** Whether the phase space of events of a component is that of a mass point: the same N, the same daughter, the same kind of decay. */
export function hasPhaseSpaceOf(p: DecaySide, component: DecaySide): boolean {
  const isSame = (a: number, b: number) => Math.abs(a - b) <= SAME_MASS * Math.max(a, b);
  return (
    p.mode === component.mode &&
    p.nature === component.nature &&
    isSame(p.m, component.m) &&
    // A massless daughter is the same as a very light one.
    Math.abs(p.mPrime - component.mPrime) <= SAME_MASS * p.m &&
    (p.mode !== 'onshell' || isSame(p.mX, component.mX))
  );
}

/** Amplitude squared, branching ratio and mixing of an event at z, and its decay: all that couplings do to a weight (`eventWeight`). */
function couplingFactor(channel: Channel, p: DecaySide, lifetime: Lifetime, z: number, xCm: number): number {
  const { at0, slope } = channel.interference(p.mX);
  const amplitude = lifetime.strength + at0 + slope * z;
  const decay = channel.decaysSampled ? decayDensity : decayProbability;
  return amplitude * amplitude * lifetime.branching * lifetime.mixing * decay(xCm, 1 / lifetime.ctauCm);
}

/** The channel of a component's own generator on the same target. */
function ownChannel({ setup }: ComponentPoint, channel: Channel): Channel {
  const found = setup.channels.find(({ name }) => name === channel.name);
  if (!found) throw new RangeError(`a component has no channel ${channel.name}`);
  return found;
}

/**
 * Weights of events per unit of `propagatorDensity` at a mass point with the phase space of these components, shape [events]; 0 for events of
 * others. `rates`: `eventsPerExpected`.
 */
export function exactWeights(
  events: ChannelEvents,
  components: readonly ComponentPoint[],
  rates: readonly number[],
  chosen: readonly number[],
): Float64Array {
  const { q2, producedGev, z, flightCm, pairMassSq } = events;
  const weights = new Float64Array(events.weight.length);
  if (!q2 || !producedGev || !z) return weights;
  const parts = chosen.map((j) => {
    const component = at(components, j);
    const channel = { ...ownChannel(component, events.channel), decaysSampled: events.channel.decaysSampled };
    const factor = at(rates, j) * component.exposure;
    return { component, channel, factor, side: propagatorSide(component.side) };
  });
  const [first] = parts;
  if (!first) return weights;
  const { m, mPrime } = first.component.side;
  const splittingSq = (m - mPrime) ** 2;
  for (let i = 0; i < weights.length; i++) {
    const k = at(events.component, i);
    if (!chosen.includes(k)) continue;
    const gap = Math.max(splittingSq - at(pairMassSq, i), 0);
    const xCm = (at(flightCm, i) * m) / at(producedGev, i);
    let density = 0;
    for (const { component, channel, factor, side } of parts) {
      const couplings = couplingFactor(channel, component.side, component.lifetime, at(z, i), xCm);
      density += factor * couplings * propagatorDensity(side, at(q2, i), gap);
    }
    if (density > 0) weights[i] = (at(events.weight, i) * at(rates, k)) / density;
  }
  return weights;
}

/** The densities of all components in the cells of a channel. */
function componentDensities(
  channel: Channel,
  components: readonly ComponentPoint[],
  cells: VisibleCells,
): CellDensity[] {
  return components.map((component) => {
    const own = ownChannel(component, channel);
    const point = massPointOf(component.setup, component.masses, own);
    return cellDensity(component.setup, own, point, cells);
  });
}

/** The densities of a sample's components in the cells of a channel, and their common base. */
export interface CellMixture {
  readonly densities: readonly CellDensity[];
  readonly base: TiltBase;
}

/** The mixture of all components in the cells of a channel. */
export function cellMixture(
  channel: Channel,
  components: readonly ComponentPoint[],
  rates: readonly number[],
  cells: VisibleCells,
): CellMixture {
  const densities = componentDensities(channel, components, cells);
  const factors = components.map(
    ({ exposure, lifetime }, j) =>
      at(rates, j) * exposure * lifetime.strength ** 2 * lifetime.branching * lifetime.mixing,
  );
  return { densities, base: tiltBase(densities, factors) };
}

/**
 * Weights of events per unit of a mass point's density in their cells, shape [events]. `cellOfEvent`: the cell of each event. The mean of
 * 1/W over estimates W of a density with relative variance r is (1 + r)/W to first order, so that W (1 + r) is divided by.
 */
export function cellWeights(
  events: ChannelEvents,
  components: readonly ComponentPoint[],
  rates: readonly number[],
  { densities, base }: CellMixture,
  cellOfEvent: Int32Array,
): Float64Array {
  const parts = components.map((component, j) => ({
    component,
    channel: { ...ownChannel(component, events.channel), decaysSampled: events.channel.decaysSampled },
    factor: at(rates, j) * component.exposure,
    density: at(densities, j),
  }));
  return events.weight.map((weight, i) => {
    const cell = at(cellOfEvent, i);
    let total = 0;
    for (const { component, channel, factor, density } of parts) {
      const inCell = at(density.weight, cell) * (1 + at(density.relativeVariance, cell));
      if (inCell === 0) continue;
      const tilted = inCell * tiltAt(base, density, cell, events.visible, i);
      const xCm = at(events.flightCm, i) * at(density.inverseGammaBeta, cell);
      const couplings = couplingFactor(channel, component.side, component.lifetime, at(density.z, cell), xCm);
      total += factor * tilted * couplings;
    }
    return total > 0 ? (weight * at(rates, at(events.component, i))) / total : 0;
  });
}

/** Components of a sample with the phase space of a mass point. */
export function likeComponents({ point }: ChannelPoint, components: readonly ComponentPoint[]): number[] {
  return components.flatMap(({ side }, j) => (hasPhaseSpaceOf(point, side) ? [j] : []));
}
