/** Inputs of rays and of the matter upstream: cylinders, cones and rings as experiments have them. cm. */

import { type Detector, detectorExit, pointInDetector } from '../../../src/physics/geometry.js';
import { rayTo, turnTo } from '../../../src/physics/rays.js';
import { BODY, type Body } from '../../../src/physics/upstream.js';
import { birthplace, type Place, travel } from '../../../src/physics/way.js';
import type { Draw } from '../draws.js';
import { type Probe, probeOf } from './probe.js';

/** Half widths of an active volume. */
export const HALF = [128.175, 116.5, 518.4] as const;

/** The shader's Body, by field: the same fields as the twin's. */
export type BodyRow = Body;

/** Scalars of a cone: cylinders, and cones as narrow at their far end as DarkNews'. */
function drawCone(d: Draw): number[] {
  const nearZ = -d.uniform(530, 1500);
  const length = d.log(1e3, 4e4);
  const radius = d.log(200, 2000);
  const taper = d.pick(0, (radius * d.uniform(0.1, 0.9)) / length);
  return [BODY.cone, nearZ, length, radius, taper, 0, 0];
}

/** Scalars of an annulus. */
function drawAnnulus(d: Draw): number[] {
  const inner = d.uniform(900, 1800);
  return [BODY.annulus, 0, 0, inner, 0, inner + d.log(50, 3000), d.uniform(300, 1500)];
}

/** Scalars of a Body. */
export function drawBody(d: Draw): number[] {
  const [cone, annulus] = [drawCone(d), drawAnnulus(d)];
  return d.pick(cone, annulus);
}

/** z of the source: beyond every body, or so far away that rays are parallel. */
export function drawOrigin(d: Draw): number {
  return d.pick(-d.log(4.3e4, 1e6), -d.log(4.3e4, 1e5), -1e12);
}

/** The shader's Detector, by field. */
export interface DetectorRow {
  readonly half: readonly number[];
  readonly radius: number;
  readonly shell: number;
}

/** Scalars of a Detector: the box, or a sphere with its shell. */
export function drawDetector(d: Draw): number[] {
  const radius = d.uniform(300, 600);
  return d.pick([...HALF, 0, 0], [0, 0, 0, radius, radius * d.uniform(1.01, 1.3)]);
}

/** Scalars of a Place: only a sphere has a shell. */
export function drawPlace(d: Draw): number[] {
  const detector = drawDetector(d);
  const born = (detector[3] ?? 0) > 0 ? d.pick(0, 1, 2) : d.pick(0, 1);
  return [...detector, born, ...drawBody(d), drawOrigin(d)];
}

/** The shader's Place, by field. */
export interface PlaceRow {
  readonly detector: DetectorRow;
  readonly born: number;
  readonly body: BodyRow;
  readonly originZ: number;
}

/** The twin's Place. */
export function placeFrom({ detector, ...rest }: PlaceRow): Place {
  return { detector: detectorFrom(detector), ...rest };
}

/** The twin's Detector. */
export function detectorFrom({ half, radius, shell }: DetectorRow): Detector {
  return { half: Float64Array.from(half), radius, shell };
}

/** A point inside of a sphere of unit radius, or outside at up to 1.3 of it, and a flight that often looks at it. */
function drawAbout(d: Draw, outside: boolean): { r: number[]; n: number[] } {
  const size = outside ? 1 + d.log(1e-6, 0.3) : d.cube() ** (1 / 3);
  const r = d.vector(size);
  const tilt = d.vector(d.log(1e-3, 2));
  const towards = r.map((x, i) => (tilt[i] ?? 0) - x);
  const length = Math.hypot(...towards);
  return {
    r,
    n: d.pick(
      towards.map((x) => x / length),
      d.direction(),
    ),
  };
}

export const sphereProbes: readonly Probe[] = [
  probeOf('pointInShell', (d) => {
    const outer = d.uniform(300, 700);
    return [...d.cubes(3), d.pick(0, outer * d.uniform(0.5, 0.99)), outer];
  }),
  probeOf('sphereExit', (d) => {
    const radius = d.uniform(300, 700);
    const { r, n } = drawAbout(d, false);
    return [...r.map((x) => 0.999 * radius * x), ...n, radius];
  }),
  probeOf('shellBirth', (d) => {
    const radius = d.uniform(300, 700);
    const { r, n } = drawAbout(d, true);
    return [d.cube(), ...r.map((x) => radius * x), ...n, radius];
  }),
  probeOf('pointInDetector', (d) => [...d.cubes(3), ...drawDetector(d)], {
    twin: (u: number[], detector: DetectorRow) =>
      pointInDetector(Float64Array.from(u), detectorFrom(detector)),
  }),
  probeOf(
    'detectorExit',
    (d) => {
      const detector = drawDetector(d);
      const [, , , radius = 0] = detector;
      const { r } = drawAbout(d, false);
      const inside = radius > 0 ? r.map((x) => 0.999 * radius * x) : HALF.map((h) => h * (2 * d.cube() - 1));
      return [...inside, ...d.direction(), ...detector];
    },
    {
      twin: (r: number[], n: number[], detector: DetectorRow) =>
        detectorExit(Float64Array.from(r), Float64Array.from(n), detectorFrom(detector)),
    },
  ),
  probeOf('travel', (d) => [...d.cubes(4), drawOneMinusCos(d), ...drawAzimuth(d), ...drawPlace(d)], {
    twin: (vertex: number[], u: number, oneMinusCos: number, azimuth: [number, number], place: PlaceRow) =>
      travel(Float64Array.from(vertex), u, oneMinusCos, azimuth, placeFrom(place)),
  }),
  probeOf('birthplace', (d) => [...d.cubes(3), d.log(1, 4e4), d.unit(), ...d.direction(), ...drawPlace(d)], {
    twin: (vertex: number[], { flight, ...way }: BirthRow, place: PlaceRow) =>
      birthplace(Float64Array.from(vertex), { ...way, flight: Float64Array.from(flight) }, placeFrom(place)),
  }),
];

/** The shader's Birth, by field. */
interface BirthRow {
  readonly distance: number;
  readonly weight: number;
  readonly flight: readonly number[];
}

/** 1 - cos of the angle to the ray: small, as most N fly, or any; of N that fly back nothing is born upstream, and nothing compared. */
function drawOneMinusCos(d: Draw): number {
  return d.unit() < 0.9 ? d.log(1e-7, 0.7) : d.uniform(0, 2);
}

/** [cos, sin] of an azimuth. */
function drawAzimuth(d: Draw): [number, number] {
  const azimuth = 2 * Math.PI * d.unit();
  return [Math.cos(azimuth), Math.sin(azimuth)];
}

/** A point of the active volume. */
function drawInside(d: Draw): number[] {
  return HALF.map((h) => h * (2 * d.cube() - 1));
}

/** A ray through a point of the volume, a direction across it, and the distance of its source. */
function drawRay(d: Draw): { r: number[]; u: number[]; e: number[]; distance: number } {
  const r = drawInside(d);
  const [x, y, z, distance] = rayTo(Float64Array.from(r), drawOrigin(d));
  const u = [x, y, z];
  return { r, u, e: [...turnTo(Float64Array.from(u), Float64Array.from([...drawAzimuth(d), 0]))], distance };
}

export const upstreamProbes: readonly Probe[] = [
  probeOf('rayTo', (d) => [...drawInside(d), drawOrigin(d)]),
  probeOf('offAxisTangent', (d) => [
    ...d.vector(d.log(1, 3000)).slice(0, 2),
    -d.log(1, 4.2e4),
    drawOrigin(d),
  ]),
  probeOf('turnTo', (d) => [...d.direction(), ...d.vector(d.log(1e-3, 1e3))]),
  probeOf('bentFlight', (d) => {
    const distance = d.log(4e4, 1e6);
    return [distance * d.log(1e-4, 0.9999), drawOneMinusCos(d), distance];
  }),
  probeOf('inside', (d) => {
    const edge = d.log(100, 3000);
    return [edge * d.pick(d.uniform(0.95, 1.05), d.uniform(0, 3)), edge];
  }),
  probeOf('densityAt', (d) => {
    const body = drawBody(d);
    return [d.uniform(-2000, 2000), d.uniform(-1500, 1500), -d.log(500, 4e4), ...body];
  }),
  probeOf('planeCrossing', (d) => {
    const { u, e, distance } = drawRay(d);
    return [d.log(1, 5e4), u[2] ?? 0, e[2] ?? 0, Math.min(drawOneMinusCos(d), 0.98), distance];
  }),
  probeOf('coneStretches', (d) => {
    const { r, u, e, distance } = drawRay(d);
    return [...r, ...u, ...e, drawOneMinusCos(d), distance, ...drawCone(d)];
  }),
  probeOf('wayToCylinder', (d) => {
    const [x, z] = [d.uniform(-128, 128), d.uniform(-518, 518)];
    const [nx, , nz] = d.direction();
    return [d.uniform(600, 3000), x * nx + z * nz, Math.max(nx * nx + nz * nz, 1e-12), x * x + z * z];
  }),
  probeOf('annulusStretches', (d) => {
    const { r, distance } = drawRay(d);
    return [...r, ...d.direction(), distance, ...drawAnnulus(d)];
  }),
  probeOf('upstreamBirth', (d) => {
    const origin = drawOrigin(d);
    return [d.cube(), ...drawInside(d), drawOneMinusCos(d), ...drawAzimuth(d), origin, ...drawBody(d)];
  }),
];
