/** Mean values over the decay N -> N' e+e-. docs/physics.md, section 3; DarkNews arXiv:2207.04137. GeV. */
import { DIRAC, decayMode, PAIR_NODES } from './decay.js';
import type { Mediator } from './mediator.js';
import { drawnPoleGap, overPairMass, pairMassRange, poleGap } from './pairMass.js';

/** Mean values for the pair in the rest frame of N. */
export interface DecayMeans {
  /** Mean energy of the pair over m. */
  readonly energyFraction: number;
  /** Mean m_ee, GeV. */
  readonly pairMassGev: number;
  /** Mean cos(theta*) of the daughter neutrino about the flight of an N of helicity -1: -<A>/3, and 0 for Majorana. */
  readonly cosDaughter: number;
}

/** Means over the q2 spectrum, or at q2 = mX^2 if the mediator is real; undefined if no pair can be produced. */
export function decayMeans(
  mediator: Mediator,
  m: number,
  mPrime: number,
  mX: number,
  nature: number,
): DecayMeans | undefined {
  const mode = decayMode(m, mPrime, mX);
  if (mode === 'closed') return undefined;
  const splittingSq = (m - mPrime) ** 2;
  if (mode === 'onshell') {
    const gap = -poleGap(m, mPrime, mX);
    return meansAt(mediator, gap, mX * mX, m, mPrime, nature);
  }
  let [norm, energyFraction, pairMassGev, cosDaughter] = [0, 0, 0, 0];
  const hi = drawnPoleGap(m, mPrime, mX);
  overPairMass(hi, pairMassRange(m, mPrime), 0, PAIR_NODES, (above, gap, _, propagator) => {
    const weight = propagator * mediator.decay.spectrum(above, gap, m, mPrime, nature);
    const means = meansAt(mediator, gap, splittingSq - gap, m, mPrime, nature);
    norm += weight;
    energyFraction += weight * means.energyFraction;
    pairMassGev += weight * means.pairMassGev;
    cosDaughter += weight * means.cosDaughter;
  });
  return {
    energyFraction: energyFraction / norm,
    pairMassGev: pairMassGev / norm,
    cosDaughter: cosDaughter / norm,
  };
}

/** The means at a given q2 = m_ee^2 in GeV^2, `gap` = (m - m')^2 - q2. */
function meansAt(
  { decay }: Mediator,
  gap: number,
  q2: number,
  m: number,
  mPrime: number,
  nature: number,
): DecayMeans {
  return {
    energyFraction: (m * m + q2 - mPrime * mPrime) / (2 * m * m),
    pairMassGev: Math.sqrt(q2),
    cosDaughter: nature === DIRAC ? -decay.daughterAsymmetry(q2, gap, m, mPrime) / 3 : 0,
  };
}
