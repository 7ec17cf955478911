/**
 * Upscattering cross sections including couplings, summed over the helicity of N. docs/physics.md, sections 2 and 2b; DarkNews
 * arXiv:2207.04137. GeV, cm2.
 */
import { at } from '../at.js';
import { Z_MASS_GEV } from './constants.js';
import type { Mediator } from './mediator.js';
import { gaussLegendre } from './quadrature.js';
import {
  dSigmaDq2,
  mapQ2,
  q2Limits,
  q2MapScale,
  type Scatterer,
  scatteringFactor,
  thresholdEnergy,
} from './upscattering.js';

/** Upper end of the integral over Q2 on a nucleus, GeV^2, as in DarkNews; on a proton it is Q2max. */
export const Q2_INTEGRAL_END_GEV2 = 4;
/** Panels of the integral over Q2, and nodes in each: accurate to 1e-11 down to the lightest mediator. */
const PANELS = 16;
const NODES = 32;

/** The target: a nucleus as a whole, or one proton (kind `proton`, 1 proton, 0 neutrons). */
export interface StruckTarget {
  readonly on: Scatterer;
  readonly protons: number;
  readonly neutrons: number;
}

/** Production of N at one point of the model. */
export interface Production {
  readonly mediator: Mediator;
  /** Mass of the produced N, GeV. */
  readonly m: number;
  readonly mX: number;
  readonly target: StruckTarget;
  /** See `productionStrength`: the strength per unit of |U|. */
  readonly strength: number;
  /** |U| = |V_mu|/kappa, the mixing, through which the SM Z couples. */
  readonly mixing: number;
  /** Whether the SM Z interferes, with DarkNews' sign for a Dirac N. */
  readonly smZ: boolean;
}

/** A quantity for the mediator alone, and with the SM Z if it is on; same unit. */
export interface WithAndWithoutZ {
  readonly alone: number;
  readonly total: number;
}

/** Limits of Q2 and the cross sections at one energy; null limits and 0 at and below threshold. */
export interface CrossSection {
  /** GeV^2. */
  readonly q2Min: number | null;
  readonly q2Max: number | null;
  /** cm2. */
  readonly sigma: WithAndWithoutZ;
}

/** dsigma/dQ2 at one Q2. */
export interface DifferentialCrossSection {
  /** GeV^2. */
  readonly q2: number;
  /** cm2/GeV^2; 0 outside the limits. */
  readonly density: WithAndWithoutZ;
  /** Share with conserved helicity (h = -1 for a neutrino, +1 for an antineutrino); null outside the limits. */
  readonly helicityConserving: number | null;
}

/** Cross sections at neutrino energy E in GeV: Gauss-Legendre panels in the map of `mapQ2`, accurate to 1e-11. */
export function crossSection(p: Production, E: number): CrossSection {
  const limits = openLimits(p, E);
  if (limits === undefined) return { q2Min: null, q2Max: null, sigma: { alone: 0, total: 0 } };
  const [q2Min, q2Max] = limits;
  const end = p.target.on.kind === 'proton' ? q2Max : Math.min(q2Max, Q2_INTEGRAL_END_GEV2);
  const a = q2MapScale(p.mX ** 2, p.target.on.kind);
  const { nodes, weights } = gaussLegendre(NODES);
  let [alone, total] = [0, 0];
  // For a heavy N on a light nucleus Q2min may exceed the end; the integral is then zero.
  for (let panel = 0; panel < PANELS && end > q2Min; panel++) {
    for (let i = 0; i < NODES; i++) {
      // With a light mediator nearly all of u lies at small Q2; 1 - u = t^3 keeps enough nodes where the form factor varies.
      const t = (panel + at(nodes, i)) / PANELS;
      const [q2, jacobian] = mapQ2(1 - t ** 3, q2Min, end, a);
      const weight = (at(weights, i) / PANELS) * 3 * t * t * jacobian * (q2 + a) ** 2;
      const density = densityAt(p, E, q2);
      alone += weight * density.alone;
      total += weight * density.total;
    }
  }
  return { q2Min, q2Max, sigma: { alone, total } };
}

/** dsigma/dQ2 in cm2/GeV^2 and the helicity at Q2 in GeV^2 and neutrino energy E in GeV. */
export function differentialCrossSection(p: Production, E: number, q2: number): DifferentialCrossSection {
  const [q2Min, q2Max] = openLimits(p, E) ?? [Number.POSITIVE_INFINITY, 0];
  if (!(q2 >= q2Min && q2 <= q2Max)) return { q2, density: { alone: 0, total: 0 }, helicityConserving: null };
  const { on } = p.target;
  const helicityConserving = p.mediator.production.conservedHelicity(q2, E, p.m, on.massGev, on.kind);
  return { q2, density: densityAt(p, E, q2), helicityConserving };
}

/** Limits of Q2 in GeV^2 above threshold, otherwise undefined. */
function openLimits({ m, target }: Production, E: number): [number, number] | undefined {
  return E > thresholdEnergy(m, target.on.massGev) ? q2Limits(E, m, target.on.massGev) : undefined;
}

/** dsigma/dQ2 in cm2/GeV^2 within the limits. */
function densityAt(p: Production, E: number, q2: number): WithAndWithoutZ {
  const { mediator, m, mX, strength, mixing } = p;
  const { couplings, production } = mediator;
  const { on, protons, neutrons } = p.target;
  const factor = scatteringFactor(mediator, q2, E, m, on);
  const perStrength = (mixing * couplings.nuclearCharge(protons, neutrons)) / (q2 + mX * mX);
  const alone = dSigmaDq2(strength * perStrength, factor);
  if (!p.smZ) return { alone, total: alone };
  if (on.kind === 'proton') {
    return { alone, total: dSigmaDq2(1, production.onProtonWithZ(strength * perStrength, mixing, q2, E, m)) };
  }
  const { at0, slope } = production.interference(protons, neutrons, mX, true);
  const z = q2 / (1 + q2 / Z_MASS_GEV ** 2);
  return { alone, total: dSigmaDq2((strength + at0 + slope * z) * perStrength, factor) };
}
