/** Matter upstream of a detector, and production of N in it. cm; the beam is +z. docs/physics.md, section 5. */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { sinFromOneMinusCos } from './kinematics.js';
import { bentFlight, rayTo, turnTo } from './rays.js';

/** Codes of the kinds of bodies. Host-side functions of a kind are in bodyKinds.ts. */
export const BODY = { cone: 0, annulus: 1 } as const;

/** One body of matter. Fields that its kind does not use are 0. */
export interface Body {
  /** One of BODY: a truncated cone or cylinder about the beam axis, or an annulus about the vertical axis of the detector. */
  readonly kind: number;
  /** Cone: z of the end that faces the detector, and its length. */
  readonly nearZ: number;
  readonly length: number;
  /** Cone: radius at that end; annulus: inner radius. */
  readonly radius: number;
  /** Cone: decrease of the radius per cm upstream. */
  readonly taper: number;
  /** Annulus: outer radius, and half its height. */
  readonly outer: number;
  readonly halfHeight: number;
}

/** Placeholder for an N born in the detector. */
export const NO_BODY: Body = {
  kind: BODY.cone,
  nearZ: 0,
  length: 0,
  radius: 0,
  taper: 0,
  outer: 0,
  halfHeight: 0,
};

/**
 * Half width, relative to the radius, over which a body's density falls off at its lateral edges, so that events vary smoothly with the masses.
 * The loss inside is compensated outside, up to the square of this number.
 */
export const SOFTNESS = 0.02;

/** A birthplace of an N that decays at a given point: distance in cm, weight, and direction of flight of N. */
export interface Birth {
  readonly distance: number;
  readonly weight: number;
  readonly flight: Vec3d;
}

/** Density of a body at p relative to its interior: 1, 0, or a value between at a lateral edge. */
export function densityAt(p: Vec3d, b: Body): number {
  const [x, y, z] = [p[0] ?? Number.NaN, p[1] ?? Number.NaN, p[2] ?? Number.NaN];
  if (b.kind === BODY.annulus) {
    const r = Math.sqrt(x * x + z * z);
    return inside(r, b.outer) * (1 - inside(r, b.radius)) * inside(Math.abs(y), b.halfHeight);
  }
  return inside(Math.sqrt(x * x + y * y), b.radius - b.taper * (b.nearZ - z));
}

/** Relative density at radius r for an edge at radius `edge`. */
export function inside(r: number, edge: number): number {
  return Math.min(Math.max(0.5 + (1 - r / edge) / (2 * SOFTNESS), 0), 1);
}

/** Ranges of the distance t along an arc in which births are sampled, cm: [a, b, c, d] for [a, b] and [c, d]; empty if b <= a, d <= c. */
export type Stretches = [number, number, number, number];

const NOWHERE: Stretches = [1, 1, 1, 1];

/**
 * Distance t in cm from the decay at which an arc crosses the plane at a distance h (cm) upstream of it; exact. `uz` and `ez`: z components of the
 * ray u and of the perpendicular direction e towards which N flies. 1e30 if the arc reaches the source first.
 */
export function planeCrossing(
  h: number,
  uz: number,
  ez: number,
  oneMinusCos: number,
  distance: number,
): number {
  const sin = sinFromOneMinusCos(oneMinusCos);
  const cos = 1 - oneMinusCos;
  // The arc is sin (X^2 - X D + Y^2) + Y D cos = 0, X along the ray from the source and Y across it; the plane is D - X = short - slope Y.
  const short = h / uz;
  const slope = ez / uz;
  const rest = distance - short;
  if (rest <= 0) return 1e30;
  const square = sin * (1 + slope * slope);
  const linear = sin * slope * (2 * rest - distance) + distance * cos;
  const constant = sin * short * rest;
  // The positive root, in the form that does not cancel.
  const across = (2 * constant) / (linear + Math.sqrt(linear * linear + 4 * square * constant));
  const back = short - slope * across;
  return Math.sqrt(back * back + across * across);
}

/** Ranges in which a cone may contain births: between its ends, without the part of the arc farther from the ray than `widest`, cm. */
export function coneStretches(
  r: Vec3d,
  u: Vec3d,
  e: Vec3d,
  oneMinusCos: number,
  distance: number,
  b: Body,
): Stretches {
  const cos = 1 - oneMinusCos;
  const sin = sinFromOneMinusCos(oneMinusCos);
  // At larger angles N would fly backwards.
  if (cos < 0.01) return NOWHERE;
  const height = (r[2] ?? Number.NaN) - b.nearZ;
  const crossing = (h: number) => planeCrossing(h, u[2] ?? 0, e[2] ?? 0, oneMinusCos, distance);
  const near = crossing(height);
  const far = Math.min(crossing(height + b.length), 0.9999 * distance);
  const aside = Math.sqrt((r[0] ?? 0) ** 2 + (r[1] ?? 0) ** 2);
  const widest = 1.0001 * (b.radius * (1 + SOFTNESS) + aside);
  // Y = widest on the arc: X^2 - X D + w = 0.
  const w = widest * (widest * sin + distance * cos);
  const limit = (sin * distance * distance) / 4;
  if (w >= limit) return [near, far, 1, 1];
  const root = Math.sqrt((distance * distance) / 4 - w / sin);
  const leaves = w / sin / (distance / 2 + root);
  const enters = distance / 2 + root;
  return [
    near,
    Math.min(Math.sqrt(leaves * leaves + widest * widest), far),
    Math.max(Math.sqrt(enters * enters + widest * widest), near),
    far,
  ];
}

/** Margin around the straight line in which births in an annulus are sampled, because arcs deviate from it by a few per cent. */
export const BENT = 0.04;

/**
 * Distance in cm, against the flight n, from a point r inside a cylinder of radius R about the vertical axis to its surface. `along`, `level`
 * and `rSq`: r.n, n.n and r.r of the horizontal components.
 */
export function wayToCylinder(R: number, along: number, level: number, rSq: number): number {
  return (along + Math.sqrt(Math.max(along * along + level * (R * R - rSq), 0))) / level;
}

/** Ranges in which an annulus may contain births, from the straight line tangent to the arc at the decay. */
export function annulusStretches(r: Vec3d, n: Vec3d, distance: number, b: Body): Stretches {
  const [x, y, z] = [r[0] ?? Number.NaN, r[1] ?? Number.NaN, r[2] ?? Number.NaN];
  const [nx, ny, nz] = [n[0] ?? Number.NaN, n[1] ?? Number.NaN, n[2] ?? Number.NaN];
  const level = Math.max(nx * nx + nz * nz, 1e-12);
  const along = x * nx + z * nz;
  const rSq = x * x + z * z;
  const top = b.halfHeight * (1 + SOFTNESS);
  const rises = (top + Math.abs(y)) / Math.max(Math.abs(ny), 1e-9);
  const near = (1 - BENT) * wayToCylinder(b.radius * (1 - SOFTNESS), along, level, rSq);
  const far = (1 + BENT) * Math.min(wayToCylinder(b.outer * (1 + SOFTNESS), along, level, rSq), rises);
  return [near, Math.min(far, 0.9999 * distance), 1, 1];
}

/**
 * Birthplace of an N that decays at r after a flight at the angle theta to its ray; `azimuth`: [cos, sin] of its azimuth about the ray through r.
 * Adjoint sampling along true rays (docs/physics.md, section 5): the expected number of decays is weight (t/Lambda) exp(-t/Lambda) at the
 * distance t, with Lambda the mean decay length. The fall of the flux with distance and the Jacobian cancel except for (L/D)^2/cos(psi),
 * L = -originZ. t is sampled uniformly in ln t over the ranges where the body may be; `u` in (0, 1).
 */
export function upstreamBirth(
  u: number,
  r: Vec3d,
  oneMinusCos: number,
  azimuth: readonly [number, number],
  originZ: number,
  b: Body,
): Birth {
  const [rayX, rayY, rayZ, distance] = rayTo(r, originZ);
  const ray = vec3d.create(rayX, rayY, rayZ);
  const across = turnTo(ray, vec3d.create(azimuth[0], azimuth[1], 0));
  const sin = sinFromOneMinusCos(oneMinusCos);
  const straight = vec3d.addScaled(vec3d.scale(ray, 1 - oneMinusCos), across, sin);
  const [a0, b0, a1, b1] =
    b.kind === BODY.annulus
      ? annulusStretches(r, straight, distance, b)
      : coneStretches(r, ray, across, oneMinusCos, distance, b);
  const first = Math.log(Math.max(b0 / a0, 1));
  const second = Math.log(Math.max(b1 / a1, 1));
  const total = first + second;
  const way = u * total;
  const t = way < first ? a0 * Math.exp(way) : a1 * Math.exp(way - first);
  const [sine, cosine, cosPsi] = bentFlight(t, oneMinusCos, distance);
  const flight = vec3d.addScaled(vec3d.scale(ray, cosine), across, sine);
  const density = densityAt(vec3d.addScaled(r, flight, -t), b);
  const nearness = originZ / distance;
  return { distance: t, weight: (total * nearness * nearness * density) / cosPsi, flight };
}
