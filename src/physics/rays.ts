/**
 * Neutrino rays from a point source on the beam axis, and the flight of N at an angle to its ray. cm; the beam is +z.
 *
 * An N that decays at r was born on an arc: at a birthplace at distance t from r, the flight makes the angle theta with the ray from the source
 * S, so that S, birthplace and r form a triangle with the angle pi - theta at the birthplace. Birthplaces of equal theta and azimuth lie on a
 * circle through S and r. docs/physics.md, section 5.
 */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { sinFromOneMinusCos } from './kinematics.js';

/** [x, y, z, D]: unit vector from the source at (0, 0, originZ) to r, and their distance D in cm. */
export function rayTo(r: Vec3d, originZ: number): [number, number, number, number] {
  const [x, y, z] = [r[0] ?? Number.NaN, r[1] ?? Number.NaN, (r[2] ?? Number.NaN) - originZ];
  const distance = Math.sqrt(x * x + y * y + z * z);
  return [x / distance, y / distance, z / distance, distance];
}

/**
 * Rotates a vector from the frame whose z axis is the unit vector n to the frame in which n is given, in the plane of the two z axes. Smooth in
 * n except at n = -z; n = z is allowed.
 */
export function turnTo(n: Vec3d, v: Vec3d): Vec3d {
  const [nx, ny, nz] = [n[0] ?? Number.NaN, n[1] ?? Number.NaN, n[2] ?? Number.NaN];
  const [vx, vy, vz] = [v[0] ?? Number.NaN, v[1] ?? Number.NaN, v[2] ?? Number.NaN];
  const across = nx * vx + ny * vy;
  const factor = vz - across / Math.max(1 + nz, 1e-12);
  return vec3d.create(vx + nx * factor, vy + ny * factor, nz * vz - across);
}

/**
 * [sin, cos] of the angle between the flight of N and the ray through its decay, and cos(psi), for a distance t (cm) between birthplace and
 * decay, t < D. psi is the angle at the source between the rays to the two points, sin(psi) = t sin(theta)/D.
 */
export function bentFlight(t: number, oneMinusCos: number, distance: number): [number, number, number] {
  const sin = sinFromOneMinusCos(oneMinusCos);
  const cos = 1 - oneMinusCos;
  const sinPsi = (t / distance) * sin;
  const cosPsi = Math.sqrt(Math.max(1 - sinPsi * sinPsi, 0));
  // Law of sines: sin(theta - psi)/d = sin(theta)/D, d the distance from the source to the birthplace; fromSource = d/D.
  const fromSource = cosPsi - (t / distance) * cos;
  return [sin * fromSource, cos * cosPsi + sin * sinPsi, cosPsi];
}
