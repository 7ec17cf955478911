/** Final states of a real or virtual Z': leptons and dark neutrinos N'. docs/physics.md, section 3, "Other decays". GeV. */
import { ELECTRON_MASS_GEV } from '../constants.js';
import { kallenRoot, MAJORANA } from '../decay.js';
import { decayPolynomial } from './vectorDecay.js';

/** Gamma(Z' -> e+e-)/mZ' per (e epsilon)^2 (docs/physics.md, section 3); mZ' in GeV. */
export function poleWidth(mZprime: number): number {
  return leptonCurrent(mZprime, ELECTRON_MASS_GEV) / (12 * Math.PI);
}

/** lam P, GeV^6: the factor of N -> N' Z', common to all final states of the Z'. */
export function parentDensity(q2: number, gap: number, m: number, mPrime: number, nature: number): number {
  return kallenRoot(gap, m, mPrime) * decayPolynomial(q2, gap, m, mPrime, nature);
}

/** beta (1 + 2 m_l^2/q2) of a lepton pair, 1 if massless; root = sqrt(q2) in GeV. */
export function leptonCurrent(root: number, mass: number): number {
  const ratio = (mass / root) ** 2;
  return ratio < 0.25 ? Math.sqrt(1 - 4 * ratio) * (1 + 2 * ratio) : 0;
}

/**
 * Gamma(Z' -> N' N') divided by (g_D V_44)^2 mZ'/(12 pi). A left-handed Dirac pair has half of each of the vector's
 * beta (1 + 2 r^2) and the axial's beta^3, together beta (1 - r^2)/2, r = m'/mZ'. In a Majorana pair the vector current is
 * zero, so g nubar_L gamma nu_L is -(g/2) nubar gamma gamma5 nu; its two contractions restore g, and 1/2 for identical
 * particles leaves beta^3/2. Both are 1/2 for massless neutrinos, which Dirac and Majorana Weyl fields share.
 */
export function darkCurrent(root: number, mass: number, nature: number): number {
  const ratio = (mass / root) ** 2;
  if (ratio >= 0.25) return 0;
  const beta = Math.sqrt(1 - 4 * ratio);
  return (beta * (nature === MAJORANA ? 1 - 4 * ratio : 1 - ratio)) / 2;
}

/**
 * Gamma(Z' -> N' nu_mu) divided by (g_D U)^2 mZ'/(12 pi): (1 - x)^2 (1 + x/2), x = m'^2/mZ'^2. Dirac: half of it to N' nubar_mu and
 * half to N'bar nu_mu, left-handed. Majorana: one state, axial coupling; no mass term, because nu_mu has no mass.
 */
export function mixedCurrent(root: number, mass: number): number {
  const x = (mass / root) ** 2;
  return x < 1 ? (1 - x) ** 2 * (1 + x / 2) : 0;
}

/** `leptonCurrent` from above = q2 - 4 m_l^2, GeV^2. */
export function pairCurrent(q2: number, above: number, mass: number): number {
  return Math.sqrt(above / q2) * (1 + (2 * mass * mass) / q2);
}

/**
 * N -> N' N' N'bar in the units of beta (1 + 2 m_e^2/q2) lam P, GeV^6, above = q2 - 4 m'^2. The part of the pair's current
 * along q is not conserved and remains, (q.J)(q.J')/(q2 mZ'^2) in unitary gauge, with S = sum |q.J|^2:
 *   Dirac     beta lam [(1 - r^2) P + 3 r^2 S (1 - q2/mZ'^2)^2],    S = lam^2 + q2 (gap + 2 m m'),  r^2 = m'^2/q2
 *   Majorana  beta lam [(1 - 4 r^2) P + 6 r^2 S (1 - q2/mZ'^2)^2],  S = 2 gap (m + m')^2,           P of Majorana neutrinos
 * ASSUMPTION, ours: the interference of the identical N' is the factor 2 that both contain. It is exact in the contact limit
 * q2 << mZ'^2 by Fierz' identity (amplitude 2, squared 4, identical particles 1/2): for Dirac at any mass, for Majorana
 * without m'. Elsewhere, by Monte Carlo over spinors: Dirac 1.95 at m - m' = 0.72 mZ', 1.85 at 0.88, 1.4 at 0.99, and 1 for a
 * real Z', where this ratio therefore jumps by 2; Majorana 2.4 in the contact limit at m = 4 m', 1.4 at m - m' = 0.99 mZ'.
 */
export function darkDensity(
  q2: number,
  gap: number,
  above: number,
  m: number,
  mPrime: number,
  mZprime: number,
  nature: number,
): number {
  const ratio = (mPrime * mPrime) / q2;
  const root = kallenRoot(gap, m, mPrime);
  const transverse = decayPolynomial(q2, gap, m, mPrime, nature);
  const propagator = (1 - q2 / (mZprime * mZprime)) ** 2;
  const sum =
    nature === MAJORANA
      ? (above / q2) * transverse + 12 * ratio * gap * (m + mPrime) ** 2 * propagator
      : (1 - ratio) * transverse + 3 * ratio * (root * root + q2 * (gap + 2 * m * mPrime)) * propagator;
  return Math.sqrt(above / q2) * root * sum;
}
