/** Geometry of an active volume and of the matter upstream of it. cm; the beam is +z. */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { direction } from './kinematics.js';
import { unitCircle } from './numeric.js';

/** Point of a box centred on the origin, from three coordinates in (0, 1) and half widths in cm. */
export function pointInBox(u: Vec3d, half: Vec3d): Vec3d {
  return vec3d.mul(vec3d.addScaled(vec3d.create(-1, -1, -1), u, 2), half);
}

/** Distance in cm from a point inside the box to its surface along the unit vector n. */
export function exitDistance(r: Vec3d, n: Vec3d, half: Vec3d): number {
  let distance = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const ni = n[i] ?? 0;
    const room = (half[i] ?? 0) - Math.sign(ni) * (r[i] ?? 0);
    // A zero component never reaches its faces.
    distance = Math.min(distance, room / Math.max(Math.abs(ni), 1e-30));
  }
  return distance;
}

/** A detector centred on the origin: a box, or a sphere with a shell around it in which N are also born. cm. */
export interface Detector {
  /** Half widths of a box. */
  readonly half: Vec3d;
  /** Fiducial radius of a sphere; 0 for a box. */
  readonly radius: number;
  /** Outer radius of the shell around it. */
  readonly shell: number;
}

/** Where N is born: in the (fiducial) volume, in the matter upstream, or in the shell around a fiducial sphere. Codes of the kernel. */
export const BORN = { inside: 0, upstream: 1, shell: 2 } as const;

/** Point of a spherical shell from coordinates in (0, 1), uniform in volume; cm. */
export function pointInShell(u: Vec3d, inner: number, outer: number): Vec3d {
  const [a, b] = [inner ** 3, outer ** 3];
  const radius = Math.cbrt(a + (u[0] ?? 0) * (b - a));
  return vec3d.scale(direction(2 * (u[1] ?? 0), unitCircle(u[2] ?? 0)), radius);
}

/** Distance in cm from a point inside a sphere to its surface along the unit vector n. */
export function sphereExit(r: Vec3d, n: Vec3d, radius: number): number {
  const along = vec3d.dot(r, n);
  const inside = radius * radius - vec3d.dot(r, r);
  const root = Math.sqrt(Math.max(along * along + inside, 0));
  return along > 0 ? inside / (along + root) : root - along;
}

/** Shorter distances count as this distance, cm; otherwise `shellBirth` would be unbounded. */
export const SHORTEST_WAY_CM = 0.01;

/**
 * Decay in a sphere of an N born at r outside it with direction of flight n: [distance in cm, weight]. The distance s is uniform in ln s on
 * the chord [a, b], weight = ln(b/a), so that the expected number of decays is weight (s/Lambda) exp(-s/Lambda). The weight is 0 if N
 * misses the sphere.
 */
export function shellBirth(u: number, r: Vec3d, n: Vec3d, radius: number): [number, number] {
  const along = vec3d.dot(r, n);
  const outside = Math.max(vec3d.dot(r, r) - radius * radius, 0);
  const discriminant = along * along - outside;
  if (along >= 0 || discriminant <= 0) return [1, 0];
  const b = Math.sqrt(discriminant) - along;
  const a = Math.max(outside / b, SHORTEST_WAY_CM);
  if (b <= a) return [1, 0];
  const stretch = Math.log(b / a);
  return [a * Math.exp(u * stretch), stretch];
}

/** Point of the (fiducial) volume from coordinates in (0, 1), cm. */
export function pointInDetector(u: Vec3d, d: Detector): Vec3d {
  return d.radius > 0 ? pointInShell(u, 0, d.radius) : pointInBox(u, d.half);
}

/** Distance in cm from a point of the volume to its surface along the unit vector n. */
export function detectorExit(r: Vec3d, n: Vec3d, d: Detector): number {
  return d.radius > 0 ? sphereExit(r, n, d.radius) : exitDistance(r, n, d.half);
}
