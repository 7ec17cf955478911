/** Host-side interface of a kind of body upstream, besides the functions of the kernel. cm; the beam is +z. */
import type { VolumeOfRays } from './rayVolume.js';
import type { Body } from './upstream.js';

/** Extent of a decay volume from its centre, cm: upstream, across the beam, in the horizontal plane, and upwards. */
export interface Extent {
  readonly front: number;
  readonly across: number;
  readonly level: number;
  readonly height: number;
}

/** Distances that bound the weight of births in a body for decays in a volume, cm. */
export interface Reach {
  /** Smallest distance of a decay from the source. */
  readonly fromSource: number;
  /** Largest distance from a birth to a decay. */
  readonly farthest: number;
  /** Smallest distance of a birth from the source along the axis, and largest distance from the axis. */
  readonly deepest: number;
  readonly widest: number;
}

/** A kind of body. */
export interface BodyKind {
  /** Shortest and longest distance between a birth in the body and its decay in a volume. */
  readonly ways: (body: Body, extent: Extent) => [number, number];
  readonly reach: (body: Body, extent: Extent, originZ: number) => Reach;
  /** Integral of (L/D)^2 over the body, cm3: see `bodyFlux`. */
  readonly evenFlux: (body: Body, originZ: number) => number;
  /** The body in terms of rays from the source. */
  readonly rays: (body: Body, originZ: number) => VolumeOfRays;
}
