/** Schema of scan files. The descriptions are what an editor shows on a key. */
import * as z from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { defaultsInWords, MODEL_KINDS, modelOf, processInWords } from '../model/models.js';
import { AXIS_INFO, AXIS_NAMES, type AxisName } from '../model/parameters.js';
import type { Output } from '../outputs/output.js';
import { OUTPUTS } from '../outputs/outputs.js';
import { DECAY_NAMES } from '../physics/branching.js';
import { DEFAULT_EVENTS, EVENT_LIMITS } from '../resolved/scan.js';
import {
  DEFAULT_STATISTIC,
  STATISTIC_CHOICES,
  type StatisticChoice,
  statisticNamed,
} from '../statistics/statistics.js';
import { shortNumber } from '../words.js';
import { experiment, production, signal } from './experimentsSchema.js';

const powerOfTwo = z
  .int()
  .min(EVENT_LIMITS.min)
  .max(EVENT_LIMITS.max)
  .refine((n) => Number.isInteger(Math.log2(n)), 'not a power of two; the usual 16384 is');

const events = z
  .union(
    [
      powerOfTwo,
      z.literal('auto'),
      strictObject({
        from: powerOfTwo.default(DEFAULT_EVENTS).describe('Initial number of events of every mass point.'),
        cap: powerOfTwo
          .optional()
          .describe(
            'Largest number of events of a mass point; by default what fits on every device, at most 1048576.',
          ),
      }).refine(
        ({ from, cap = EVENT_LIMITS.max }) => from < cap,
        'the cap is not above what events begin with',
      ),
    ],
    { error: 'a power of two such as 16384, auto, or { from, cap } expected' },
  )
  .default(DEFAULT_EVENTS)
  .describe(
    'Simulated events for every mass point: a power of two, 256 to 1048576; auto, or { from, cap }: raised where there are too few.',
  );

const bounds = z.tuple([z.number(), z.number()]);

/** Most values of an axis. */
export const MOST_VALUES = 1e6;

const axisShape = {
  log: bounds.optional().describe('First and last value; logarithmic spacing. With `points`.'),
  linear: bounds.optional().describe('First and last value; equal spacing. With `points`.'),
  points: z.int().min(1).max(MOST_VALUES).optional().describe('Number of grid values, both ends included.'),
  values: z
    .union([
      z.array(z.number()).min(1, 'an axis needs at least one value'),
      strictObject({
        file: z.string().min(1).describe('A CSV file with names of columns; a path relative to this file.'),
        column: z
          .string()
          .min(1)
          .optional()
          .describe("Name of the column; by default the axis' own. Masses in MeV: m5_mev."),
      }),
    ])
    .optional()
    .describe('Explicit values, strictly increasing; or { file, column }: those of a table.'),
};

/** One axis as written: exactly one of log, linear (with points) or values. */
export type AxisEntry = z.output<z.ZodObject<typeof axisShape>>;

/** An object with one optional entry for every axis parameter. */
function perParameter<S extends z.ZodType>(entry: (name: AxisName) => S): Record<AxisName, z.ZodOptional<S>> {
  const pairs = AXIS_NAMES.map((name) => [name, entry(name).optional().describe(describeParameter(name))]);
  return Object.fromEntries(pairs) as Record<AxisName, z.ZodOptional<S>>;
}

/** A parameter in a line: its name in words, unit and range. */
export function describeParameter(name: AxisName): string {
  const { longName, unit, min, max } = AXIS_INFO[name];
  return `${longName}${unit === '1' ? '' : `, ${unit}`}; ${min} to ${max}.`;
}

const model = strictObject({
  kind: z
    .enum(MODEL_KINDS)
    .describe(MODEL_KINDS.map((kind) => `${kind}: ${processInWords(modelOf(kind))}.`).join(' ')),
  nature: z.enum(['dirac', 'majorana']).default('dirac').describe('Nature of the heavy neutrinos.'),
  smZ: z.boolean().default(true).describe('Interference with the Standard-Model Z.'),
  charge: z
    .enum(['darknews', 'alpha0'])
    .default('darknews')
    .describe('Electric charge: darknews, from (G_F, m_W, sin2 theta_W); alpha0, sqrt(4 pi/137.036).'),
  zpSpin: z
    .enum(['isotropic', 'exact'])
    .default('isotropic')
    .describe("Decay of a real Z': isotropic, as in DarkNews; exact, with its polarisation."),
  decays: z
    .array(z.enum(DECAY_NAMES))
    .refine((names) => new Set(names).size === names.length, 'a decay is listed twice')
    .default([])
    .describe('Decays besides e+e- that are included in c tau and in the branching ratio; none by default.'),
  parameters: strictObject(perParameter(() => z.number()))
    .prefault({})
    .describe(
      `Values of the parameters that are not axes. Defaults: ${defaultsInWords(shortNumber).join(', ')}.`,
    ),
}).describe('The dark-neutrino model and its fixed parameters.');

/** The names that scan files take from shelves. */
export interface Shelves {
  readonly outputs: readonly Output[];
  readonly statistics: readonly StatisticChoice[];
}

/** Names of outputs; the description has a sentence for each. */
function outputNames(outputs: readonly Output[]) {
  const sentences = outputs.map(
    ({ name, summary, byDefault }) => `${name}${byDefault ? '' : ' (not by default)'}: ${summary}.`,
  );
  return z
    .array(z.enum(outputs.map(({ name }) => name)))
    .min(1, 'name at least one variable')
    .refine((names) => new Set(names).size === names.length, 'a variable is listed twice')
    .optional()
    .describe(['Variables written to the grid.', ...sentences].join(' '));
}

/** The schema of scan files that may name what is on these shelves. */
export const createScanSchema = ({ outputs, statistics }: Shelves) =>
  strictObject({
    name: z
      .string()
      .regex(
        /^[A-Za-z0-9][\w.-]*$/,
        'use letters, digits, dots, dashes and underscores: it names the grid on disk',
      )
      .optional()
      .describe('Name of the scan and of its grid; by default the name of the file.'),
    model,
    production,
    signal: signal.default('generated'),
    axes: strictObject(perParameter(() => strictObject(axisShape))).describe(
      'Axes of the grid, slowest first: log, linear (with points) or values.',
    ),
    experiments: z
      .array(experiment)
      .min(1, 'name an experiment, such as microboone-2025')
      .describe(
        'Experiments whose chi2 add up: folders under data/experiments, or paths relative to this file; { name, dirt, ... } for one with its own production.',
      ),
    events,
    statistic: z
      .enum(statistics)
      .default(DEFAULT_STATISTIC)
      .describe(`${statistics.map((name) => `${name}: ${statisticNamed(name).title}`).join('; ')}.`),
    data: z
      .enum(['observed', 'asimov'])
      .default('observed')
      .describe('Observed counts, or the background itself.'),
    outputs: outputNames(outputs),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .default(1)
      .describe('Seed of the event sample.'),
  }).describe('A dualnu scan');

/** A scan file. */
export const scanSchema = createScanSchema({ outputs: OUTPUTS, statistics: STATISTIC_CHOICES });

/** A scan file, validated, with defaults. */
export type ScanFile = z.output<typeof scanSchema>;
