/** Numbers of nuclei and protons in matter. */
import { GEV_GRAMS } from '../physics/constants.js';
import type { Composition, Nucleus } from './types.js';

/** Number of nuclei in a mass, in g, of a pure isotope. */
export function nucleiIn({ massGev }: Nucleus, grams: number): number {
  return grams / (massGev * GEV_GRAMS);
}

/** Number of protons, free and bound, in a mass of matter, in g. */
export function protonsIn(composition: Composition, grams: number): number {
  return composition.reduce(
    (sum, { nucleus, massFraction }) => sum + nucleus.protons * nucleiIn(nucleus, massFraction * grams),
    0,
  );
}
