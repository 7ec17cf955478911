/**
 * Where an unseen N may have flown: with the neutrino's energy E, the target at rest and the pair's four-momentum q given, and the mass of N', an azimuth psi
 * of N about the pair leaves at most two flights. docs/physics.md, section 6, "Reweighting". GeV; the beam is +z.
 *
 * N' on its shell fixes the angle alpha between N and the pair by the energy of N, E_N; the target on its shell fixes the angle theta between N and the beam.
 * With d = E - E_N = Q2/(2M), the recoil's kinetic energy, both together are
 *
 *   b1 d - b0 = -E t S(d),    S = p_N sin alpha,  t = sin(theta_pair) cos(psi),
 *
 * whose square is a quadratic equation in d, because S^2 is quadratic, too.
 */
import { momentum } from './kinematics.js';

/** The pair of an event as its flight goes; GeV. */
export interface SeenPair {
  readonly momentum: number;
  readonly energy: number;
  readonly massSq: number;
  /** Energy less momentum. */
  readonly behind: number;
  /** Cosine and sine of its angle to the beam, and 1 less the cosine. */
  readonly cos: number;
  readonly sin: number;
  readonly oneMinusCos: number;
}

/** The decay as it is in the rest frame of N: energy and momentum of the pair, GeV. */
export interface PairAtRest {
  readonly energy: number;
  readonly momentum: number;
}

/** A possible flight of N. */
export interface HiddenFlight {
  readonly energy: number;
  /** 0 where there is no such flight. */
  readonly momentum: number;
  /** Of the angle between N and the pair. */
  readonly cosAlpha: number;
  readonly sinAlpha: number;
  /** Of the angle between N and the beam. */
  readonly oneMinusCos: number;
  readonly q2: number;
}

/** An azimuth of N about the pair, from the side of the beam: its cosine, and 1 less that. */
export interface Azimuth {
  readonly cos: number;
  readonly oneMinusCos: number;
}

const NO_FLIGHT: HiddenFlight = { energy: 0, momentum: 0, cosAlpha: 0, sinAlpha: 0, oneMinusCos: 0, q2: 0 };

/** The flight of an N of mass m at an azimuth, by one of the two roots (`branch` 1 or -1), on a target of mass M. Nothing large cancels. */
export function hiddenFlight(
  E: number,
  m: number,
  M: number,
  pair: SeenPair,
  atRest: PairAtRest,
  azimuth: Azimuth,
  branch: number,
): HiddenFlight {
  const { momentum: P, energy: pairEnergy, massSq } = pair;
  const scale = 1 / P;
  // m_ee^2 times the largest energy of N that has such a pair, and the least such energy.
  const sum = pairEnergy * atRest.energy + P * atRest.momentum;
  const mostTimesMassSq = m * sum;
  const least = (m * (atRest.energy * atRest.energy + P * P)) / sum;
  // p_N cos alpha, if N took all of E, and what E is more than that.
  const along = (E * pairEnergy - m * atRest.energy) * scale;
  const lag = (m * atRest.energy - E * pair.behind) * scale;
  const b0 = E * (lag + along * pair.oneMinusCos) - 0.5 * m * m;
  const b1 = E + M - E * pair.cos * pairEnergy * scale;
  const turned = pair.sin * azimuth.cos;
  const et = E * turned;
  const curve = massSq * scale * scale;
  const halfSlope = (massSq * E - m * pairEnergy * atRest.energy) * scale * scale;
  const middle = b0 / b1;
  const acrossSq = (d: number) => (mostTimesMassSq - massSq * (E - d)) * (E - d - least) * scale * scale;
  const halfRange = m * atRest.momentum * scale;
  const rootSq = b1 * b1 * acrossSq(middle) + et * et * halfRange * halfRange;
  if (!(rootSq >= 0)) return NO_FLIGHT;
  const root = Math.abs(b1 * et) * Math.sqrt(rootSq);
  const residual = (et * et * (b1 * halfSlope - b0 * curve) + branch * root) / (b1 * b1 + et * et * curve);
  // Squaring has made a root of the opposite azimuth one of this.
  if (residual * turned > 0 || (turned === 0 && branch < 0)) return NO_FLIGHT;
  const recoil = (b0 + residual) / b1;
  const energy = E - recoil;
  const pN = momentum(energy, m);
  const sSq = acrossSq(recoil);
  if (!(pN > 0) || !(sSq > 0) || !(recoil > 0)) return NO_FLIGHT;
  const sinAlpha = Math.sqrt(sSq) / pN;
  const cosAlpha = (energy * pairEnergy - m * atRest.energy) / (pN * P);
  const between = pair.sin * cosAlpha - pair.cos * sinAlpha;
  const cosBetween = pair.cos * cosAlpha + pair.sin * sinAlpha;
  const apart = cosBetween > 0 ? (between * between) / (1 + cosBetween) : 1 - cosBetween;
  const oneMinusCos = apart + pair.sin * sinAlpha * azimuth.oneMinusCos;
  const q2 = 2 * E * pN * oneMinusCos + (m * m * (recoil + recoil + (m * m) / (energy + pN))) / (energy + pN);
  return { energy, momentum: pN, cosAlpha, sinAlpha, oneMinusCos, q2 };
}

/**
 * What a change of the angle alpha at fixed azimuth changes of (p_N - q)^2, GeV^2, the recoil of the target included: the Jacobian of N' on its shell.
 * `perCosN`: `q2PerCos`.
 */
export function shellSlope(
  m: number,
  M: number,
  pair: SeenPair,
  flight: HiddenFlight,
  azimuthCos: number,
  perCosN: number,
): number {
  const { energy, momentum: pN, cosAlpha, sinAlpha } = flight;
  // d cos(theta)/d cos(alpha).
  const turn = pair.cos - (cosAlpha / sinAlpha) * pair.sin * azimuthCos;
  const pairBehind = pair.behind + pair.momentum * oneMinusAlpha(flight);
  const perEnergy = (2 * (pair.momentum * cosAlpha * ((m * m) / (energy + pN)) - pN * pairBehind)) / pN;
  return 2 * pN * pair.momentum + (perEnergy * perCosN * turn) / (2 * M);
}

/** 1 - cos(alpha). */
export function oneMinusAlpha({ cosAlpha, sinAlpha }: Pick<HiddenFlight, 'cosAlpha' | 'sinAlpha'>): number {
  return cosAlpha > 0 ? (sinAlpha * sinAlpha) / (1 + cosAlpha) : 1 - cosAlpha;
}

/** -dQ2/d cos(theta), below 0 on the slower of two N that fly at the same angle, of an N that recoils from a target of mass M, GeV^2. */
export function q2PerCos(
  E: number,
  m: number,
  M: number,
  { energy, momentum: pN, oneMinusCos }: Pick<HiddenFlight, 'energy' | 'momentum' | 'oneMinusCos'>,
): number {
  return (2 * E * pN) / (1 + ((E / M) * (oneMinusCos * energy - (m * m) / (energy + pN))) / pN);
}
