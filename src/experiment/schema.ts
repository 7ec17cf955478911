/** Schemas of the files under data/: experiments, responses, nuclei. Keys carry their units. */
import { z } from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { NO_SOURCE, notNegative, positive, source, text } from '../input/zodPieces.js';

const citations = z
  .array(text, { error: 'missing citation; list at least one paper (arXiv number)' })
  .min(1, 'missing citation; list at least one paper (arXiv number)');

const flux = strictObject({
  file: text,
  energy_column: text,
  numu_column: text,
  numubar_column: text.optional(),
  main: z.enum(['numu', 'numubar']).default('numu'),
  range_gev: z.tuple([notNegative, positive]),
  source,
});

/** Beams: what each makes falls into bins of its own. */
const beams = z
  .array(strictObject({ name: text, pot: positive, flux, source }))
  .min(1, 'name at least one beam');

const geometry = z.discriminatedUnion(
  'kind',
  [
    strictObject({
      kind: z.literal('box'),
      widths_cm: z.tuple([positive, positive, positive]),
      source,
    }),
    strictObject({
      kind: z.literal('sphere'),
      radius_cm: positive,
      fiducial_radius_cm: positive,
      source,
    }),
  ],
  { error: 'missing or unknown; one of: box, sphere' },
);

/**
 * A bin: with one or several cells of the response, or none in a control sample; `beam` where there are several; `data` once
 * there are any.
 */
const bin = strictObject({
  label: text,
  data: notNegative.optional(),
  background: notNegative,
  beam: text.optional(),
  cell: z.union([text, z.int().nonnegative()]).optional(),
  cells: z
    .array(z.union([text, z.int().nonnegative()]))
    .min(1)
    .optional(),
});

/** Bins, and the protons on target that their counts and backgrounds stand for: one number, or one for each beam. */
const observation = strictObject({
  bins: z.array(bin).min(1),
  pot: z.union([positive, z.record(text, positive)]).optional(),
  source,
});

/** The background before a constraint by sidebands, for the record: parts in events, and errors relative to the sum of the parts. */
const unconstrained = strictObject({
  events: positive,
  error: positive,
  composition: z.record(text, positive),
  relative_errors: z.record(text, positive),
  source,
});

/**
 * Covariance: exactly one of errors with correlation, matrix, file (a CSV), or fractional; and relative errors of the signal, each
 * common to all bins and independent of the others.
 */
const covariance = strictObject({
  errors: z.array(positive).optional(),
  correlation: z.number().min(-1).max(1).optional(),
  matrix: z.array(z.array(z.number())).optional(),
  file: text.optional(),
  fractional: strictObject({
    file: text,
    blocks: z.array(strictObject({ beam: text, of: z.enum(['signal', 'background', 'control']) })).min(1),
  }).optional(),
  statistics: z.enum(['separate', 'included']).default('separate'),
  signal_errors: z.record(text, z.number().nonnegative().max(10)).optional(),
  source,
});

/** Mass fractions of nuclei by name: { Ar40: 1 }. */
const composition = z.record(z.string(), positive);

/**
 * A body of matter upstream: a cylinder (equal radii) or a cone cut off at both ends, about the beam axis, or an annulus about the
 * vertical axis through the detector; with a density, or a mass that it holds.
 */
const bodyShape = {
  near_z_cm: z.number().optional(),
  length_cm: positive.optional(),
  radii_cm: z.tuple([positive, positive]).optional(),
  annulus: strictObject({
    inner_radius_cm: positive,
    outer_radius_cm: positive,
    height_cm: positive,
  }).optional(),
  density_g_cm3: positive.optional(),
  mass_tonnes: positive.optional(),
  composition: composition.optional(),
};

/** What a scan may put in the place of a body's own, by the same keys; `radius_cm` takes both ends of a cone along. */
const bodyChangesShape = {
  near_z_cm: z.number().optional().describe('z of the end that faces the detector, cm.'),
  length_cm: positive.optional().describe('From there upstream, cm.'),
  radius_cm: positive
    .optional()
    .describe('Radius at the end that faces the detector, cm; that of the far end changes in proportion.'),
  radii_cm: z.tuple([positive, positive]).optional().describe('Radii at both ends, cm.'),
  annulus: strictObject({
    inner_radius_cm: positive.optional(),
    outer_radius_cm: positive.optional(),
    height_cm: positive.optional(),
  })
    .optional()
    .describe('Of a ring about the vertical axis, cm.'),
  density_g_cm3: positive.optional().describe('In the place of a density or a mass, g/cm3.'),
  mass_tonnes: positive.optional().describe('In the place of a density or a mass, t.'),
  composition: composition.optional().describe('Mass fractions of nuclei, which add up to 1.'),
};

/** Keys of `dirt` in a scan file beside `preset`: of the one body of the preset, or by name of the body. */
export const dirtChangesShape = {
  ...bodyChangesShape,
  bodies: z
    .record(z.string(), strictObject(bodyChangesShape))
    .optional()
    .describe('Of a preset of several bodies: their keys, by name of the body.'),
};

/** Changes of a preset that stand in no file. */
export const dirtChangesSchema = strictObject(dirtChangesShape);

/** What a scan puts in the place of a preset's own. */
export type DirtChanges = Readonly<z.output<typeof dirtChangesSchema>>;

/** What it puts in the place of a body's own. */
export type BodyChanges = Omit<DirtChanges, 'bodies'>;

/** A preset: a body by itself, or several by name. */
const dirt = strictObject({
  ...bodyShape,
  bodies: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), strictObject(bodyShape)).optional(),
  source,
});

/**
 * Which neutrinos of all beams count: those of a range of energies, within each flux's own, and the other kind beside the beam's
 * own in no beam, in those of one kind, or in all.
 */
const neutrinos = strictObject({
  range_gev: z
    .tuple([notNegative, positive])
    .refine(([from, to]) => from < to, 'no range; give the lower energy first')
    .optional(),
  wrong_sign: z.enum(['none', 'numu', 'numubar', 'all']).default('none'),
  source,
});

/** A response's file, and keys of it that have other values. */
const response = strictObject({
  file: text,
  changes: z.record(z.string(), z.unknown()).optional(),
  source: source.optional(),
}).refine(({ changes, source }) => changes === undefined || source !== undefined, {
  path: ['source'],
  error: NO_SOURCE,
});

/**
 * Where neutrinos come from: a point on the beam axis. `intensity` is a table in the angle at that point, or in the distance from the axis at
 * the detector's centre: exactly one of the two.
 */
const neutrinoSource = strictObject({
  z_cm: z.number().negative(),
  intensity: strictObject({
    file: text,
    angle_mrad_column: text.optional(),
    radius_cm_column: text.optional(),
    intensity_column: text,
    source,
  }).optional(),
  source,
});

const dirtBlock = strictObject({
  presets: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and dashes'), dirt),
});

/** Blocks that a variant may put in the place of the experiment's own. */
const blocks = {
  beams,
  target: strictObject({ composition, mass_tonnes: positive, source }),
  geometry,
  proton_elastic: strictObject({
    selected: z.boolean(),
    max_kinetic_energy_mev: positive.optional(),
    source,
  }).optional(),
  dirt: dirtBlock.optional(),
  neutrino_source: neutrinoSource.optional(),
  response,
  neutrinos: neutrinos.optional(),
  observation,
  covariance,
  unconstrained_background: unconstrained.optional(),
};

/** `experiment.yaml`. */
export const experimentSchema = strictObject({
  name: text,
  title: text,
  citations,
  ...blocks,
  variants: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and dashes'),
      strictObject({ title: text.optional(), title_suffix: text.optional(), ...blocks }).partial(),
    )
    .optional(),
});

/** Names of the blocks that a variant may replace. */
export const BLOCK_NAMES = Object.keys(blocks) as (keyof typeof blocks)[];

/** Name of a block that a variant may replace, or of the title. */
export type BlockName = keyof typeof blocks | 'title';

/** Whether a key of a variant is the name of a block. */
export function isBlockName(key: string): key is BlockName {
  return key === 'title' || Object.hasOwn(blocks, key);
}

/** `experiment.yaml`, validated. */
export type ExperimentFile = z.output<typeof experimentSchema>;

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
