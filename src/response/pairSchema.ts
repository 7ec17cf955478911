/** Schema of a response of kind pair-topology, and of its classification of pairs, which a step of a pipeline has too. */
import * as z from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { notNegative, positive, source, text } from '../input/zodPieces.js';
import type { PairTopologyResponse } from './types.js';

/** Keys of the classification of pairs, in such a file and in a step of a pipeline. */
export const pairKeys = {
  separation: strictObject({
    opening_deg: notNegative,
    opening_width_deg: positive,
    min_energy_gev: notNegative,
    min_energy_width_gev: positive,
  }),
  second_shower: strictObject({ energy_gev: notNegative, energy_width_gev: positive }),
};

/** The classification from its keys. */
export function classificationOf({
  separation,
  second_shower: shower,
}: z.output<z.ZodObject<typeof pairKeys>>): Pick<PairTopologyResponse, 'separation' | 'secondShower'> {
  return {
    separation: {
      openingDeg: separation.opening_deg,
      openingWidthDeg: separation.opening_width_deg,
      minEnergyGev: separation.min_energy_gev,
      minEnergyWidthGev: separation.min_energy_width_gev,
    },
    secondShower: { energyGev: shower.energy_gev, energyWidthGev: shower.energy_width_gev },
  };
}

/** `response.yaml`. */
export const responseSchema = strictObject({
  kind: z.literal('pair-topology', {
    error: 'missing or unknown; one of: pair-topology, pipeline, reconstructed',
  }),
  label: text,
  source,
  efficiency: z.number().min(0).max(1),
  energy_scale_gev: positive,
  angle_scale_deg: positive,
  ...pairKeys,
});
