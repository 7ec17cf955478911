/** Quantities that depend only on the masses, computed once per mass point in f64 on the host. GeV. */
import { at } from '../at.js';
import { ELECTRON_MASS_GEV } from './constants.js';
import { type DecayMode, decayMode, pairMassIntegral, reducedWidth } from './decay.js';
import { type EnergyTable, energyTable, type FluxNodes } from './flux.js';
import type { Mediator } from './mediator.js';
import { drawnPoleGap, MASS_RESOLUTION, type PairMassMap, pairMassMap, poleGap } from './pairMass.js';
import {
  crossSectionShape,
  lowestEnergy,
  q2CapOf,
  q2MapScale,
  type Scatterer,
  type ScattererKind,
  thresholdEnergy,
} from './upscattering.js';

/** Production starts this factor above threshold, as in DarkNews (docs/physics.md, section 6). */
export const THRESHOLD_MARGIN = 1.05;

/** The decay of N, independent of the target: the part of a mass point that all channels share. */
export interface DecaySide {
  readonly mediator: Mediator;
  /** Mass of the produced N, GeV. */
  readonly m: number;
  /** Mass of the daughter N', GeV. */
  readonly mPrime: number;
  /** Mass of the mediator, GeV. */
  readonly mX: number;
  /** DIRAC or MAJORANA. */
  readonly nature: number;
  /** Whether the leptons' directions follow R; otherwise a real mediator decays isotropically. */
  readonly oriented: boolean;
  readonly mode: DecayMode;
  /** False if N cannot decay to a pair. */
  readonly decays: boolean;
  /** mX^2 - (m - m')^2, GeV^2: negative where the mediator is real. */
  readonly poleGap: number;
  /** Width per unit of `decayStrengthSquared`, GeV, at zero width of the mediator. */
  readonly reducedWidth: number;
  /** Off-shell: the map of m_ee^2, and the factor (GeV^-4) that normalises the decay's density/(mX^2 - q2) to mean 1 under the map. */
  readonly pairMap: PairMassMap;
  readonly pairNorm: number;
  /** On-shell: [q2 - 4 m_e^2, (m - m')^2 - q2] at q2 = mX^2, GeV^2. */
  readonly onShellGaps: readonly [number, number];
  /** m^2 - m'^2, GeV^2. */
  readonly massSqDifference: number;
}

/** One point of the kinematic axes, ready for events. */
export interface MassPoint extends DecaySide {
  /** Mass of the target, GeV. */
  readonly M: number;
  readonly scatterer: ScattererKind;
  /** False if there is no signal: no decay to a pair, or the threshold is above the flux. */
  readonly open: boolean;
  /** Density of neutrino energies; undefined if the threshold is above the flux. */
  readonly energies: EnergyTable | undefined;
  /** a of the Q2 map, GeV^2. */
  readonly q2Scale: number;
  /** Largest Q2 that is drawn, GeV^2. */
  readonly q2Cap: number;
}

/** Below this factor times the lowest energy allowed by a cap on Q2, the sampling density is kept constant, to bound the weights. */
const CAP_MARGIN = 1.02;

/** Density of neutrino energies of a mass point. Independent of the daughter's mass, so callers cache it by (m, mX). */
export function productionEnergies(
  mediator: Mediator,
  m: number,
  mX: number,
  flux: FluxNodes,
  on: Scatterer,
): EnergyTable | undefined {
  const ofThreshold = THRESHOLD_MARGIN * thresholdEnergy(m, on.massGev);
  const ofCap = on.q2CapGev2 === undefined ? 0 : lowestEnergy(m, on.massGev, on.q2CapGev2);
  const minEnergy = Math.max(at(flux.energyGev, 0), ofThreshold, ofCap);
  return energyTable(flux, minEnergy, (E) =>
    crossSectionShape(mediator, Math.max(E, CAP_MARGIN * ofCap), m, mX, on),
  );
}

/** Choices of the model on which events depend. */
export interface EventModel {
  readonly mediator: Mediator;
  /** DIRAC or MAJORANA. */
  readonly nature: number;
  /** Whether a real mediator decays with its polarisation from production; in DarkNews it decays isotropically. */
  readonly zpSpin: 'isotropic' | 'exact';
}

/** Prepares the part of a mass point that channels share. */
export function decaySide(
  m: number,
  mPrime: number,
  mX: number,
  { mediator, nature, zpSpin }: EventModel,
): DecaySide {
  const mode = decayMode(m, mPrime, mX);
  const gap = poleGap(m, mPrime, mX);
  const width = reducedWidth(mediator, m, mPrime, mX, nature);
  const isVirtual = mode === 'offshell';
  const pairMap = isVirtual ? pairMassMap(m, mPrime, mX) : NO_MAP;
  return {
    mediator,
    m,
    mPrime,
    mX,
    nature,
    oriented: isVirtual || zpSpin === 'exact',
    mode,
    decays: mode !== 'closed' && width > 0 && mPrime >= 0,
    poleGap: gap,
    reducedWidth: width,
    pairMap,
    pairNorm: isVirtual ? pairMap.logRange / drawnIntegral() : 1,
    onShellGaps: [mX * mX - 4 * ELECTRON_MASS_GEV ** 2, -gap],
    massSqDifference: (m - mPrime) * (m + mPrime),
  };

  function drawnIntegral(): number {
    const hi = drawnPoleGap(m, mPrime, mX);
    // Closer to the pole than events are drawn, the width still depends on the true masses.
    const isNearer = gap > 0 && gap < hi;
    return isNearer
      ? pairMassIntegral(mediator, m, mPrime, hi, 0, nature)
      : width / mediator.decay.widthOfIntegral(1, m);
  }
}

/** Placeholder where q2 is not drawn. */
const NO_MAP: PairMassMap = { lo: 0, logRange: 0 };

/** The part of a scatterer that enters a mass point. */
type Struck = Omit<Scatterer, 'formFactor'>;

/** The mass point of a scatterer, given the density of its neutrino energies. */
export function massPointOn(side: DecaySide, on: Struck, energies: EnergyTable | undefined): MassPoint {
  // Field by field, because objects made by a spread are slow to read in the loops that pack hundreds of thousands of them.
  return {
    mediator: side.mediator,
    m: side.m,
    mPrime: side.mPrime,
    mX: side.mX,
    nature: side.nature,
    oriented: side.oriented,
    mode: side.mode,
    decays: side.decays,
    poleGap: side.poleGap,
    reducedWidth: side.reducedWidth,
    pairMap: side.pairMap,
    pairNorm: side.pairNorm,
    onShellGaps: side.onShellGaps,
    massSqDifference: side.massSqDifference,
    M: on.massGev,
    scatterer: on.kind,
    open: side.decays && energies !== undefined,
    energies,
    q2Scale: q2MapScale(side.mX * side.mX, on.kind),
    q2Cap: q2CapOf(on.kind, on.q2CapGev2),
  };
}

/** Prepares a mass point for a scatterer, given the density of its neutrino energies. */
export function prepareMassPoint(
  m: number,
  mPrime: number,
  mX: number,
  on: Struck,
  model: EventModel,
  energies: EnergyTable | undefined,
): MassPoint {
  return massPointOn(decaySide(m, mPrime, mX, model), on, energies);
}

/** Open channels that are left out by default (docs/physics.md, section 3). */
export interface NeglectedChannels {
  /** N -> N' mu+mu- or hadrons. */
  readonly muonOrHadron: boolean;
  /** N -> 3 N' or X -> N' N', if the dark current had a diagonal part V_44. */
  readonly dark: boolean;
}

/** Which neglected channels would open at the masses. */
export function neglectedChannels(p: MassPoint, muonMass: number): NeglectedChannels {
  const available = p.mode === 'onshell' ? p.mX : p.m - p.mPrime;
  const dark = p.mode === 'onshell' ? exceeds(p.mX, 2 * p.mPrime) : exceeds(p.m, 3 * p.mPrime);
  return {
    muonOrHadron: exceeds(available, 2 * muonMass),
    dark: dark && available > 2 * ELECTRON_MASS_GEV,
  };
}

/** Whether a mass exceeds another by more than the rounding of decimal numbers. */
function exceeds(mass: number, other: number): boolean {
  return mass - other > MASS_RESOLUTION * mass;
}
