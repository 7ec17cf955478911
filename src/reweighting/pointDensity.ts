/** A mass point in a channel as a density of seen events. */
import type { MassPoint } from '../physics/massPoint.js';
import { type PropagatorSide, propagatorSide } from '../physics/massRatio.js';
import { type DensityAtEvent, pairDensity, type SeenEvent } from '../physics/pairDensity.js';
import type { Channel } from '../prediction/channels.js';

/** What the density of a mass point is made from. */
export interface PointDensity {
  readonly point: MassPoint;
  readonly side: PropagatorSide;
  readonly formFactor: (qGev: number) => number;
}

/** The density of an open mass point on the target of a channel. */
export function pointDensity(channel: Channel, point: MassPoint): PointDensity {
  return { point, side: propagatorSide(point), formFactor: channel.scatterer.formFactor };
}

/** Its value at an event. */
export function densityOf({ point, side, formFactor }: PointDensity, seen: SeenEvent): DensityAtEvent {
  return pairDensity(seen, point, side, formFactor);
}
