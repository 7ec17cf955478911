/** Schema of a response of kind pair-topology. */
import { z } from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { notNegative, positive, source, text } from '../input/zodPieces.js';

/** `response.yaml`. */
export const responseSchema = strictObject({
  kind: z.enum(['pair-topology']),
  label: text,
  source,
  efficiency: z.number().min(0).max(1),
  energy_scale_gev: positive,
  angle_scale_deg: positive,
  separation: strictObject({
    opening_deg: notNegative,
    opening_width_deg: positive,
    min_energy_gev: notNegative,
    min_energy_width_gev: positive,
  }),
  second_shower: strictObject({ energy_gev: notNegative, energy_width_gev: positive }),
});
