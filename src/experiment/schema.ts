/** Schema of experiment.yaml. Keys carry their units. */
import { z } from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { citations, NO_SOURCE, notNegative, positive, source, text } from '../input/zodPieces.js';
import { geometrySchema } from '../shapes/detectors.js';
import { composition, dirtSchema } from './dirtSchema.js';

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

/** Blocks that a variant may put in the place of the experiment's own. */
const blocks = {
  beams,
  target: strictObject({ composition, mass_tonnes: positive, source }),
  geometry: geometrySchema,
  proton_elastic: strictObject({
    selected: z.boolean(),
    max_kinetic_energy_mev: positive.optional(),
    source,
  }).optional(),
  dirt: dirtSchema.optional(),
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
