/**
 * Decay N -> N' e+e- through a real or virtual mediator X: modes, kinematics, and widths from the mediator's amplitude. docs/physics.md, section 3.
 * m = mass of N, mPrime = mass of N', mX = mass of X, GeV.
 */
import { ELECTRON_MASS_GEV, HBARC_GEV_CM } from './constants.js';
import type { Mediator } from './mediator.js';
import { drawnPoleGap, overPairMass, pairMassRange, poleGap } from './pairMass.js';

/** Codes for the nature of the heavy neutrinos; twins in decay.wgsl. */
export const DIRAC = 0;
export const MAJORANA = 1;

/** Decay mode of N; `closed` if the mass splitting is too small for a pair. */
export type DecayMode = 'onshell' | 'offshell' | 'closed';

/**
 * Mode at given masses: a real X for m - m' > mX, otherwise a virtual one, also where the masses as written are equal. The two widths do not
 * match there; the width of X connects them (resonance.ts).
 */
export function decayMode(m: number, mPrime: number, mX: number): DecayMode {
  if (m - mPrime <= 2 * ELECTRON_MASS_GEV) return 'closed';
  return poleGap(m, mPrime, mX) < 0 ? 'onshell' : 'offshell';
}

/** lambda^(1/2)(m^2, m'^2, q2) in GeV^2, from the gap (m - m')^2 - q2. */
export function kallenRoot(gap: number, m: number, mPrime: number): number {
  return Math.sqrt(gap * (gap + 4 * m * mPrime));
}

/** Kinematics of a decay in the rest frame of N, for the weights of its directions; GeV. */
export interface PairKinematics {
  /** m_ee^2 and (m - m')^2 - m_ee^2, GeV^2. */
  readonly q2: number;
  readonly gap: number;
  /** Energy and momentum of the pair. */
  readonly energy: number;
  readonly momentum: number;
  readonly daughterEnergy: number;
  /** Cosines of the daughter's and the pair's angles to the flight of N. They are opposite; each is computed without cancellation. */
  readonly cosDaughter: number;
  readonly cosPair: number;
  /** Energies of the leptons, and their momenta along the flight of N and along the pair's momentum. */
  readonly eMinus: number;
  readonly minusAlong: number;
  readonly minusPair: number;
  readonly ePlus: number;
  readonly plusAlong: number;
  readonly plusPair: number;
}

/** Nodes of each part of a pair spectrum: accurate to 2e-6 of its integral, from threshold to m - m' = mX. */
export const PAIR_NODES = 64;

/**
 * Integral over q2 of the decay's density divided by (q2 - mX^2)^2 + width^2, GeV^4. `hi` = mX^2 - (m - m')^2 and `width` = mX Gamma_X, GeV^2;
 * without a width hi must be positive.
 */
export function pairMassIntegral(
  { decay }: Mediator,
  m: number,
  mPrime: number,
  hi: number,
  width: number,
  nature: number,
): number {
  let sum = 0;
  overPairMass(hi, pairMassRange(m, mPrime), width, PAIR_NODES, (above, gap, _, weight) => {
    sum += weight * decay.spectrum(above, gap, m, mPrime, nature);
  });
  return sum;
}

/**
 * Width per unit of `decayStrengthSquared`, GeV, for a virtual mediator of zero width. At m - m' = mX, where it has a pole in the dual model,
 * it is the width of the spectrum from which events are drawn; the width of N is then `wideReducedWidth`.
 */
export function offShellReducedWidth(
  mediator: Mediator,
  m: number,
  mPrime: number,
  mX: number,
  nature: number,
): number {
  const gap = poleGap(m, mPrime, mX);
  const hi = gap > 0 ? gap : drawnPoleGap(m, mPrime, mX);
  return mediator.decay.widthOfIntegral(pairMassIntegral(mediator, m, mPrime, hi, 0, nature), m);
}

/** Width per unit of `decayStrengthSquared`, GeV; 0 if closed. */
export function reducedWidth(
  mediator: Mediator,
  m: number,
  mPrime: number,
  mX: number,
  nature: number,
): number {
  const mode = decayMode(m, mPrime, mX);
  if (mode === 'closed') return 0;
  return mode === 'onshell'
    ? mediator.decay.realWidth(m, mPrime, mX, nature)
    : offShellReducedWidth(mediator, m, mPrime, mX, nature);
}

/** c tau in cm for a width in GeV. */
export function properLength(gammaGev: number): number {
  return HBARC_GEV_CM / gammaGev;
}
