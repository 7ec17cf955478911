/** `sample.yaml`: what a sample on disk is, for people and for the program. */
import { Document } from 'yaml';
import * as z from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { source, text } from '../input/zodPieces.js';
import { MODEL_KINDS } from '../model/models.js';
import { AXIS_NAMES } from '../model/parameters.js';
import { DECAY_NAMES } from '../physics/branching.js';

/** Version of the format; a program reads its own and older ones. */
export const SAMPLE_VERSION = 1;

/** Names of the files in a sample's folder. */
export const DOCUMENT_FILE = 'sample.yaml';
export const EVENTS_FILE = 'events.parquet';

const sha256 = z.string().regex(/^[\da-f]{64}$/, 'a SHA-256 in hexadecimal digits expected');
const whole = z.int().nonnegative();

/** Where events of a component were read. */
const sourceSchema = strictObject({
  file: text,
  format: text,
  tree: text.optional(),
  sha256,
  rows: whole,
  energy_unit: z.enum(['GeV', 'MeV']),
  length_unit: z.enum(['mm', 'cm', 'm']),
  /** Subtracted from positions, in cm. */
  origin_cm: z.tuple([z.number(), z.number(), z.number()]).optional(),
  /** Field or observable: column. */
  columns: z.record(z.string(), z.string()),
});

const component = strictObject({
  name: text,
  model: strictObject({
    kind: z.enum(MODEL_KINDS),
    nature: z.enum(['dirac', 'majorana']),
    smZ: z.boolean(),
    charge: z.enum(['darknews', 'alpha0']),
    zpSpin: z.enum(['isotropic', 'exact']),
    decays: z.array(z.enum(DECAY_NAMES)),
  }),
  parameters: z.partialRecord(z.enum(AXIS_NAMES), z.number()),
  pot: z.number().positive(),
  /** Mass of the target that the weights are for, where it is not the experiment's. */
  target_tonnes: z.number().positive().optional(),
  generated: whole,
  decays: z.enum(['sampled', 'integrated']),
  events: whole,
  /** Sum of weights: events for the POT. */
  rate: z.number().nonnegative(),
  sources: z.array(sourceSchema),
});

const schema = strictObject({
  format: z.literal(SAMPLE_VERSION, {
    error: `a sample of another version; this program reads ${SAMPLE_VERSION}`,
  }),
  name: text,
  program: source,
  components: z.array(component).min(1),
  /** Unit of each column of events.parquet. */
  columns: z.record(z.string(), z.string()),
  observables: z.record(
    z.string(),
    z.union([strictObject({ unit: z.string() }), strictObject({ categories: z.array(z.string()) })]),
  ),
  missing: z.array(text),
  events: strictObject({ file: z.literal(EVENTS_FILE), rows: whole, sha256 }),
});

/** The schema of `sample.yaml`. */
export const documentSchema = schema;

/** A sample's document. */
export type SampleDocument = z.output<typeof schema>;

/** Where events of a component were read. */
export type SampleSource = z.output<typeof sourceSchema>;

/** A component as its document has it. */
export type DocumentComponent = z.output<typeof component>;

/** The document as a text, with a comment on what it is. */
export function documentText(document: SampleDocument): string {
  const yaml = new Document(document);
  yaml.commentBefore =
    ' A sample of simulated events, imported by `dualnu sample import`. Energies in GeV, lengths in cm, the beam along +z,\n the origin at the centre of the active volume. Do not edit: import anew.';
  return yaml.toString({ lineWidth: 0 });
}
