/** The soil upstream as a cylinder of SiO2, forwards from its scatterings. MODEL section 5. cm, g. */
import { BOX, crossing, type Point } from './detector.js';
import type { Direction } from './fourVector.js';
import type { Random } from './random.js';
import { MICROBOONE_SOURCE_Z, rayAt, turned } from './rays.js';

/** Radius and z of the ends, cm. */
const RADIUS = 1100;
const [FAR_Z, NEAR_Z] = [-40758, -758];
/** g/cm3. */
export const SOIL_DENSITY = 2.25;
/** Nuclei and their mass fractions. */
export const SOIL: readonly (readonly [nucleus: string, share: number])[] = [
  ['Si28', 28 / 60],
  ['O16', 32 / 60],
];

/** A birth in the soil whose N may decay in the active volume. */
export interface SoilBirth {
  /** Of the neutrino. */
  readonly ray: Direction;
  /** Volume in cm3 that it stands for, weighted by the flux and the probability of a decay in the active volume. */
  readonly volume: number;
}

/**
 * Births of N that fly along `to` in the frame of their neutrinos, `lengthCm` being their mean way: `vertices` of them, uniform across
 * the beam, along it one in each of as many equal steps in the logarithm of the distance to the detector. Those that miss are left out.
 */
export function* soilBirths(
  to: Direction,
  lengthCm: number,
  vertices: number,
  random: Random,
): Generator<SoilBirth> {
  const face = -BOX[2] / 2;
  const ratio = Math.log((face - FAR_Z) / (face - NEAR_Z));
  for (let i = 0; i < vertices; i++) {
    const distance = (face - NEAR_Z) * Math.exp((ratio * (i + random())) / vertices);
    const r = RADIUS * Math.sqrt(random());
    const azimuth = 2 * Math.PI * random();
    const birth: Point = [r * Math.cos(azimuth), r * Math.sin(azimuth), face - distance];
    const { ray, flux } = rayAt(birth, MICROBOONE_SOURCE_Z);
    const ways = crossing(birth, turned(ray, to));
    if (!ways) continue;
    const decays = Math.exp(-ways[0] / lengthCm) - Math.exp(-ways[1] / lengthCm);
    yield { ray, volume: (Math.PI * RADIUS ** 2 * ratio * distance * flux * decays) / vertices };
  }
}
