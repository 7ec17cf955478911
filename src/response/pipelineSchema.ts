/** Schema of a `response.yaml` of `kind: pipeline`. Keys carry their units. */
import { z } from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { source, text } from '../input/zodPieces.js';
import { QUANTITIES } from '../physics/quantities.js';
import { BELOW_ZERO, MAX_RANK, MAX_TOPOLOGIES } from '../physics/responseLayout.js';

const positive = z.number().positive();
const notNegative = z.number().nonnegative();
const quantity = z.enum(QUANTITIES);

/**
 * A table's axis: its quantity, which names its column or columns (`e_vis_gev`, or `e_vis_gev_low` and `e_vis_gev_high`), and
 * whether it is read at the nearest point (or in the bin), or linearly between points (or bin centres).
 */
const axis = strictObject({ quantity, lookup: z.enum(['nearest', 'linear']) });
const axes = z.array(axis).min(1).max(MAX_RANK);

/** Column of a table's values, where it is not named as what they are: so one file can hold several tables. */
const column = text.optional();

/** An axis, validated. */
export type AxisEntry = z.output<typeof axis>;

const smearing = strictObject({
  energy: strictObject({
    of: z.enum(['kinetic', 'total']),
    combine: z.enum(['linear', 'quadrature']),
    stochastic: notNegative.default(0),
    noise_gev: notNegative.default(0),
    constant: notNegative.default(0),
    below_zero: z.enum(BELOW_ZERO).default('one-ring'),
    source,
  }).optional(),
  angle: strictObject({
    kind: z.enum(['polar', 'planar']),
    offset_deg: notNegative,
    log_deg: notNegative.default(0),
    source,
  }).optional(),
});

/** Least energy of a lepton that is found: kinetic or total. */
const threshold = strictObject({
  kinetic_gev: notNegative.optional(),
  total_gev: notNegative.optional(),
  leptons: z.enum(['both', 'one']),
  source,
});

/** A cut against a constant (`limit`) or a table (`file` and `axes`; column `limit` unless `column` names another). */
const cut = strictObject({
  quantity,
  keep: z.enum(['above', 'below']),
  limit: z.number().optional(),
  file: text.optional(),
  column,
  axes: axes.optional(),
  source,
});

const efficiency = strictObject({
  factors: z
    .array(strictObject({ multiply_by: positive.optional(), divide_by: positive.optional(), source }))
    .default([]),
  pair: strictObject({
    plateau: z.number().min(0).max(1),
    energy_scale_gev: positive,
    angle_scale_deg: positive,
    source,
  }).optional(),
  tables: z.array(strictObject({ file: text, column, axes, source })).default([]),
});

const topology = z.discriminatedUnion(
  'kind',
  [
    strictObject({
      kind: z.literal('pair'),
      separation: strictObject({
        opening_deg: notNegative,
        opening_width_deg: positive,
        min_energy_gev: notNegative,
        min_energy_width_gev: positive,
      }),
      second_shower: strictObject({ energy_gev: notNegative, energy_width_gev: positive }),
      source,
    }),
    strictObject({
      kind: z.literal('tables'),
      tables: z
        .array(strictObject({ name: text, file: text, column, axes, source }))
        .min(1)
        .max(MAX_TOPOLOGIES),
    }),
  ],
  { error: 'missing or unknown; one of: pair, tables' },
);

/** `response.yaml` of `kind: pipeline`. */
export const pipelineSchema = strictObject({
  kind: z.literal('pipeline'),
  label: text,
  source,
  smearing: smearing.optional(),
  threshold: threshold.optional(),
  cuts: z.array(cut).default([]),
  efficiency: efficiency.optional(),
  topology: topology.optional(),
  observables: z
    .array(strictObject({ quantity, edges: z.array(z.number()).min(2), source }))
    .max(3)
    .default([]),
  migration: strictObject({ file: text, labels: z.array(text).optional(), source }).optional(),
});

/** The same, validated. */
export type PipelineFile = z.output<typeof pipelineSchema>;
