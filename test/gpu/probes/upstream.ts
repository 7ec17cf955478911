/** Inputs of the matter upstream: cylinders and cones as experiments have them. cm. */
import { travel } from '../../../src/physics/event.js';
import {
  type Detector,
  detectorExit,
  pointInDetector,
  type Upstream,
} from '../../../src/physics/geometry.js';
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

/** A Detector, an Upstream, and where N is born: only a sphere has a shell. */
export function drawPlace(d: Draw): number[] {
  const detector = drawDetector(d);
  const born = (detector[3] ?? 0) > 0 ? d.pick(0, 1, 2) : d.pick(0, 1);
  return [...detector, ...drawUpstream(d), born];
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

/** A flight: forward, as most N fly, or any. */
function drawDirection(d: Draw): number[] {
  const tilt = d.log(1e-3, 1.5);
  const azimuth = 2 * Math.PI * d.unit();
  const sine = Math.sin(tilt);
  const forward = [sine * Math.cos(azimuth), sine * Math.sin(azimuth), Math.cos(tilt)];
  return d.pick(forward, forward, d.direction());
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
  probeOf('travel', (d) => [...d.cubes(4), ...drawDirection(d), ...drawPlace(d)], {
    twin: (place: number[], u: number, n: number[], detector: DetectorRow, dirt: UpstreamRow, born: number) =>
      travel(
        Float64Array.from(place),
        u,
        Float64Array.from(n),
        detectorFrom(detector),
        upstreamFrom(dirt),
        born,
      ),
  }),
];

/** A point of the active volume and a flight. */
function drawFlight(d: Draw): number[] {
  return [...HALF.map((h) => h * (2 * d.cube() - 1)), ...drawDirection(d)];
}

export const upstreamProbes: readonly Probe[] = [
  probeOf('upstreamPath', (d) => [...drawFlight(d), ...drawUpstream(d)]),
  probeOf('upstreamBirth', (d) => [d.cube(), ...drawFlight(d), ...drawUpstream(d)]),
];
