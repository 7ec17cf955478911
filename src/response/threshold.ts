/** Step: the least energy of a lepton that is found, and how many must be. GeV. */
import { z } from 'zod';
import { attempt } from '../errors.js';
import { failAt } from '../input/yaml.js';
import { strictObject } from '../input/zodIssues.js';
import { notNegative, source } from '../input/zodPieces.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import * as at from '../physics/responseLayout.js';
import type { Reading } from './reading.js';
import type { ResponseStep } from './step.js';
import type { TableWriter } from './tableWriter.js';

/** What the step adds to a response. */
export interface Threshold {
  /** Least total energy of a lepton that is found, GeV, and how many must be. */
  readonly threshold: { readonly minEnergyGev: number; readonly leptons: 1 | 2 } | undefined;
}

const keys = {
  /** Least energy of a lepton that is found: kinetic or total. */
  threshold: strictObject({
    kinetic_gev: notNegative.optional(),
    total_gev: notNegative.optional(),
    leptons: z.enum(['both', 'one']),
    source,
  }).optional(),
};
type File = z.output<z.ZodObject<typeof keys>>;

function read(reading: Reading<File>): Threshold {
  const { isSound, found } = reading;
  return { threshold: isSound(['threshold']) ? attempt(found, () => thresholdOf(reading)) : undefined };
}

function thresholdOf({ yaml, r: { threshold } }: Reading<File>): Threshold['threshold'] {
  if (threshold === undefined) return undefined;
  const { kinetic_gev: kinetic, total_gev: total, leptons } = threshold;
  if ((kinetic === undefined) === (total === undefined)) {
    failAt(yaml, ['threshold'], 'give exactly one of kinetic_gev and total_gev');
  }
  const minEnergyGev = total ?? (kinetic ?? Number.NaN) + ELECTRON_MASS_GEV;
  return { minEnergyGev, leptons: leptons === 'both' ? 2 : 1 };
}

function write(writer: TableWriter, { threshold }: Threshold): void {
  // Without a threshold both leptons are found, whatever their energies.
  writer.set(at.HEADER_MIN_ENERGY, threshold?.minEnergyGev ?? 0);
  writer.set(at.HEADER_LEPTONS, threshold?.leptons ?? 2);
}

/** The step. */
export const THRESHOLD = {
  keys,
  read,
  write,
  isAnalytic: ({ threshold }) => threshold === undefined,
} as const satisfies ResponseStep<File, Threshold>;
