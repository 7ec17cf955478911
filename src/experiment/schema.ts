/** Schemas of the files under data/: experiments, responses, nuclei. Keys carry their units. */
import { z } from 'zod';
import { strictObject } from './zodIssues.js';

/** Where a number comes from; a file without it is refused. */
const source = z
  .string({ error: 'missing citation; name the paper (arXiv number), or write ASSUMPTION and why' })
  .trim()
  .min(1, 'missing citation; name the paper (arXiv number), or write ASSUMPTION and why');
const citations = z
  .array(z.string().trim().min(1), { error: 'missing citation; list at least one paper (arXiv number)' })
  .min(1, 'missing citation; list at least one paper (arXiv number)');
const text = z.string().trim().min(1);
const positive = z.number().positive();
const notNegative = z.number().nonnegative();

/** Topologies that a bin of a pair-topology response can be. */
export const PAIR_TOPOLOGIES = ['one-shower', 'one-shower-one-track', 'two-showers'] as const;

/** Covariance: exactly one of errors with correlation, matrix, or file (a CSV). */
const covariance = strictObject({
  errors: z.array(positive).optional(),
  correlation: z.number().min(-1).max(1).optional(),
  matrix: z.array(z.array(z.number())).optional(),
  file: text.optional(),
  source,
});

/** Mass fractions of nuclei by name: { Ar40: 1 }. */
const composition = z.record(z.string(), positive);

/** Matter upstream: a cylinder (equal radii) or a cone cut off at both ends. */
const dirt = strictObject({
  near_z_cm: z.number(),
  length_cm: positive,
  radii_cm: z.tuple([positive, positive]),
  density_g_cm3: positive,
  composition,
  source,
});

/** `experiment.yaml`. */
export const experimentSchema = strictObject({
  name: text,
  title: text,
  citations,
  exposure: strictObject({ pot: positive, source }),
  target: strictObject({ composition, mass_tonnes: positive, source }),
  geometry: strictObject({
    kind: z.enum(['box']),
    widths_cm: z.tuple([positive, positive, positive]),
    source,
  }),
  flux: strictObject({
    file: text,
    energy_column: text,
    numu_column: text,
    numubar_column: text.optional(),
    range_gev: z.tuple([notNegative, positive]),
    source,
  }),
  proton_elastic: strictObject({ selected: z.boolean(), source }).optional(),
  dirt: strictObject({
    flux_origin_z_cm: z.number(),
    presets: z.record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and dashes'),
      dirt,
    ),
  }).optional(),
  response: strictObject({ file: text }),
  observation: strictObject({
    bins: z
      .array(
        strictObject({
          label: text,
          topology: z.enum(PAIR_TOPOLOGIES),
          data: notNegative,
          background: notNegative,
        }),
      )
      .min(1),
    source,
  }),
  covariance,
});

/** `experiment.yaml`, validated. */
export type ExperimentFile = z.output<typeof experimentSchema>;

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
