/** Schema of the parts of a scan file that choose experiments, and what is produced in each. */
import * as z from 'zod';
import { dirtChangesShape } from '../experiment/dirtSchema.js';
import { EXPOSURE_RANGE } from '../experiment/exposure.js';
import { BLOCK_NAMES } from '../experiment/schema.js';
import { strictObject } from '../input/zodIssues.js';
import { refusedKey } from '../input/zodPieces.js';

const productionShape = {
  dirt: z
    .union([
      z.string().min(1),
      strictObject({
        preset: z.string().min(1).describe("A preset of the experiment's."),
        ...dirtChangesShape,
      }),
    ])
    .optional()
    .describe(
      "Matter upstream in which neutrinos scatter too: a preset of the experiment's, such as cylinder; { preset, radius_cm, ... } for one with other numbers; or none.",
    ),
  protonElastic: z
    .boolean()
    .optional()
    .describe(
      "Scattering on single protons, free and bound; the default follows the experiment's selection.",
    ),
  antineutrinos: z
    .boolean()
    .optional()
    .describe(
      'Include wrong-sign neutrinos of the beam, such as nu_mu-bar besides nu_mu; left out by default.',
    ),
};

/** Where events come from. */
export const signal = z
  .string()
  .regex(/^(generated|sample:.+)$/s, 'write generated, or sample: and the folder of an imported sample')
  .describe(
    'Where the events of a signal come from: generated, for every mass point; or sample:FOLDER, events of an imported sample that are reweighted to it, the folder relative to this file.',
  );

/** `production`: what holds for all experiments. */
export const production = strictObject(productionShape)
  .prefault({})
  .describe('What is produced, and where, in every experiment without settings of its own.');

/** Blocks that an experiment's entry changes by keys outside `changes`. */
const UNCHANGED = new Set<string>(['dirt']);

/** Keys of an experiment's file that a scan may not change, and what to do instead. */
const UNCHANGEABLE = {
  name: refusedKey('an experiment keeps its name; for another one in the grid write as: NAME beside changes'),
  title: refusedKey(
    'an experiment keeps its title; for another name in the grid write as: NAME beside changes',
  ),
  citations: refusedKey('an experiment keeps its citations; remove this'),
  variants: refusedKey('a variant is chosen beside changes, name: EXPERIMENT:VARIANT; remove this'),
  dirt: refusedKey('soil is changed beside changes, dirt: { preset, radius_cm, ... }; move it there'),
};

const anyMapping = z.record(z.string(), z.unknown());
const experimentChanges = strictObject({
  ...Object.fromEntries(
    BLOCK_NAMES.filter((name) => !UNCHANGED.has(name)).map((name) => [
      name,
      (name === 'beams' ? z.array(anyMapping) : anyMapping).optional(),
    ]),
  ),
  ...UNCHANGEABLE,
});

/** An entry of `experiments`. */
export const experiment = z.union([
  z.string().min(1),
  strictObject({
    name: z.string().min(1).describe('Folder of the experiment, with its variants: miniboone-2020:combined.'),
    as: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and dashes')
      .optional()
      .describe('Its name in the grid, needed if it is listed more than once.'),
    apart: z
      .boolean()
      .optional()
      .describe(
        'Evaluated separately: its chi2 and signal do not enter the sums, for example because its data are included already.',
      ),
    exposure: z
      .number()
      .min(EXPOSURE_RANGE.min)
      .max(EXPOSURE_RANGE.max)
      .optional()
      .describe(
        'Factor on its protons on target; background and systematic errors scale with it. Only with data: asimov.',
      ),
    ...productionShape,
    signal: signal.optional(),
    changes: experimentChanges
      .optional()
      .describe(
        "Other data than its folder's: blocks of experiment.yaml, and below `response` numbers of the response's file. Mappings are merged, null takes a key out.",
      ),
  }),
]);
