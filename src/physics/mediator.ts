/**
 * Interface of a mediator X: all functions of nu + A -> N + A and N -> N' e+e- that depend on its spin and couplings. Kinematics, propagators,
 * maps and integrals are common to all mediators and are in this folder. The mediators are in physics/mediators, each with a WGSL module of
 * the same name that contains the twins of `productionFactor`, `conservedHelicity`, `decaySpectrum` and `decayDirections`; shaders import
 * these as chosen::NAME. m = mass of N, mPrime = mass of N', mX = mass of X, M = mass of the target, GeV; gap = (m - m')^2 - q2.
 */
import type { Couplings, CouplingTerms } from './couplings.js';
import type { PairKinematics } from './decay.js';
import type { ScattererKind } from './upscattering.js';

/** A mediator. */
export interface Mediator {
  /** Also the name of its module in shaders/physics/mediators. */
  readonly name: string;
  /** Symbol in texts, and in figures (markup of drawing/richText.ts). */
  readonly symbol: string;
  readonly markup: string;
  readonly couplings: MediatorCouplings;
  readonly production: ProductionAmplitude;
  readonly decay: PairDecayAmplitude;
  readonly currents: Currents;
  /** Contribution of the SM Z to N -> nu e+e- through the mixing; undefined if it is not implemented for this mediator. */
  readonly weakDecay: WeakDecay | undefined;
  readonly bounds: MediatorBounds;
}

/** Couplings of a mediator as functions of the model's parameters. */
export interface MediatorCouplings {
  /** Coherent charge of a nucleus in units of the proton's. */
  readonly nuclearCharge: (protons: number, neutrons: number) => number;
  /** Production strength per unit of |U| on one proton, without the propagator; its square scales every yield. */
  readonly productionStrength: (couplings: Couplings) => number;
  /** Strength of N -> N' e+e- through a virtual X. */
  readonly decayStrength: (couplings: Couplings) => number;
  /** Coupling terms of all widths; `mixing`: |U|^2 if the couplings fix it. */
  readonly terms: (couplings: Couplings, V44: number, mixing: number | undefined) => CouplingTerms;
}

/**
 * The amplitude with the SM Z relative to X alone is 1 + (at0 + slope z)/(production strength), linear in z = Q2/(1 + Q2/M_Z^2).
 */
export interface ZInterference {
  /** Dimensionless. */
  readonly at0: number;
  /** GeV^-2. */
  readonly slope: number;
}

/** The squared amplitude of production: dsigma/dQ2 = g^2/(4 pi) x form factor^2 x `factor`, g with the propagator 1/(Q2 + mX^2). */
export interface ProductionAmplitude {
  /** dsigma/dQ2 divided by g^2/(4 pi), without the form factor of a nucleus; dimensionless. */
  readonly factor: (q2: number, E: number, m: number, M: number, on: ScattererKind) => number;
  /** Fraction of N with conserved helicity, h = -1 for a neutrino. */
  readonly conservedHelicity: (q2: number, E: number, m: number, M: number, on: ScattererKind) => number;
  /** Interference of the SM Z on a nucleus; zero if it is switched off or does not interfere. */
  readonly interference: (protons: number, neutrons: number, mX: number, smZ: boolean) => ZInterference;
  /** g^2 `factor` of a proton including the SM Z, GeV^-4; g in GeV^-2, U the mixing. Not used for events. */
  readonly onProtonWithZ: (g: number, U: number, q2: number, E: number, m: number) => number;
}

/** The squared amplitude of N -> N' e+e-. */
export interface PairDecayAmplitude {
  /** dGamma/dq2 without its propagator and constants, GeV^6; `above` = q2 - 4 m_e^2. */
  readonly spectrum: (above: number, gap: number, m: number, mPrime: number, nature: number) => number;
  /** Coefficient of h cos(theta*) for a Dirac daughter, theta* its angle to the flight of N; a Majorana N decays symmetrically. */
  readonly daughterAsymmetry: (q2: number, gap: number, m: number, mPrime: number) => number;
  /** Weight of the directions of daughter and leptons, mean 1; `oriented` is 0 if a real X decays isotropically. */
  readonly directions: (
    pair: PairKinematics,
    hcFraction: number,
    m: number,
    mPrime: number,
    nature: number,
    oriented: number,
  ) => number;
  /** Width per unit of `decayStrengthSquared`, GeV, from the integral of `spectrum` times propagator, GeV^4. */
  readonly widthOfIntegral: (integral: number, m: number) => number;
  /** Width per unit of `decayStrengthSquared`, GeV, for a real X. */
  readonly realWidth: (m: number, mPrime: number, mX: number, nature: number) => number;
}

/**
 * Final states of X, from which its width and the ratios of other decays to e+e- follow. For a real X: widths in a common unit. For a virtual
 * X: dGamma/dq2 without propagator is `parent` times the current.
 */
export interface Currents {
  /** Gamma(X -> e+e-)/mX per `CouplingTerms.perPair`. */
  readonly poleWidth: (mX: number) => number;
  /** Real X to a lepton pair of the given mass. */
  readonly leptons: (mX: number, mass: number) => number;
  /** Real X to N' N', per `CouplingTerms.darkRatio`. */
  readonly dark: (mX: number, mPrime: number, nature: number) => number;
  /** Real X to N' nu_mu, per `CouplingTerms.mixedRatio`. */
  readonly mixed: (mX: number, mPrime: number) => number;
  /** Hadrons, for a real or virtual X at q2 in GeV^2. */
  readonly hadrons: (q2: number) => number;
  /** Energies, GeV, between which `hadrons` is smooth enough for one quadrature rule, ascending. */
  readonly hadronBreaksGev: readonly number[];
  /** Virtual X to leptons of the given mass, above = q2 - 4 mass^2. */
  readonly virtualLeptons: (q2: number, above: number, mass: number) => number;
  /** Virtual X to N' N' including `parent`, above = q2 - 4 m'^2. */
  readonly virtualDark: (
    q2: number,
    gap: number,
    above: number,
    m: number,
    mPrime: number,
    mX: number,
    nature: number,
  ) => number;
  /** N -> N' X at q2. */
  readonly parent: (q2: number, gap: number, m: number, mPrime: number, nature: number) => number;
}

/** The SM Z in the width of an N that decays to a massless daughter; `strength`: production strength. */
export interface WeakDecay {
  /** Means over the pairs, the argument of `factor`; `width` = mX Gamma_X in GeV^2, or 0 for a virtual X of zero width. */
  readonly moments: (m: number, mX: number, nature: number, width: number) => readonly [number, number];
  /** Ratio of the widths with and without the Z. */
  readonly factor: (moments: readonly [number, number], strength: number) => number;
  /** Largest effect of the Z relative to X with its propagator at q2 = 0. */
  readonly scale: (mX: number, strength: number) => number;
}

/** Upper bounds for the weights of events. */
export interface MediatorBounds {
  /** Bound of `factor` at Q2 (GeV^2) and above, for any energy. */
  readonly factor: (q2: number, on: ScattererKind) => number;
  /** Bound of `directions`. */
  readonly directions: (nature: number, oriented: boolean) => number;
  /** Bound of `spectrum`, GeV^6. */
  readonly spectrum: (m: number, mPrime: number, nature: number) => number;
  /** Bound of `spectrum`/(mX^2 - q2) for a virtual X as sampled in events, GeV^4. */
  readonly perDistance: (m: number, mPrime: number, mX: number, nature: number) => number;
}
