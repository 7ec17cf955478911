/** Schemas of the matter upstream: presets of an experiment, and a scan's changes of them. Keys carry their units. */
import * as z from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { positive, source } from '../input/zodPieces.js';
import { shapeChangeKeys, shapeKeys } from '../shapes/bodies.js';

/** Mass fractions of nuclei by name: { Ar40: 1 }. */
export const composition = z.record(z.string(), positive);

/** A body of matter: a shape of one kind, with a density or a mass. */
const bodyShape = {
  ...shapeKeys,
  density_g_cm3: positive.optional(),
  mass_tonnes: positive.optional(),
  composition: composition.optional(),
};

/** A body as written in a file. */
export type BodyEntry = Readonly<z.output<z.ZodObject<typeof bodyShape>>>;

/** The numbers of a body that a scan may replace, with the same keys. */
const bodyChangesShape = {
  ...shapeChangeKeys,
  density_g_cm3: positive.optional().describe("Replaces the preset's density or mass, g/cm3."),
  mass_tonnes: positive.optional().describe("Replaces the preset's density or mass, t."),
  composition: composition.optional().describe('Mass fractions of nuclei, which add up to 1.'),
};

/** Keys of `dirt` in a scan file besides `preset`: those of the preset's single body, or `bodies` by name. */
export const dirtChangesShape = {
  ...bodyChangesShape,
  bodies: z
    .record(z.string(), strictObject(bodyChangesShape))
    .optional()
    .describe('For a preset with several bodies: their keys, by name of the body.'),
};

/** Changes of a preset that do not come from a file. */
export const dirtChangesSchema = strictObject(dirtChangesShape);

/** A scan's changes of a preset. */
export type DirtChanges = Readonly<z.output<typeof dirtChangesSchema>>;

/** A scan's changes of one body. */
export type BodyChanges = Omit<DirtChanges, 'bodies'>;

/** A preset: a single body, or several by name. */
const preset = strictObject({
  ...bodyShape,
  bodies: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), strictObject(bodyShape)).optional(),
  source,
});

/** A preset as written in a file. */
export type PresetEntry = Readonly<z.output<typeof preset>>;

/** Name of a preset; not `none`, which in a scan file means no soil. */
const presetName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and dashes')
  .refine((name) => name !== 'none', 'in a scan file none means no soil; give the preset another name');

/** The block `dirt` of an experiment. */
export const dirtSchema = strictObject({ presets: z.record(presetName, preset) });
