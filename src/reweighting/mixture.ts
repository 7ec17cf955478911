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
import type { Channel } from '../prediction/channels.js';
import type { Lifetime } from '../prediction/lifetime.js';
import { type ComponentPoint, channelOfComponent } from './componentPoints.js';
import type { ChannelEvents } from './sampleEvents.js';
import { RESOLVED } from './visibleCells.js';

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
export function couplingFactor(
  channel: Channel,
  p: DecaySide,
  lifetime: Lifetime,
  z: number,
  xCm: number,
): number {
  const { at0, slope } = channel.interference(p.mX);
  const amplitude = lifetime.strength + at0 + slope * z;
  const decay = channel.decaysSampled ? decayDensity : decayProbability;
  return amplitude * amplitude * lifetime.branching * lifetime.mixing * decay(xCm, 1 / lifetime.ctauCm);
}

/**
 * Whether N of a component decays as that of a mass point does. The pair mass of a real mediator is one number, that of a virtual one has a
 * density: neither stands for the other, nor a real mediator for one of another mass.
 */
export function isAlike(point: DecaySide, component: DecaySide): boolean {
  if (point.mode !== component.mode || point.nature !== component.nature) return false;
  return point.mode !== 'onshell' || Math.abs(point.mX - component.mX) <= RESOLVED * point.mX;
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
    const { decaysSampled } = events.channel;
    const channel = { ...channelOfComponent(component, events.channel), decaysSampled };
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
