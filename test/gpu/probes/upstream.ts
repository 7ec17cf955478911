/** Inputs of the matter upstream: cylinders and cones as experiments have them. cm. */
import type { Upstream } from '../../../src/physics/geometry.js';
import type { Draw } from '../draws.js';
import { type Probe, probeOf } from './probe.js';

/** Half widths of an active volume. */
export const HALF = [128.175, 116.5, 518.4] as const;

/** The shader's Upstream, by field: the same fields as the twin's. */
export type UpstreamRow = Upstream;

/** Scalars of an Upstream: cylinders, and cones as narrow at their far end as DarkNews'. */
export function drawUpstream(d: Draw): number[] {
  const nearZ = -d.uniform(530, 1500);
  const length = d.log(1e3, 4e4);
  const radius = d.log(200, 2000);
  const taper = d.pick(0, (radius * d.uniform(0.1, 0.9)) / length);
  return [nearZ, length, radius, taper, nearZ - length - d.log(1e2, 1e4)];
}

/** The twin's Upstream. */
export function upstreamFrom(row: UpstreamRow): Upstream {
  return row;
}

/** A point of the active volume and a flight: any, or forward as most N fly. */
function drawFlight(d: Draw): number[] {
  const r = HALF.map((h) => h * (2 * d.cube() - 1));
  const tilt = d.log(1e-3, 1.5);
  const azimuth = 2 * Math.PI * d.unit();
  const sine = Math.sin(tilt);
  const forward = [sine * Math.cos(azimuth), sine * Math.sin(azimuth), Math.cos(tilt)];
  return [...r, ...d.pick(forward, forward, d.direction())];
}

export const upstreamProbes: readonly Probe[] = [
  probeOf('upstreamPath', (d) => [...drawFlight(d), ...drawUpstream(d)]),
  probeOf('upstreamBirth', (d) => [d.cube(), ...drawFlight(d), ...drawUpstream(d)]),
];
