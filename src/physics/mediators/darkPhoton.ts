/**
 * The dark photon Z': a massive vector that mixes with the photon by epsilon, and couples to the dark current with g_D. docs/physics.md, sections 1 to 3.
 * WGSL module: shaders/physics/mediators/darkPhoton.wgsl. GeV.
 */
import type { Couplings, CouplingTerms } from '../couplings.js';
import type { Mediator } from '../mediator.js';
import type { ScattererKind } from '../upscattering.js';
import { HADRON_BREAKS_GEV, hadronRatio } from './hadrons.js';
import { largestDensity, largestDirections, largestFactor, spectrumBound } from './vectorBounds.js';
import {
  darkCurrent,
  darkDensity,
  leptonCurrent,
  mixedCurrent,
  pairCurrent,
  parentDensity,
  poleWidth,
} from './vectorCurrents.js';
import {
  daughterAsymmetry,
  pairDirections as decayDirections,
  pairMassDensity as decaySpectrum,
  onShellReducedWidth,
  widthOfIntegral,
} from './vectorDecay.js';
import { helicityConservingFraction, kinematicFactor } from './vectorNucleus.js';
import { protonHelicityFraction, protonKinematicFactor } from './vectorProton.js';
import { weakDecayFactor, weakDecayMoments, weakDecayScale } from './weakDecay.js';
import { onProtonWithZ, zInterference } from './zInterference.js';

/** g_D kappa e epsilon, the production strength per unit of |U|. Its square scales every yield. */
export function productionStrength(c: Couplings): number {
  return c.gD * c.kappa * c.charge * c.epsilon;
}

/** (g_D V)^2 (e epsilon)^2, or (g_D V)^2 for a real Z', with V the decay vertex: the width divided by the reduced width. */
export function decayStrengthSquared(c: Couplings, onShell: boolean): number {
  return (c.gD * c.decayVertex) ** 2 * (onShell ? 1 : (c.charge * c.epsilon) ** 2);
}

/** Coupling terms; `mixing`: |U|^2 if the couplings fix it. */
export function termsOf(couplings: Couplings, V44: number, mixing: number | undefined): CouplingTerms {
  const { gD, epsilon, charge } = couplings;
  const perPair = (charge * epsilon) ** 2;
  return {
    strength: productionStrength(couplings),
    offShell: decayStrengthSquared(couplings, false),
    onShell: decayStrengthSquared(couplings, true),
    perPair,
    darkRatio: (gD * V44) ** 2 / perPair,
    mixedRatio: (gD ** 2 * (mixing ?? 0)) / perPair,
    mixing: mixing ?? 1,
  };
}

/** g_D V e epsilon, V the decay vertex. */
export function decayStrength(c: Couplings): number {
  return c.gD * c.decayVertex * c.charge * c.epsilon;
}

/** B of a nucleus or B_p of a proton (docs/physics.md, sections 2 and 2b): dsigma/dQ2 divided by g^2/(4 pi), without the form factor of a nucleus. */
export function productionFactor(q2: number, E: number, m: number, M: number, on: ScattererKind): number {
  return on === 'proton' ? protonKinematicFactor(q2, E, m) : kinematicFactor(q2, E, m, M);
}

/** Fraction of N with conserved helicity. */
export function conservedHelicity(q2: number, E: number, m: number, M: number, on: ScattererKind): number {
  return on === 'proton' ? protonHelicityFraction(q2, E, m) : helicityConservingFraction(q2, E, m, M);
}

export { decayDirections, decaySpectrum };

/** The dark photon. */
export const darkPhoton: Mediator = {
  name: 'darkPhoton',
  symbol: "Z'",
  markup: '*Z*′',
  couplings: {
    nuclearCharge: (protons) => protons,
    productionStrength,
    decayStrength,
    terms: termsOf,
  },
  production: {
    factor: productionFactor,
    conservedHelicity,
    interference: zInterference,
    onProtonWithZ,
  },
  decay: {
    spectrum: decaySpectrum,
    daughterAsymmetry,
    directions: decayDirections,
    widthOfIntegral,
    realWidth: onShellReducedWidth,
  },
  currents: {
    poleWidth,
    leptons: leptonCurrent,
    dark: darkCurrent,
    mixed: mixedCurrent,
    hadrons: hadronRatio,
    hadronBreaksGev: HADRON_BREAKS_GEV,
    virtualLeptons: pairCurrent,
    virtualDark: darkDensity,
    parent: parentDensity,
  },
  weakDecay: { moments: weakDecayMoments, factor: weakDecayFactor, scale: weakDecayScale },
  bounds: {
    factor: largestFactor,
    directions: largestDirections,
    spectrum: largestDensity,
    perDistance: spectrumBound,
  },
};
