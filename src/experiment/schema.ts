/** Schema of experiment.yaml. Keys carry their units. */
import * as z from 'zod';
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

/** Beams. Each bin contains events of one beam. */
const beams = z
  .array(strictObject({ name: text, pot: positive, flux, source }))
  .min(1, 'name at least one beam');

/**
 * A bin: with one or several cells of the response, or none in a control sample; `beam` is needed where there are several beams,
 * and `data` where other bins have any.
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

/** Bins, and the protons on target of their counts and backgrounds: one number, or one for each beam. */
const observation = strictObject({
  bins: z.array(bin).min(1),
  pot: z.union([positive, z.record(text, positive)]).optional(),
  source,
});

/** The background before a constraint by sidebands, for the record: parts in events, and relative errors of their total. */
const unconstrained = strictObject({
  events: positive,
  error: positive,
  composition: z.record(text, positive),
  relative_errors: z.record(text, positive),
  source,
});

/**
 * Covariance: exactly one of errors with correlation, matrix, file (a CSV), or fractional; optionally with relative errors of the
 * signal, each fully correlated between bins and independent of the others.
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
 * Which neutrinos of the beams are included: a range of energies, within that of each flux; and the wrong-sign component of no beam, of
 * beams of one kind, or of all.
 */
const neutrinos = strictObject({
  range_gev: z
    .tuple([notNegative, positive])
    .refine(([from, to]) => from < to, 'no range; give the lower energy first')
    .optional(),
  wrong_sign: z.enum(['none', 'numu', 'numubar', 'all']).default('none'),
  source,
});

/** A response's file, and changed values of its keys. */
const response = strictObject({
  file: text,
  changes: z.record(z.string(), z.unknown()).optional(),
  source: source.optional(),
}).refine(({ changes, source }) => changes === undefined || source !== undefined, {
  path: ['source'],
  error: NO_SOURCE,
});

/**
 * The neutrino source, a point on the beam axis. `intensity` is a table in the angle at the source, or in the distance from the axis in the
 * plane of the detector's centre: exactly one of the two.
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

/** Blocks that a variant may replace. */
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
