/** The active volume, and what the detector makes of a pair. MODEL sections 5 and 8. cm, GeV, degrees. */
import { angleDeg, type Direction, type FourVector, plus } from './fourVector.js';
import { response } from './inputs.js';
import type { Random } from './random.js';

/** A point in cm, the active volume centred on the origin. */
export type Point = readonly [number, number, number];

/** Widths of the active volume along x, y and z, cm. */
export const BOX: Point = [256, 232, 1040];

/** A point of the active volume, uniformly. */
export function pointInside(random: Random): Point {
  return [BOX[0] * (random() - 0.5), BOX[1] * (random() - 0.5), BOX[2] * (random() - 0.5)];
}

/** Whether a point lies in the active volume. */
export function isInside(p: Point): boolean {
  return BOX.every((width, i) => Math.abs(p[i] ?? 0) <= width / 2);
}

/** Ways in cm along a direction to the entrance into the active volume and the exit out of it; undefined without a hit. */
export function crossing(from: Point, to: Direction): readonly [number, number] | undefined {
  let [entrance, exit] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < 3; i++) {
    const [start, step, half] = [from[i] ?? 0, to[i] ?? 0, (BOX[i] ?? 0) / 2];
    const [a, b] = [(-half - start) / step, (half - start) / step];
    entrance = Math.max(entrance, Math.min(a, b));
    exit = Math.min(exit, Math.max(a, b));
  }
  return exit > entrance ? [entrance, exit] : undefined;
}

/** Observables of a pair in the laboratory. */
export interface Observables {
  readonly energyGev: number;
  readonly thetaDeg: number;
  readonly openingDeg: number;
  readonly lesserGev: number;
}

/** Energies and angles of two leptons; theta is the pair's to the beam, +z. */
export function observe(electron: FourVector, positron: FourVector): Observables {
  const pair = plus(electron, positron);
  return {
    energyGev: pair[0],
    thetaDeg: angleDeg(pair, [1, 0, 0, 1]),
    openingDeg: angleDeg(electron, positron),
    lesserGev: Math.min(electron[0], positron[0]),
  };
}

/** Bins, in the order of the experiment's file. */
export const BINS = ['1 shower', '1 shower + 1 track', '2 showers'] as const;

/** Bins: one shower, one shower and a track, two showers. */
export const BIN_COUNT = 3;

/** Probability of each bin for a pair, shape [bins]; they add up to the efficiency. */
export function binProbabilities(pair: Observables): readonly [number, number, number] {
  const { efficiency, energy_scale_gev, angle_scale_deg, separation, second_shower } = response;
  const seen = 1 - Math.exp(-((pair.energyGev / energy_scale_gev) ** 2));
  const selected = efficiency * seen * Math.exp(-((pair.thetaDeg / angle_scale_deg) ** 2));
  const apart = turnOn(pair.openingDeg, separation.opening_deg, separation.opening_width_deg);
  const visible = turnOn(pair.lesserGev, separation.min_energy_gev, separation.min_energy_width_gev);
  const showers = turnOn(pair.lesserGev, second_shower.energy_gev, second_shower.energy_width_gev);
  const two = apart * visible;
  return [selected * (1 - two), selected * two * (1 - showers), selected * two * showers];
}

function turnOn(x: number, middle: number, width: number): number {
  return 1 / (1 + Math.exp(-(x - middle) / width));
}
