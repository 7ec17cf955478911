/** The scatterers in a material: each nucleus as a whole, and all protons together (docs/physics.md, sections 2 and 2b). */
import type { Composition, Nucleus } from '../experiment/types.js';
import { mediatorOf } from '../model/models.js';
import { PROTON_MASS_GEV } from '../physics/constants.js';
import type { ZInterference } from '../physics/mediator.js';
import { type ChargeDensity, chargeFormFactor, formFactor, tabulateFormFactor } from '../physics/nucleus.js';
import type { Scatterer } from '../physics/upscattering.js';
import type { ExperimentScan } from '../resolved/scan.js';

/** The physics of a scatterer. */
export interface ChannelTarget {
  /** Uses the tabulated form factor, as the sampler's weights do. */
  readonly scatterer: Scatterer;
  /** Signed form factor at q (GeV), computed without the table; 1 for protons. */
  readonly exactFormFactor: (qGev: number) => number;
  /** Undefined for protons. Shape as tabulateFormFactor. */
  readonly formFactorTable: Float64Array | undefined;
  /** Amplitude of the SM Z for a mass of the mediator (GeV); zero on protons, where DarkNews' amplitude has a flaw (docs/physics.md, section 2b). */
  readonly interference: (mX: number) => ZInterference;
}

/** Stands for elastic scattering on all protons of a place together. */
export const PROTONS = 'protons';

/** A nucleus that is struck as a whole, with its charge density and its fraction of the mass. */
export interface StruckNucleus {
  readonly nucleus: Nucleus;
  readonly density: ChargeDensity;
  readonly massFraction: number;
}

/** The scatterers in a material, one channel each: every nucleus but hydrogen, and the protons if elastic scattering is included. */
export function struckIn(
  { production }: ExperimentScan,
  composition: Composition,
): (StruckNucleus | typeof PROTONS)[] {
  const nuclei = composition.flatMap(({ nucleus, massFraction }) => {
    const { density } = nucleus;
    return density ? [{ nucleus, density, massFraction }] : [];
  });
  return production.protonElastic ? [...nuclei, PROTONS] : nuclei;
}

/** Coherent scattering on a nucleus. */
export function coherentOn(scan: ExperimentScan, nucleus: Nucleus, density: ChargeDensity): ChannelTarget {
  const { massGev, protons, neutrons } = nucleus;
  const formFactorTable = tabulateFormFactor(density);
  const { production } = mediatorOf(scan.model.kind);
  return {
    scatterer: { kind: 'nucleus', massGev, formFactor: (q) => formFactor(formFactorTable, 0, q) },
    exactFormFactor: (q) => chargeFormFactor(density, q),
    formFactorTable,
    interference: (mX) => production.interference(protons, neutrons, mX, scan.model.smZ),
  };
}

/** Elastic scattering on protons at rest, with kinetic energies T = Q2/(2 m_p) up to a cap in GeV if there is one. */
export function onProton(capGev: number | undefined): ChannelTarget {
  const q2CapGev2 = capGev === undefined ? undefined : 2 * PROTON_MASS_GEV * capGev;
  return {
    scatterer: { kind: 'proton', massGev: PROTON_MASS_GEV, formFactor: () => 1, q2CapGev2 },
    exactFormFactor: () => 1,
    formFactorTable: undefined,
    interference: () => ({ at0: 0, slope: 0 }),
  };
}
