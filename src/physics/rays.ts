/**
 * Rays of neutrinos from one point, the source on the beam axis, and the flight of N at an angle to its own ray. cm; the beam is +z.
 *
 * An N that decays at r was born on an arc: seen from a birthplace at the distance t, the ray from the source S turns by theta
 * into the flight, so that S, birthplace and r make a triangle with the angle pi - theta at the birthplace, and birthplaces of one theta
 * and azimuth lie on a circle through S and r. MODEL section 5, CORRECTION.
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
 * Turns a vector given in a frame whose z axis is the unit vector n into the frame in which n is given, by the rotation in the plane of
 * the two z axes: smooth in n but straight back, and n may be the axis itself.
 */
export function turnTo(n: Vec3d, v: Vec3d): Vec3d {
  const [nx, ny, nz] = [n[0] ?? Number.NaN, n[1] ?? Number.NaN, n[2] ?? Number.NaN];
  const [vx, vy, vz] = [v[0] ?? Number.NaN, v[1] ?? Number.NaN, v[2] ?? Number.NaN];
  const across = nx * vx + ny * vy;
  const factor = vz - across / Math.max(1 + nz, 1e-12);
  return vec3d.create(vx + nx * factor, vy + ny * factor, nz * vz - across);
}

/**
 * [sin, cos] of the angle between the flight of N and the ray through its decay, and cos(psi), at the distance t (cm) of birthplace
 * and decay: psi is the angle between the two rays, sin(psi) = t sin(theta)/D. For t below D.
 */
export function bentFlight(t: number, oneMinusCos: number, distance: number): [number, number, number] {
  const sin = sinFromOneMinusCos(oneMinusCos);
  const cos = 1 - oneMinusCos;
  const sinPsi = (t / distance) * sin;
  const cosPsi = Math.sqrt(Math.max(1 - sinPsi * sinPsi, 0));
  // Law of sines: sin(theta - psi)/d = sin(theta)/D, d the way from the source to the birthplace over D.
  const fromSource = cosPsi - (t / distance) * cos;
  return [sin * fromSource, cos * cosPsi + sin * sinPsi, cosPsi];
}
