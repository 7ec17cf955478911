/** Step: smearing of both leptons' energies and directions. GeV and degrees. */
import * as z from 'zod';
import { strictObject } from '../input/zodIssues.js';
import { notNegative, source } from '../input/zodPieces.js';
import * as at from '../physics/responseLayout.js';
import type { Reading } from './reading.js';
import type { ResponseStep } from './step.js';
import type { TableWriter } from './tableWriter.js';

/** Gaussian smearing of a lepton's energy with width sigma(E). */
export interface EnergySmearing {
  /** The energy E on which sigma depends. */
  readonly of: 'kinetic' | 'total';
  /** How the terms stochastic sqrt(E GeV), noise and constant E are combined. */
  readonly combine: 'linear' | 'quadrature';
  readonly stochastic: number;
  readonly noiseGev: number;
  readonly constant: number;
  /** Treatment of a lepton smeared to no kinetic energy, and of its pair. */
  readonly belowZero: at.BelowZero;
}

/** Smearing of a lepton's direction about the true one with sigma = offset + log ln(1 GeV/E), E the true total energy. */
export interface AngleSmearing {
  /** `planar`: a two-dimensional gaussian; `polar`: |theta| of a one-dimensional gaussian, the azimuth uniform. */
  readonly kind: 'polar' | 'planar';
  readonly offsetDeg: number;
  readonly logDeg: number;
}

/** Part of a response that this step defines. */
export interface Smearing {
  readonly energySmearing: EnergySmearing | undefined;
  readonly angleSmearing: AngleSmearing | undefined;
}

const keys = {
  smearing: strictObject({
    energy: strictObject({
      of: z.enum(['kinetic', 'total']),
      combine: z.enum(['linear', 'quadrature']),
      stochastic: notNegative.default(0),
      noise_gev: notNegative.default(0),
      constant: notNegative.default(0),
      below_zero: z.enum(at.BELOW_ZERO).default('one-ring'),
      source,
    }).optional(),
    angle: strictObject({
      kind: z.enum(['polar', 'planar']),
      offset_deg: notNegative,
      log_deg: notNegative.default(0),
      source,
    }).optional(),
  }).optional(),
};
type File = z.output<z.ZodObject<typeof keys>>;

function read({ r, isSound }: Reading<File>): Smearing {
  const { energy, angle } = (isSound(['smearing']) ? r.smearing : undefined) ?? {};
  return {
    energySmearing: energy && {
      of: energy.of,
      combine: energy.combine,
      stochastic: energy.stochastic,
      noiseGev: energy.noise_gev,
      constant: energy.constant,
      belowZero: energy.below_zero,
    },
    angleSmearing: angle && { kind: angle.kind, offsetDeg: angle.offset_deg, logDeg: angle.log_deg },
  };
}

/** Whether a response smears energies or angles. */
export function smears({ energySmearing, angleSmearing }: Smearing): boolean {
  return energySmearing !== undefined || angleSmearing !== undefined;
}

function write(writer: TableWriter, part: Smearing): void {
  if (!smears(part)) return;
  const { energySmearing: energy, angleSmearing: angle } = part;
  const record = Array.from({ length: at.SMEARING_SIZE }, () => 0);
  record[at.SMEARING_OF_TOTAL] = energy?.of === 'total' ? 1 : 0;
  record[at.SMEARING_QUADRATURE] = energy?.combine === 'quadrature' ? 1 : 0;
  // Without smearing of energies or angles the widths are 0.
  record[at.SMEARING_STOCHASTIC] = energy?.stochastic ?? 0;
  record[at.SMEARING_NOISE] = energy?.noiseGev ?? 0;
  record[at.SMEARING_CONSTANT] = energy?.constant ?? 0;
  record[at.SMEARING_PLANAR] = angle?.kind === 'planar' ? 1 : 0;
  record[at.SMEARING_ANGLE_OFFSET] = angle?.offsetDeg ?? 0;
  record[at.SMEARING_ANGLE_LOG] = angle?.logDeg ?? 0;
  record[at.SMEARING_BELOW_ZERO] = at.BELOW_ZERO.indexOf(energy?.belowZero ?? 'one-ring');
  writer.set(at.HEADER_SMEARING, writer.append(record));
}

/** The step. */
export const SMEARING = {
  keys,
  read,
  write,
  isAnalytic: (part) => !smears(part),
} as const satisfies ResponseStep<File, Smearing>;
