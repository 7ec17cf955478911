/** Everything that depends on the masses alone, computed once per mass point in f64 on the host. GeV. */
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

/** Production starts this factor above threshold, as in DarkNews (MODEL section 6, u1). */
export const THRESHOLD_MARGIN = 1.05;

/** What N decays like, whatever it was produced on: the part of a mass point that all channels share. */
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
  /** Whether the leptons' directions follow R; else a real mediator decays isotropically. */
  readonly oriented: boolean;
  readonly mode: DecayMode;
  /** False where N decays to no pair. */
  readonly decays: boolean;
  /** mX^2 - (m - m')^2, GeV^2: negative where the mediator is real. */
  readonly poleGap: number;
  /** Width per unit of `decayStrengthSquared`, GeV, without a width of the mediator. */
  readonly reducedWidth: number;
  /** Off-shell: the map of m_ee^2, and the factor, GeV^-4, that gives the decay's density/(mX^2 - q2) the mean 1 under it. */
  readonly pairMap: PairMassMap;
  readonly pairNorm: number;
  /** On-shell: [q2 - 4 m_e^2, (m - m')^2 - q2] at q2 = mX^2, GeV^2. */
  readonly onShellGaps: readonly [number, number];
  /** m^2 - m'^2, GeV^2. */
  readonly massSqDifference: number;
}

/** One point of the kinematic axes, ready for events. */
export interface MassPoint extends DecaySide {
  /** Mass of what is struck, GeV. */
  readonly M: number;
  readonly scatterer: ScattererKind;
  /** False where nothing can be seen: no decay to a pair, or threshold above the flux. */
  readonly open: boolean;
  /** Density of neutrino energies; undefined where the threshold lies above the flux. */
  readonly energies: EnergyTable | undefined;
  /** a of the Q2 map, GeV^2. */
  readonly q2Scale: number;
  /** Largest Q2 that is drawn, GeV^2. */
  readonly q2Cap: number;
}

/** Above the lowest energy that a cap on Q2 leaves: below, events are drawn as often as there, so that none weighs too much. */
const CAP_MARGIN = 1.02;

/** The production side of a mass point, which the daughter's mass does not enter: kept by (m, mX). */
export function productionEnergies(
  mediator: Mediator,
  m: number,
  mX: number,
  flux: FluxNodes,
  on: Scatterer,
): EnergyTable | undefined {
  const ofThreshold = THRESHOLD_MARGIN * thresholdEnergy(m, on.massGev);
  const ofCap = on.q2CapGev2 === undefined ? 0 : lowestEnergy(m, on.massGev, on.q2CapGev2);
  const minEnergy = Math.max(flux.energyGev[0] ?? 0, ofThreshold, ofCap);
  return energyTable(flux, minEnergy, (E) =>
    crossSectionShape(mediator, Math.max(E, CAP_MARGIN * ofCap), m, mX, on),
  );
}

/** Choices of the model that an event depends on. */
export interface EventModel {
  readonly mediator: Mediator;
  /** DIRAC or MAJORANA. */
  readonly nature: number;
  /** Whether a real mediator decays with the polarisation that it is born with; DarkNews takes it isotropic. */
  readonly zpSpin: 'isotropic' | 'exact';
}

/** Prepares what channels share. */
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
    // Nearer to the pole than events are drawn the width still follows the masses.
    const isNearer = gap > 0 && gap < hi;
    return isNearer
      ? pairMassIntegral(mediator, m, mPrime, hi, 0, nature)
      : width / mediator.decay.widthOfIntegral(1, m);
  }
}

/** Where no q2 is drawn. */
const NO_MAP: PairMassMap = { lo: 0, logRange: 0 };

/** What a mass point keeps of a scatterer. */
type Struck = Omit<Scatterer, 'formFactor'>;

/** The mass point of a scatterer, given the density of its neutrino energies. */
export function massPointOn(side: DecaySide, on: Struck, energies: EnergyTable | undefined): MassPoint {
  // Field by field: a spread makes objects that are slow to read, in the loops that pack hundreds of thousands.
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

/** Channels that MODEL section 3 leaves out by default, where they would be open. */
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

/** Whether a mass is above another by more than what writing them in binary makes. */
function exceeds(mass: number, other: number): boolean {
  return mass - other > MASS_RESOLUTION * mass;
}
