/**
 * Densities of events with the same masses of N and N', and another mediator or other couplings: all of the phase space is common, and what
 * differs are propagators. docs/physics.md, section 6, "Reweighting"; arXiv:2502.10900. GeV.
 */
import { pairMassIntegral } from './decay.js';
import type { DecaySide } from './massPoint.js';
import { drawnPoleGap } from './pairMass.js';

/** What the density of a mass point depends on besides the event. */
export interface PropagatorSide {
  readonly mXSq: number;
  /**
   * Off-shell: mX^2 - (m - m')^2 and the larger of that and (m - m')^2, GeV^2, and 1/(integral of the pair's spectrum over the distance to the pole
   * squared), GeV^-4. On-shell: 0, 0 and 1.
   */
  readonly hi: number;
  readonly pole: number;
  readonly perIntegral: number;
}

/** That of masses at which N decays. */
export function propagatorSide({ mediator, m, mPrime, mX, nature, mode }: DecaySide): PropagatorSide {
  if (mode === 'onshell') return { mXSq: mX * mX, hi: 0, pole: 0, perIntegral: 1 };
  const hi = drawnPoleGap(m, mPrime, mX);
  const pole = Math.max(hi, (m - mPrime) ** 2);
  return { mXSq: mX * mX, hi, pole, perIntegral: 1 / pairMassIntegral(mediator, m, mPrime, hi, 0, nature) };
}

/** What densities are in units of: mX^-4 and, for a virtual mediator, `perIntegral`/pole^2, which float32 could not hold. GeV. */
export function densityUnit({ mXSq, pole, perIntegral }: PropagatorSide): number {
  return perIntegral / (mXSq * mXSq) / (pole > 0 ? pole * pole : 1);
}

/**
 * The part of an event's density that depends on the mediator's mass, at momentum transfer q2 (GeV^2) and a gap (m - m')^2 - m_ee^2 (GeV^2):
 * 1/(Q2 + mX^2)^2 and, for a virtual mediator, 1/(mX^2 - m_ee^2)^2, in units of `densityUnit`. Only its ratios have a meaning.
 */
export function propagatorDensity(mXSq: number, hi: number, pole: number, q2: number, gap: number): number {
  const production = mXSq / (q2 + mXSq);
  const decay = pole > 0 ? pole / (hi + gap) : 1;
  return production * production * decay * decay;
}
