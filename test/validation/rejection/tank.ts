/** MiniBooNE's sphere, and what it makes of a pair. MODEL section 11. cm, GeV, degrees. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Point } from './detector.js';
import { along, type Direction, directionOf, type FourVector, momentumOf, plus } from './fourVector.js';
import { M_E, M_N, M_P, readTable } from './inputs.js';
import { isotropic, normal, type Random } from './random.js';

const FOLDER = 'data/experiments/miniboone-2020';
const efficiencies = readTable(`${FOLDER}/efficiency.csv`, ['e_vis_gev', 'efficiency']);
const limits = readTable(`${FOLDER}/selection.csv`, ['e_ee_gev_low', 'e_ee_gev_high', 'limit']);
const response = parse(readFileSync(`${FOLDER}/response.yaml`, 'utf8'));
/** Edges of the bins in the quasi-elastic energy, GeV. */
export const EDGES: readonly number[] = response.observables[0].edges;
/** Share of the fiducial volume that the efficiency contains. */
const FIDUCIAL_SHARE = 0.55;

/** Radii within which N are born and within which they decay. */
export const [TANK_CM, FIDUCIAL_CM] = [574.6, 500];

/** A point of a sphere, uniformly: by rejection from the cube around it. */
export function pointInSphere(radius: number, random: Random): Point {
  for (;;) {
    const [x, y, z] = [2 * random() - 1, 2 * random() - 1, 2 * random() - 1];
    if (x * x + y * y + z * z < 1) return [radius * x, radius * y, radius * z];
  }
}

/** Probability that an N born at a point decays in the fiducial sphere, `lengthCm` being its mean way. */
export function decaysInside([x, y, z]: Point, to: Direction, lengthCm: number): number {
  // The way to the point of the flight's line that is nearest to the centre, and the square of half the chord.
  const nearest = -(x * to[0] + y * to[1] + z * to[2]);
  const chordSq = FIDUCIAL_CM ** 2 - (x * x + y * y + z * z - nearest * nearest);
  if (chordSq <= 0) return 0;
  const [enters, leaves] = [nearest - Math.sqrt(chordSq), nearest + Math.sqrt(chordSq)];
  if (leaves <= 0) return 0;
  return Math.exp(-Math.max(enters, 0) / lengthCm) - Math.exp(-leaves / lengthCm);
}

/** A lepton as it is reconstructed. */
export function smear(lepton: FourVector, random: Random): FourVector {
  const kinetic = lepton[0] - M_E;
  const found = Math.max(kinetic + (0.12 * Math.sqrt(kinetic) + 0.01) * normal(random), 0);
  const sigma = ((2.7 - Math.log(lepton[0])) * Math.PI) / 180;
  const [angle, flight] = [sigma * normal(random), directionOf(lepton)];
  const aside = perpendicular(flight, random);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [x, y, z] = [
    flight[0] * cos + aside[0] * sin,
    flight[1] * cos + aside[1] * sin,
    flight[2] * cos + aside[2] * sin,
  ];
  return along([x, y, z], found + M_E, Math.sqrt(found * (found + 2 * M_E)));
}

/** A direction across another one, uniform about it: what any direction has across it. */
function perpendicular(n: Direction, random: Random): Direction {
  for (;;) {
    const any = isotropic(random);
    const dot = any[0] * n[0] + any[1] * n[1] + any[2] * n[2];
    const [x, y, z] = [any[0] - dot * n[0], any[1] - dot * n[1], any[2] - dot * n[2]];
    const length = Math.sqrt(x * x + y * y + z * z);
    if (length > 1e-3) return [x / length, y / length, z / length];
  }
}

const centres = Float64Array.from(limits, ([low = 0, high = 0]) => (low + high) / 2);
const distances = Float64Array.from(limits, ([, , limit = 0]) => limit);

/** Largest distance from a single ring at a pair's energy: linear between the centres of the bins, constant beyond. */
function largestDistance(energyGev: number): number {
  const last = centres.length - 1;
  for (let i = 0; i <= last; i++) {
    const [centre, limit] = [centres[i] ?? Number.NaN, distances[i] ?? Number.NaN];
    if (energyGev < centre) {
      if (i === 0) return limit;
      const [before, limitBefore] = [centres[i - 1] ?? Number.NaN, distances[i - 1] ?? Number.NaN];
      return limitBefore + ((energyGev - before) / (centre - before)) * (limit - limitBefore);
    }
  }
  return distances[last] ?? Number.NaN;
}

const energies = Float64Array.from(efficiencies, ([energy = 0]) => energy);

/** Efficiency at the nearest visible energy of its table. */
function efficiencyAt(visibleGev: number): number {
  let [nearest, smallest] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < energies.length; i++) {
    const distance = Math.abs(visibleGev - (energies[i] ?? Number.NaN));
    if (distance < smallest) {
      nearest = i;
      smallest = distance;
    }
  }
  return (efficiencies[nearest]?.[1] ?? Number.NaN) / FIDUCIAL_SHARE;
}

/** Bin and efficiency of a pair, smeared; undefined where it is not selected. */
export function reconstruct(
  electron: FourVector,
  positron: FourVector,
  random: Random,
): readonly [bin: number, efficiency: number] | undefined {
  const [a, b] = [smear(electron, random), smear(positron, random)];
  const pair = plus(a, b);
  const [energy, momentum] = [pair[0], momentumOf(pair)];
  const apart = (1 - cosine(a, b)) / 2;
  const rest = 1 - Math.max(a[0], b[0]) / energy;
  if (Math.sqrt(apart * apart + rest * rest) >= largestDistance(energy)) return undefined;
  const visible = energy - 2 * M_E;
  const cos = pair[3] / momentum;
  const shift = (M_N ** 2 + M_E ** 2 - M_P ** 2) / 2;
  const denominator = M_N - visible + Math.sqrt(visible ** 2 - M_E ** 2) * cos;
  const neutrino = (M_N * visible - shift) / denominator;
  const bin = EDGES.findLastIndex((edge) => neutrino >= edge);
  if (!(denominator > 0) || bin < 0 || bin === EDGES.length - 1) return undefined;
  return [bin, efficiencyAt(visible)];
}

/** cos of the angle between two leptons; 1 where one of them stands still: it has no ring. */
function cosine(a: FourVector, b: FourVector): number {
  const size = momentumOf(a) * momentumOf(b);
  return size > 0 ? (a[1] * b[1] + a[2] * b[2] + a[3] * b[3]) / size : 1;
}
