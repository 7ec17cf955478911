/**
 * What a mediator X is to everything else: a value that holds all in which its spin and its couplings enter, of nu + A -> N + A and of
 * N -> N' e+e-. Kinematics, propagators, maps and integrals are the same for all of them and stand in this room; the mediators themselves stand
 * in physics/mediators, each with its WGSL module of the same name: twins of `productionFactor`, `conservedHelicity`, `decaySpectrum` and
 * `decayDirections`, which shaders import as physics::mediator. m = mass of N, mPrime = mass of N', mX = mass of X, M = mass of what is
 * struck, GeV; gap = (m - m')^2 - q2.
 */
import type { Couplings, CouplingTerms } from './couplings.js';
import type { PairKinematics } from './decay.js';
import type { ScattererKind } from './upscattering.js';

/** A mediator. */
export interface Mediator {
  /** Of its module in shaders/physics/mediators, too. */
  readonly name: string;
  /** As texts call it, and as figures do, in the markup of figures/richText.ts. */
  readonly symbol: string;
  readonly markup: string;
  readonly couplings: MediatorCouplings;
  readonly production: ProductionAmplitude;
  readonly decay: PairDecayAmplitude;
  readonly currents: Currents;
  /** The SM Z in N -> nu e+e- by the mixing, beside X; undefined for one that it is not worked out for. */
  readonly weakDecay: WeakDecay | undefined;
  readonly bounds: MediatorBounds;
}

/** What parameters of the model make of its couplings. */
export interface MediatorCouplings {
  /** Coherent charge of a nucleus, in those of one proton. */
  readonly nuclearCharge: (protons: number, neutrons: number) => number;
  /** Strength of production per unit of |U|, a proton and its propagator taken out: its square scales every yield. */
  readonly productionStrength: (couplings: Couplings) => number;
  /** Strength of N -> N' e+e- through a virtual X. */
  readonly decayStrength: (couplings: Couplings) => number;
  /** What all widths are made of; `mixing` is |U|^2 where couplings fix it. */
  readonly terms: (couplings: Couplings, V44: number, mixing: number | undefined) => CouplingTerms;
}

/**
 * The amplitude with the SM Z relative to that of X alone is 1 + (at0 + slope z)/(strength of production), linear in z = Q2/(1 + Q2/M_Z^2).
 */
export interface ZInterference {
  /** Dimensionless. */
  readonly at0: number;
  /** GeV^-2. */
  readonly slope: number;
}

/** The amplitude of production, squared: dsigma/dQ2 = g^2/(4 pi) x form factor^2 x `factor`, g with the propagator 1/(Q2 + mX^2). */
export interface ProductionAmplitude {
  /** dsigma/dQ2 over g^2/(4 pi), without a nucleus' form factor; dimensionless. */
  readonly factor: (q2: number, E: number, m: number, M: number, on: ScattererKind) => number;
  /** Fraction of N with conserved helicity, h = -1 for a neutrino. */
  readonly conservedHelicity: (q2: number, E: number, m: number, M: number, on: ScattererKind) => number;
  /** The SM Z on a nucleus; zero where it is switched off, or does not interfere. */
  readonly interference: (protons: number, neutrons: number, mX: number, smZ: boolean) => ZInterference;
  /** g^2 `factor` of a proton with the SM Z in it, GeV^-4; g in GeV^-2, U the mixing. Not in what events are drawn by. */
  readonly onProtonWithZ: (g: number, U: number, q2: number, E: number, m: number) => number;
}

/** The amplitude of N -> N' e+e-, squared. */
export interface PairDecayAmplitude {
  /** dGamma/dq2 without its propagator and constants, GeV^6; `above` = q2 - 4 m_e^2. */
  readonly spectrum: (above: number, gap: number, m: number, mPrime: number, nature: number) => number;
  /** Coefficient of h cos(theta*) of a Dirac daughter, theta* its angle to the flight of N; a Majorana N decays evenly. */
  readonly daughterAsymmetry: (q2: number, gap: number, m: number, mPrime: number) => number;
  /** Weight of the directions of daughter and leptons, mean 1; `oriented` is 0 where a real X is to decay isotropically. */
  readonly directions: (
    pair: PairKinematics,
    hcFraction: number,
    m: number,
    mPrime: number,
    nature: number,
    oriented: number,
  ) => number;
  /** Width per unit of `decayStrengthSquared`, GeV, of an integral of `spectrum` and propagator, GeV^4. */
  readonly widthOfIntegral: (integral: number, m: number) => number;
  /** The same for a real X. */
  readonly realWidth: (m: number, mPrime: number, mX: number, nature: number) => number;
}

/**
 * What X ends in, and what its width and the decays beside e+e- are ratios of. Of a real X at its mass: widths in a unit that is the same for all.
 * Of a virtual one: dGamma/dq2 without propagator is `parent` times the current.
 */
export interface Currents {
  /** Gamma(X -> e+e-)/mX per `CouplingTerms.perPair`. */
  readonly poleWidth: (mX: number) => number;
  /** Real X to a pair of leptons of a mass. */
  readonly leptons: (mX: number, mass: number) => number;
  /** Real X to N' N', per `CouplingTerms.darkRatio`. */
  readonly dark: (mX: number, mPrime: number, nature: number) => number;
  /** Real X to N' nu_mu, per `CouplingTerms.mixedRatio`. */
  readonly mixed: (mX: number, mPrime: number) => number;
  /** Hadrons, at q2 in GeV^2 of a real or virtual X. */
  readonly hadrons: (q2: number) => number;
  /** Energies, GeV, between which `hadrons` is smooth enough for one quadrature rule, ascending. */
  readonly hadronBreaksGev: readonly number[];
  /** Virtual X to leptons of a mass, above = q2 - 4 mass^2. */
  readonly virtualLeptons: (q2: number, above: number, mass: number) => number;
  /** Virtual X to N' N', above = q2 - 4 m'^2, with `parent` in it. */
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

/** The SM Z in the width of an N that decays to a massless daughter; `strength` is that of production. */
export interface WeakDecay {
  /** Means over the pairs that `factor` takes; with `width` = mX Gamma_X, GeV^2, or 0 for a virtual X without. */
  readonly moments: (m: number, mX: number, nature: number, width: number) => readonly [number, number];
  /** Width with the Z over that without. */
  readonly factor: (moments: readonly [number, number], strength: number) => number;
  /** Largest effect of the Z relative to X with its propagator at q2 = 0. */
  readonly scale: (mX: number, strength: number) => number;
}

/** Upper bounds of weights of events. */
export interface MediatorBounds {
  /** Of `factor` at Q2 (GeV^2) and above, whatever the energy. */
  readonly factor: (q2: number, on: ScattererKind) => number;
  /** Of `directions`. */
  readonly directions: (nature: number, oriented: boolean) => number;
  /** Of `spectrum`, GeV^6. */
  readonly spectrum: (m: number, mPrime: number, nature: number) => number;
  /** Of `spectrum`/(mX^2 - q2) for a virtual X as events are drawn, GeV^4. */
  readonly perDistance: (m: number, mPrime: number, mX: number, nature: number) => number;
}
