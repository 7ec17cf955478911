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
    // A component that vanishes never leaves through its faces.
    distance = Math.min(distance, room / Math.max(Math.abs(ni), 1e-30));
  }
  return distance;
}

/** A detector centred on the origin: a box, or a sphere with a shell around it in which N are born, too. cm. */
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

/** Point of a spherical shell from coordinates in (0, 1): uniform in its volume; cm. */
export function pointInShell(u: Vec3d, inner: number, outer: number): Vec3d {
  const [a, b] = [inner ** 3, outer ** 3];
  const radius = Math.cbrt(a + (u[0] ?? 0) * (b - a));
  return vec3d.scale(direction(2 * (u[1] ?? 0), unitCircle(u[2] ?? 0)), radius);
}

/** Distance in cm from a point inside of a sphere to its surface along the unit vector n. */
export function sphereExit(r: Vec3d, n: Vec3d, radius: number): number {
  const along = vec3d.dot(r, n);
  const inside = radius * radius - vec3d.dot(r, r);
  const root = Math.sqrt(Math.max(along * along + inside, 0));
  return along > 0 ? inside / (along + root) : root - along;
}

/** Ways shorter than this count as this long, cm: `shellBirth` would have no bound. */
export const SHORTEST_WAY_CM = 0.01;

/**
 * Decay in a sphere of an N that is born at r outside of it with flight n: [distance in cm, weight]. The distance s is
 * uniform in its logarithm on the chord [a, b], weight = ln(b/a), so that the expected number of decays is
 * weight (s/Lambda) exp(-s/Lambda); weight 0 where the flight misses.
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

/** Matter upstream: a cylinder or cone about the beam axis, cut off at both ends. cm. */
export interface Upstream {
  /** z of the end that faces the detector. */
  readonly nearZ: number;
  readonly length: number;
  /** Radius at that end, and what it loses per cm of way upstream. */
  readonly radius: number;
  readonly taper: number;
  /** z of the point that neutrinos come from. */
  readonly originZ: number;
}

/**
 * The stretch [a, b] (cm) of the way back from r, against the flight n, that lies in the matter upstream; [0, 0] where there is
 * none. The near end is to cover the active volume: then a way that misses it never enters by the side.
 */
export function upstreamPath(r: Vec3d, n: Vec3d, d: Upstream): [number, number] {
  const [rx, ry, rz] = [r[0] ?? 0, r[1] ?? 0, r[2] ?? 0];
  const [nx, ny, nz] = [n[0] ?? 0, n[1] ?? 0, n[2] ?? 0];
  if (nz <= 0) return [0, 0];
  const a = (rz - d.nearZ) / nz;
  const [x, y] = [rx - a * nx, ry - a * ny];
  const inside = x * x + y * y - d.radius * d.radius;
  if (inside >= 0) return [0, 0];
  // (x - s nx)^2 + (y - s ny)^2 = (radius - slope s)^2 at the way s behind the near end.
  const slope = d.taper * nz;
  const square = nx * nx + ny * ny - slope * slope;
  const half = d.radius * slope - (x * nx + y * ny);
  const discriminant = half * half - square * inside;
  const root = Math.sqrt(Math.max(discriminant, 0));
  const far = d.length / nz;
  // The smallest positive root, in the form that does not cancel; without one the way ends at the far end.
  let leaves = far;
  if (discriminant >= 0 && half > 0) leaves = -inside / (half + root);
  else if (discriminant >= 0 && square > 0) leaves = (root - half) / square;
  return [a, a + Math.min(leaves, far)];
}

/**
 * Birthplace of an N that decays at r with flight n: [distance from r in cm, weight]. Adjoint sampling, MODEL section 5: the
 * expected number of decays is weight (s/Lambda) exp(-s/Lambda) at the distance s, Lambda the mean length of flight. With the
 * way L back to the plane where neutrinos come from, s is uniform in ln(s/(L - s)) on `upstreamPath`: in ln s near the detector,
 * and denser where the flux (|origin|/distance from the origin)^2 grows towards L.
 */
export function upstreamBirth(u: number, r: Vec3d, n: Vec3d, d: Upstream): [number, number] {
  const [a, b] = upstreamPath(r, n, d);
  if (b <= a) return [1, 0];
  const way = ((r[2] ?? 0) - d.originZ) / (n[2] ?? 0);
  // ln of odds(b)/odds(a), odds(s) = s/(L - s).
  const stretch = Math.log((b * (way - a)) / (a * (way - b)));
  const odds = (a / (way - a)) * Math.exp(u * stretch);
  const distance = (way * odds) / (1 + odds);
  const fromOrigin = vec3d.sub(vec3d.addScaled(r, n, -distance), [0, 0, d.originZ]);
  const nearness = (d.originZ * d.originZ) / vec3d.dot(fromOrigin, fromOrigin);
  return [distance, (stretch * nearness) / (1 + odds)];
}
