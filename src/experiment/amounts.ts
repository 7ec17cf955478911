/** How many nuclei and protons there are in matter. */
import { GEV_GRAMS } from '../physics/constants.js';
import type { Composition, Nucleus } from './types.js';

/** Number of nuclei of a kind in so many grams of it. */
export function nucleiIn({ massGev }: Nucleus, grams: number): number {
  return grams / (massGev * GEV_GRAMS);
}

/** Number of protons, free and bound, in so many grams of matter. */
export function protonsIn(composition: Composition, grams: number): number {
  return composition.reduce(
    (sum, { nucleus, massFraction }) => sum + nucleus.protons * nucleiIn(nucleus, massFraction * grams),
    0,
  );
}
