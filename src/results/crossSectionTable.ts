/** The output of `dualnu xsec`: cross sections at one energy or over a range of energies, as plain data and as a table. */

import { type ModelKind, modelOf, neutrinoName } from '../model/models.js';
import { crossSection, differentialCrossSection, type Production } from '../physics/crossSection.js';
import { thresholdEnergy } from '../physics/upscattering.js';
import type { TickAxis } from '../tiles/axes.js';
import type { NumberTable } from './numberTable.js';

/** An upscattering process to report on, with its names. */
export interface CrossSectionRequest {
  readonly production: Production;
  /** `Ar40`, or `proton`. */
  readonly target: string;
  readonly model: ModelKind;
  readonly antineutrino: boolean;
  readonly vertexSq: number;
  readonly epsilon: number;
  readonly gD: number;
  /** Electric charge e. */
  readonly charge: number;
  /** Neutrino energies, GeV. */
  readonly energies: TickAxis;
}

/** Cross sections at one energy; null limits and 0 below threshold. */
export interface CrossSectionPoint {
  readonly enu_gev: number;
  readonly q2_min_gev2: number | null;
  readonly q2_max_gev2: number | null;
  readonly sigma_cm2: number;
  readonly sigma_zprime_cm2: number;
}

/** dsigma/dQ2; 0 and a null fraction outside of the limits. */
export interface DensityPoint {
  readonly q2_gev2: number;
  readonly cm2_per_gev2: number;
  readonly cm2_per_gev2_zprime: number;
  readonly hc_fraction: number | null;
}

/** Threshold of a request, GeV. */
export function thresholdOf({ production }: CrossSectionRequest): number {
  return thresholdEnergy(production.m, production.target.on.massGev);
}

/** Cross sections at neutrino energy E in GeV. */
export function crossSectionPoint({ production }: CrossSectionRequest, E: number): CrossSectionPoint {
  const { q2Min, q2Max, sigma } = crossSection(production, E);
  return {
    enu_gev: E,
    q2_min_gev2: q2Min,
    q2_max_gev2: q2Max,
    sigma_cm2: sigma.total,
    sigma_zprime_cm2: sigma.alone,
  };
}

/** dsigma/dQ2 at neutrino energy E in GeV and Q2 in GeV^2. */
export function densityPoint({ production }: CrossSectionRequest, E: number, q2: number): DensityPoint {
  const { density, helicityConserving } = differentialCrossSection(production, E, q2);
  return {
    q2_gev2: q2,
    cm2_per_gev2: density.total,
    cm2_per_gev2_zprime: density.alone,
    hc_fraction: helicityConserving,
  };
}

/** The cross sections at every energy of a request as a table. */
export function crossSectionTable(
  request: CrossSectionRequest,
  points: readonly CrossSectionPoint[],
): NumberTable {
  const { production, target, model, antineutrino, vertexSq, epsilon, gD, charge } = request;
  const { symbol } = production.mediator;
  const { produced, mediator } = modelOf(model);
  const N = neutrinoName(produced);
  const beam = antineutrino ? 'antinu_mu' : 'nu_mu';
  return {
    about: [
      `Upscattering ${beam} + ${target} -> ${N} + ${target}, summed over helicity; threshold ${Number(thresholdOf(request).toPrecision(6))} GeV`,
      `m = ${production.m} GeV, m${symbol} = ${production.mX} GeV, ${mediator.matter} = ${epsilon}, ${mediator.dark} = ${gD}, e = ${charge}, |V_mu|^2 = ${vertexSq}`,
      production.smZ
        ? `sigma_cm2 with the SM Z, sigma_zprime_cm2 by ${symbol} exchange alone`
        : `${symbol} exchange alone, without the SM Z`,
    ],
    columns: ['enu_gev', 'q2_min_gev2', 'q2_max_gev2', 'sigma_cm2', 'sigma_zprime_cm2'],
    rows: points.map((p) => [p.enu_gev, p.q2_min_gev2, p.q2_max_gev2, p.sigma_cm2, p.sigma_zprime_cm2]),
  };
}
