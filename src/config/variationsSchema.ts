/** Schema of variations files. The descriptions are what an editor shows on a key. */
import * as z from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { text } from '../input/zodPieces.js';
import { scanSchema } from './schema.js';

/** Keys of a scan file that a change may have: all but its name. Their contents are checked in the merged scan. */
const changeShape = Object.fromEntries(
  Object.keys(scanSchema.shape)
    .filter((key) => key !== 'name')
    .map((key) => [key, z.unknown().optional()]),
);

const change = strictObject(changeShape)
  .optional()
  .describe(
    'Keys that replace those of the scan file. Mappings are merged; `experiments` is a mapping by name; null removes a key.',
  );

const compare = strictObject({
  x: z.string().min(1).describe('Horizontal axis.'),
  y: z.string().min(1).describe('Vertical axis.'),
  panels: z
    .array(z.string().min(1))
    .default([])
    .describe('Axes; each combination of their values is one panel of the figure.'),
  fix: z
    .record(z.string(), z.number())
    .default({})
    .describe('A value for every other axis with more than one point.'),
  excludes: z.string().min(1).describe('Experiment of the scan whose excluded region is compared.'),
  prefers: z.string().min(1).describe('Experiment of the scan whose preferred region is compared.'),
  cl: z.number().gt(0).lt(1).default(0.95).describe('Confidence level of both regions.'),
}).describe('What is compared in each scan, as `dualnu compare` does.');

const alternative = strictObject({
  label: text.describe('The alternative assumption, in few words: the figure shows it.'),
  set: change,
});

const variation = strictObject({
  label: text.describe('Which assumption is varied.'),
  base: text
    .optional()
    .describe('The assumption of the bases, in few words: the figure shows it beside the alternatives.'),
  bases: z.array(text).min(1).optional().describe('Labels of the bases to which it applies; all by default.'),
  alternatives: z
    .array(alternative)
    .min(1, 'name at least one alternative')
    .max(8, 'more than figures have markers for: at most eight alternatives, so make two variations of them'),
});

/** Bases of a file that names none. */
export const ONLY_BASE = 'base';

/** A variations file. */
export const variationsSchema = strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]*$/, 'use letters, digits, dots, dashes and underscores: it names a folder')
    .optional()
    .describe('Name of the folder for its grids; by default the name of the file.'),
  title: text.optional().describe('Title of the figure.'),
  scan: z.string().min(1).describe('The scan file to vary; a path relative to this file.'),
  set: change,
  compare,
  bases: z
    .array(strictObject({ label: text, set: change }))
    .min(1, 'name at least one base, or leave bases out')
    .default([{ label: ONLY_BASE, set: undefined }])
    .describe('The starting points of the variations: each has its own line and bars.'),
  variations: z.array(variation).min(1, 'name at least one variation'),
}).describe('Variations of a dualnu scan');

/** A variations file, validated, with defaults. */
export type VariationsFile = z.output<typeof variationsSchema>;
