/**
 * The mixture that a sample's events are drawn from, event by event, and what an event weighs per unit of density of a mass point: the balance
 * heuristic (docs/physics.md, section 6, "Reweighting"; E. Veach and L. J. Guibas, SIGGRAPH 1995). With w the weight of an event of component
 * k, F_j the density of component j there, and c_j = (sum w)/(sum w^2) of component j, which is n_j/R_j for equal weights,
 *
 *   w' = F_target (w c_k)/(sum_j c_j F_j).
 */
import { at } from '../at.js';
import { decayProbability } from '../physics/laplace.js';
import type { DecaySide } from '../physics/massPoint.js';
import { densityUnit, propagatorDensity, propagatorSide } from '../physics/massRatio.js';
import type { Channel } from '../prediction/channels.js';
import type { Lifetime } from '../prediction/lifetime.js';
import type { EventSample } from '../samples/eventSample.js';
import { type ComponentPoint, channelOfComponent } from './componentPoints.js';
import { densityOf, type PointDensity } from './pointDensity.js';
import type { ChannelEvents } from './sampleEvents.js';

/** Relative difference below which masses are those of a component; columns of other programs may be in float32. */
const SAME_MASS = 1e-6;

/** The same of a real mediator, whose mass is that of every pair: a detector does not resolve it better. */
const SAME_MEDIATOR = 1e-3;

/** Effective numbers of events of each component, (sum w)^2/(sum w^2), and their weight, sum w; 0 for a component that has none. */
export interface ComponentSizes {
  readonly events: readonly number[];
  readonly weight: readonly number[];
}

/** The sizes of `count` components in a channel. Only events that count there are events of the mixture. */
export function componentSizes(
  { weight, component }: Pick<EventSample, 'weight' | 'component'>,
  count: number,
): ComponentSizes {
  const sums = new Float64Array(count);
  const squares = new Float64Array(count);
  component.forEach((k, i) => {
    const w = at(weight, i);
    sums[k] = (sums[k] ?? 0) + w;
    squares[k] = (squares[k] ?? 0) + w * w;
  });
  return {
    events: Array.from(sums, (sum, k) => (sum > 0 ? sum ** 2 / (squares[k] ?? 1) : 0)),
    weight: [...sums],
  };
}

/** Events per expected event, c_j. */
function rateOf({ events, weight }: ComponentSizes, j: number): number {
  return at(weight, j) > 0 ? at(events, j) / at(weight, j) : 0;
}

/**
 * Whether the phase space of events of a component is that of a mass point, and the leptons' directions in it: the same N, the same daughter, the same
 * kind of decay.
 */
export function hasPhaseSpaceOf(p: DecaySide, component: DecaySide): boolean {
  const isSame = (a: number, b: number) => Math.abs(a - b) <= SAME_MASS * Math.max(a, b);
  return (
    isAlike(p, component) &&
    p.oriented === component.oriented &&
    isSame(p.m, component.m) &&
    // A massless daughter is the same as a very light one.
    Math.abs(p.mPrime - component.mPrime) <= SAME_MASS * p.m &&
    (p.mode !== 'onshell' || isSame(p.mX, component.mX))
  );
}

/**
 * Whether N of a component decays as that of a mass point does. The pair mass of a real mediator is one number, that of a virtual one has a
 * density: neither stands for the other, nor a real mediator for one of another mass.
 */
export function isAlike(point: DecaySide, component: DecaySide): boolean {
  if (point.mode !== component.mode || point.nature !== component.nature) return false;
  return point.mode !== 'onshell' || Math.abs(point.mX - component.mX) <= SAME_MEDIATOR * point.mX;
}

/** Amplitude squared, branching ratio and mixing of an event at z, and its decay: all that couplings do to a weight (`eventWeight`). */
export function couplingFactor(
  channel: Channel,
  p: DecaySide,
  lifetime: Lifetime,
  z: number,
  xCm: number,
): number {
  const { at0, slope } = channel.interference(p.mX);
  const amplitude = lifetime.strength + at0 + slope * z;
  const decays = decayProbability(xCm, 1 / lifetime.ctauCm);
  return amplitude * amplitude * lifetime.branching * lifetime.mixing * decays;
}

/**
 * Weights of events per unit of `propagatorDensity` at a mass point with the phase space of the components `chosen`, shape [events]; 0 for
 * events of others.
 */
export function exactWeights(
  events: ChannelEvents,
  components: readonly ComponentPoint[],
  sizes: ComponentSizes,
  chosen: readonly number[],
): Float64Array {
  const { q2, producedGev, z, flightCm, seen } = events;
  if (!q2 || !producedGev || !z) throw new RangeError('an exact ratio needs the momentum of N');
  const parts = chosen.map((j) => {
    const component = at(components, j);
    const channel = channelOfComponent(component, events.channel);
    return {
      component,
      channel,
      factor: rateOf(sizes, j) * component.exposure * densityUnit(propagatorSide(component.side)),
      side: propagatorSide(component.side),
    };
  });
  const { m, mPrime } = at(parts, 0).component.side;
  const splittingSq = (m - mPrime) ** 2;
  return weightsOf(events, sizes, chosen, (i) => {
    const gap = Math.max(splittingSq - at(seen, i).massSq, 0);
    const xCm = (at(flightCm, i) * m) / at(producedGev, i);
    return parts.reduce((density, { component, channel, factor, side }) => {
      const couplings = couplingFactor(channel, component.side, component.lifetime, at(z, i), xCm);
      return density + factor * couplings * propagatorDensity(side.mXSq, side.hi, side.pole, at(q2, i), gap);
    }, 0);
  });
}

/** Weights of events per unit of `pairDensity` of a mass point, shape [events]; `densities`: those of the components `chosen`. */
export function seenWeights(
  events: ChannelEvents,
  components: readonly ComponentPoint[],
  sizes: ComponentSizes,
  chosen: readonly number[],
  densities: readonly (PointDensity | undefined)[],
): Float64Array {
  const parts = chosen.flatMap((j, k) => {
    const component = at(components, j);
    const density = densities[k];
    const channel = channelOfComponent(component, events.channel);
    return density ? [{ component, channel, factor: rateOf(sizes, j) * component.exposure, density }] : [];
  });
  return weightsOf(events, sizes, chosen, (i) =>
    parts.reduce((total, { component, channel, factor, density }) => {
      const found = densityOf(density, at(events.seen, i));
      if (found.density === 0) return total;
      const xCm = at(events.flightCm, i) * found.inverseGammaBeta;
      const couplings = couplingFactor(channel, component.side, component.lifetime, found.z, xCm);
      return total + factor * couplings * found.density;
    }, 0),
  );
}

function weightsOf(
  { component, weight }: ChannelEvents,
  sizes: ComponentSizes,
  chosen: readonly number[],
  densityAt: (i: number) => number,
): Float64Array {
  return weight.map((w, i) => {
    const k = at(component, i);
    if (!chosen.includes(k)) return 0;
    const density = densityAt(i);
    return density > 0 ? (w * rateOf(sizes, k)) / density : 0;
  });
}
