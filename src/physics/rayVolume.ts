/**
 * Flux through a volume for a beam with a tabulated off-axis intensity I. Along rays from the source dV = D^2 dD dOmega, so the integral of
 * (L/D)^2 I is L^2 times the integral over directions of I times the path length through the volume. It is computed piece by piece between
 * the table's angles, because the beam may be narrower than the volume. docs/physics.md, section 5; cm.
 */
import { at } from '../at.js';
import { beamIntensity } from './intensity.js';
import { gaussLegendre } from './quadrature.js';

/** A volume in terms of rays from the source: ray (a, b) has x = a s and y = b s at the distance s from the source along the axis. */
export interface VolumeOfRays {
  /** Length along the axis over which the ray of slopes a, b >= 0 is inside, cm. */
  readonly chord: (a: number, b: number) => number;
  /** Slopes of its edges: of any ray for a round volume, otherwise of a and of b. */
  readonly round?: readonly number[];
  readonly across?: readonly number[];
  readonly up?: readonly number[];
}

/** Slope of the ray that touches a circle about the detector's centre. */
export function touching(radius: number, distance: number): number {
  return radius / Math.sqrt(Math.max(distance * distance - radius * radius, Number.MIN_VALUE));
}

/** Two rules that must agree, and the limit on halvings of a piece until they do. */
const COARSE = 8;
const FINE = 14;
const MOST_HALVINGS = 8;

function byRule(f: (x: number) => number, from: number, to: number, n: number): number {
  const { nodes, weights } = gaussLegendre(n);
  return (to - from) * nodes.reduce((sum, x, i) => sum + at(weights, i) * f(from + (to - from) * x), 0);
}

/** Integral over [from, to], halved until two rules agree within `tolerance`. */
function halving(f: (x: number) => number, from: number, to: number, tolerance: number, depth = 0): number {
  const fine = byRule(f, from, to, FINE);
  if (depth === MOST_HALVINGS || Math.abs(byRule(f, from, to, COARSE) - fine) <= tolerance) return fine;
  const middle = (from + to) / 2;
  return halving(f, from, middle, tolerance, depth + 1) + halving(f, middle, to, tolerance, depth + 1);
}

/** The pieces of [0, end] between given numbers, in order. */
function piecesOf(numbers: readonly number[], end: number): [number, number][] {
  const inside = numbers.filter((x) => x > 0 && x < end).sort((a, b) => a - b);
  const ends = [0, ...inside, end];
  return ends.slice(1).map((to, i) => [at(ends, i), to]);
}

/** Path length through a volume at a tangent to the axis, integrated over the azimuth; by symmetry, four times a quadrant. */
function azimuthal({ chord, round, across = [], up = [] }: VolumeOfRays, t: number): number {
  if (round) return 2 * Math.PI * chord(t, 0);
  const f = (azimuth: number) => chord(t * Math.cos(azimuth), t * Math.sin(azimuth));
  const edges = [
    ...across.map((a) => Math.acos(Math.min(a / t, 1))),
    ...up.map((b) => Math.asin(Math.min(b / t, 1))),
    ...across.flatMap((a) => up.map((b) => Math.atan2(b, a))),
  ];
  const pieces = piecesOf(edges, Math.PI / 2);
  const size = pieces.reduce((sum, [from, to]) => sum + byRule(f, from, to, COARSE), 0);
  return 4 * pieces.reduce((sum, [from, to]) => sum + halving(f, from, to, 1e-9 * size), 0);
}

/** Largest tangent of the integral. */
const LARGEST_TANGENT = 10;

/** Integral of (L/D)^2 I over a volume, cm3; table as in `beamIntensity`. */
export function rayIntegral(volume: VolumeOfRays, originZ: number, table: readonly number[]): number {
  const rows = table.length / 2;
  const { round = [], across = [], up = [] } = volume;
  const slopes = [...round, ...across, ...up, ...across.flatMap((a) => up.map((b) => Math.hypot(a, b)))];
  const end = Math.min(Math.max(...slopes), LARGEST_TANGENT);
  const f = (t: number) => {
    const intensity = beamIntensity(table, 0, rows, t);
    return intensity === 0 ? 0 : (intensity * azimuthal(volume, t) * t) / (1 + t * t);
  };
  const pieces = piecesOf([...slopes, ...table.slice(0, rows)], end);
  const size = pieces.reduce((sum, [from, to]) => sum + byRule(f, from, to, COARSE), 0);
  const whole = pieces.reduce((sum, [from, to]) => sum + halving(f, from, to, 1e-7 * size), 0);
  return originZ * originZ * whole;
}

/** (L/D)^2 at the distance `aside` from the beam axis and `ahead` from the source along it. */
export function nearness(aside: number, ahead: number, originZ: number): number {
  return (originZ * originZ) / (aside * aside + ahead * ahead);
}
