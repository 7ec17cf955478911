/** The path of an N: birthplace, direction and length. cm; the beam is +z. docs/physics.md, section 5. */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { BORN, type Detector, detectorExit, pointInDetector, pointInShell, shellBirth } from './geometry.js';
import { direction } from './kinematics.js';
import { rayTo, turnTo } from './rays.js';
import { type Birth, type Body, upstreamBirth } from './upstream.js';

/** Where N is born and decays: the active volume, a body of matter upstream, and the source of the neutrinos. */
export interface Place {
  readonly detector: Detector;
  /** Where N is born: one of BORN. */
  readonly born: number;
  /** The body in which it is born; used for BORN.upstream only. */
  readonly body: Body;
  /** z of the neutrinos' point source, cm. */
  readonly originZ: number;
}

/**
 * Path of an N at the angle theta to its ray: distance d (cm) of the event's x, weight and direction of flight. For an N born inside, d is the
 * distance to the exit from the volume; otherwise it is the distance to the decay, sampled with coordinate u. `vertex`: three coordinates in
 * (0, 1). The flux at a birthplace is the flux at the detector's centre times (L/D)^2, with L and D their distances from the source.
 */
export function travel(
  vertex: Vec3d,
  u: number,
  oneMinusCos: number,
  azimuth: readonly [number, number],
  { detector, born, body, originZ }: Place,
): Birth {
  if (born === BORN.upstream) {
    return upstreamBirth(u, pointInDetector(vertex, detector), oneMinusCos, azimuth, originZ, body);
  }
  const isShell = born === BORN.shell;
  const r = isShell
    ? pointInShell(vertex, detector.radius, detector.shell)
    : pointInDetector(vertex, detector);
  const [x, y, z, fromSource] = rayTo(r, originZ);
  const flight = turnTo(vec3d.create(x, y, z), direction(oneMinusCos, azimuth));
  const nearness = originZ / fromSource;
  const [distance, weight] = isShell
    ? shellBirth(u, r, flight, detector.radius)
    : [detectorExit(r, flight, detector), 1];
  return { distance, weight: weight * nearness * nearness, flight };
}

/** Birthplace in cm of an N whose path (`travel`) begins or ends at a vertex, given by three coordinates in (0, 1). */
export function birthplace(vertex: Vec3d, { distance, flight }: Birth, { detector, born }: Place): Vec3d {
  if (born === BORN.shell) return pointInShell(vertex, detector.radius, detector.shell);
  const r = pointInDetector(vertex, detector);
  return born === BORN.upstream ? vec3d.addScaled(r, flight, -distance) : r;
}
