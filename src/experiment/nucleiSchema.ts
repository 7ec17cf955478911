/** Schema of nuclei.yaml. Keys carry their units. */
import * as z from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { citations, positive } from '../input/zodPieces.js';

const nucleus = strictObject({
  mass_gev: positive,
  protons: z.int().positive(),
  neutrons: z.int().nonnegative(),
  form_factor: z.enum(['fourier-bessel', 'helm', 'symmetrised-fermi', 'none']).default('fourier-bessel'),
  radius_fm: positive.optional(),
  fourier_bessel: z.array(z.number()).min(1).optional(),
}).superRefine((n, context) => {
  const isSeries = n.form_factor === 'fourier-bessel';
  for (const key of ['radius_fm', 'fourier_bessel'] as const) {
    if ((n[key] !== undefined) === isSeries) continue;
    const message = isSeries
      ? 'missing; a Fourier-Bessel series needs radius_fm and fourier_bessel, or name another form_factor'
      : `belongs to form_factor fourier-bessel, not ${n.form_factor}; remove it`;
    context.addIssue({ code: 'custom', path: [key], message });
  }
});

/** An entry of `nuclei.yaml`, validated. */
export type NucleusEntry = z.output<typeof nucleus>;

/** `nuclei.yaml`: nuclei by name, such as Ar40. */
export const nucleiSchema = strictObject({ citations, nuclei: z.record(z.string(), nucleus) });
