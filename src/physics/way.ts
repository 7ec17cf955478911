/** The way of an N: where it begins, which way it goes and how far. cm; the beam is +z. MODEL section 5. */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { BORN, type Detector, detectorExit, pointInDetector, pointInShell, shellBirth } from './geometry.js';
import { direction } from './kinematics.js';
import { rayTo, turnTo } from './rays.js';
import { type Birth, type Body, upstreamBirth } from './upstream.js';

/** What N's way begins or ends in: the active volume, a body of matter upstream, and the source of its neutrinos. */
export interface Place {
  readonly detector: Detector;
  /** Where N is born: one of BORN. */
  readonly born: number;
  /** The body that it is born in; looked at for BORN.upstream only. */
  readonly body: Body;
  /** z of the point that neutrinos come from, cm. */
  readonly originZ: number;
}

/**
 * Way of an N at the angle theta to its ray: the distance d of the event's x in cm, its weight and its flight. For one that is born inside the
 * distance is the way out of the volume, else the way to its decay, drawn with coordinate u. `vertex` are three coordinates in (0, 1).
 * The flux at a birthplace is that of the detector's centre times (L/D)^2, L and D the distances from the source.
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

/** Place in cm where an N is born whose way (`travel`) ends or begins at a vertex, given by its three coordinates in (0, 1). */
export function birthplace(vertex: Vec3d, { distance, flight }: Birth, { detector, born }: Place): Vec3d {
  if (born === BORN.shell) return pointInShell(vertex, detector.radius, detector.shell);
  const r = pointInDetector(vertex, detector);
  return born === BORN.upstream ? vec3d.addScaled(r, flight, -distance) : r;
}
