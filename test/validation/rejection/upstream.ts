/** The soil upstream as a cylinder of SiO2, forwards from its scatterings. MODEL section 5. cm, g. */
import { BOX, crossing } from './detector.js';
import type { Direction } from './fourVector.js';
import type { Random } from './random.js';

/** Radius and z of the ends, cm; neutrinos fly parallel, and fewer the farther from their origin at ORIGIN_Z. */
const RADIUS = 1100;
const [FAR_Z, NEAR_Z] = [-40758, -758];
const ORIGIN_Z = -46000;
/** g/cm3. */
export const SOIL_DENSITY = 2.25;
/** Nuclei and their mass fractions. */
export const SOIL: readonly (readonly [nucleus: string, share: number])[] = [
  ['Si28', 28 / 60],
  ['O16', 32 / 60],
];

/**
 * Volume of the soil in cm3, weighted by the flux relative to the detector's and by the probability that an N flying along
 * `to` decays in the active volume, `lengthCm` being its mean way. `vertices` births: uniform across the beam, along it one
 * in each of as many equal steps in the logarithm of the distance to the detector.
 */
export function decayingVolume(to: Direction, lengthCm: number, vertices: number, random: Random): number {
  if (to[2] <= 0) return 0;
  const face = -BOX[2] / 2;
  const ratio = Math.log((face - FAR_Z) / (face - NEAR_Z));
  let sum = 0;
  for (let i = 0; i < vertices; i++) {
    const distance = (face - NEAR_Z) * Math.exp((ratio * (i + random())) / vertices);
    const r = RADIUS * Math.sqrt(random());
    const azimuth = 2 * Math.PI * random();
    const [x, y, z] = [r * Math.cos(azimuth), r * Math.sin(azimuth), face - distance];
    const ways = crossing([x, y, z], to);
    if (!ways) continue;
    const decays = Math.exp(-ways[0] / lengthCm) - Math.exp(-ways[1] / lengthCm);
    const spread = ORIGIN_Z ** 2 / (x * x + y * y + (z - ORIGIN_Z) ** 2);
    sum += decays * spread * distance;
  }
  return (Math.PI * RADIUS ** 2 * ratio * sum) / vertices;
}
