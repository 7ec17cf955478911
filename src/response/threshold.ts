/** Step: detection threshold of a lepton, and the number of leptons required. GeV. */
import * as z from 'zod';
import { attempt } from '../errors.js';
import { failAt } from '../input/yaml.js';
import { strictObject } from '../input/zodIssues.js';
import { notNegative, source } from '../input/zodPieces.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import * as at from '../physics/responseLayout.js';
import type { Reading } from './reading.js';
import type { ResponseStep } from './step.js';
import type { TableWriter } from './tableWriter.js';

/** Part of a response that this step defines. */
export interface Threshold {
  /** Lowest total energy of a detected lepton, GeV, and the number of leptons required. */
  readonly threshold: { readonly minEnergyGev: number; readonly leptons: 1 | 2 } | undefined;
}

const keys = {
  /** Lowest energy of a detected lepton, kinetic or total. */
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
  // Without a threshold both leptons are detected at any energy.
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
