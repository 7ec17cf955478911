/** The decay N -> N' e+e- through a vector, real or virtual. docs/physics.md, section 3. m = mass of N, mPrime = mass of N', GeV. */
import { ELECTRON_MASS_GEV } from '../constants.js';
import { DIRAC, kallenRoot, MAJORANA, type PairKinematics } from '../decay.js';
import { poleGap } from '../pairMass.js';

const FOUR_ME_SQ = 4 * ELECTRON_MASS_GEV ** 2;

/**
 * P(q2) of docs/physics.md, section 3, in GeV^4, written as a sum of positive terms: gap (gap + 4 m m') + 3 q2 (gap + 2 m m') for Dirac
 * neutrinos; for Majorana ones 2 (P + 6 q2 m m') with real couplings.
 */
export function decayPolynomial(q2: number, gap: number, m: number, mPrime: number, nature: number): number {
  const dirac = gap * (gap + 4 * m * mPrime) + 3 * q2 * (gap + 2 * m * mPrime);
  return nature === MAJORANA ? 2 * dirac + 12 * q2 * m * mPrime : dirac;
}

/** Bound of P over 4 m_e^2 < q2 < (m - m')^2, GeV^4; for Dirac neutrinos, the maximum. */
export function largestPolynomial(m: number, mPrime: number, nature: number): number {
  const highest = (m - mPrime) ** 2;
  // P(q2) = (m^2-m'^2)^2 + q2 (m^2+m'^2) - 2 q2^2 is a parabola with its top at (m^2+m'^2)/4.
  const top = Math.min(Math.max((m * m + mPrime * mPrime) / 4, FOUR_ME_SQ), highest);
  const dirac = ((m - mPrime) * (m + mPrime)) ** 2 + top * (m * m + mPrime * mPrime) - 2 * top * top;
  return nature === MAJORANA ? 2 * dirac + 12 * highest * m * mPrime : dirac;
}

/** A(q2): the coefficient of h cos(theta*) of a Dirac daughter neutrino, between -1 and 1; a Majorana N decays symmetrically. */
export function daughterAsymmetry(q2: number, gap: number, m: number, mPrime: number): number {
  // m'^2 + 2 q2 - m^2 with m - m' = sqrt(gap + q2).
  const splitting = Math.sqrt(gap + q2);
  return (
    (kallenRoot(gap, m, mPrime) * (2 * q2 - splitting * (m + mPrime))) /
    decayPolynomial(q2, gap, m, mPrime, DIRAC)
  );
}

/** beta_e (1 + 2 m_e^2/q2) lam P in GeV^6: dGamma/dq2 without its propagator and constants; `above` = q2 - 4 m_e^2. */
export function pairMassDensity(
  above: number,
  gap: number,
  m: number,
  mPrime: number,
  nature: number,
): number {
  const q2 = above + FOUR_ME_SQ;
  const threshold = Math.sqrt(above / q2) * (1 + FOUR_ME_SQ / (2 * q2));
  return threshold * kallenRoot(gap, m, mPrime) * decayPolynomial(q2, gap, m, mPrime, nature);
}

/**
 * R of docs/physics.md, section 3: weight of the e- direction, mean 1 over isotropic angles, for parent helicity h = -1 or +1, or for
 * an unpolarised or Majorana parent with h = 0.
 */
export function leptonOrientation(h: number, p: PairKinematics): number {
  const { q2, energy, momentum, daughterEnergy, cosPair } = p;
  // K/m = (1, -h n): a null vector along (h = -1) or against the flight, or N's own momentum (h = 0).
  const kMinus = p.eMinus + h * p.minusAlong;
  const kPlus = p.ePlus + h * p.plusAlong;
  const kPair = energy + h * momentum * cosPair;
  const kDaughter = daughterEnergy - h * momentum * cosPair;
  const dMinus = daughterEnergy * p.eMinus + momentum * p.minusPair;
  const dPlus = daughterEnergy * p.ePlus + momentum * p.plusPair;
  const dPair = daughterEnergy * energy + momentum * momentum;
  const meSq = FOUR_ME_SQ / 4;
  const numerator = kMinus * dPlus + kPlus * dMinus + meSq * kDaughter;
  const denominator = ((q2 + 2 * meSq) / 6) * (kDaughter + (2 * kPair * dPair) / q2);
  return numerator / denominator;
}

/**
 * Weight of the directions of daughter and leptons, mean 1: (1 + h A cos(theta*)) R, averaged over both helicities with the fraction of the
 * conserving one. `oriented` is 0 if a real Z' decays isotropically, as in DarkNews (docs/physics.md, section 3).
 */
export function pairDirections(
  pair: PairKinematics,
  hcFraction: number,
  m: number,
  mPrime: number,
  nature: number,
  oriented: number,
): number {
  const { q2, gap } = pair;
  if (nature === MAJORANA) {
    // The term 6 q2 m m' is even in the leptons' direction; the rest follows R without polarisation.
    if (oriented === 0) return 1;
    const share =
      (2 * decayPolynomial(q2, gap, m, mPrime, DIRAC)) / decayPolynomial(q2, gap, m, mPrime, MAJORANA);
    return share * leptonOrientation(0, pair) + (1 - share);
  }
  const asymmetry = daughterAsymmetry(q2, gap, m, mPrime) * pair.cosDaughter;
  const conserving = oriented === 0 ? 1 : leptonOrientation(-1, pair);
  const flipping = oriented === 0 ? 1 : leptonOrientation(1, pair);
  return hcFraction * (1 - asymmetry) * conserving + (1 - hcFraction) * (1 + asymmetry) * flipping;
}

/** Gamma/(g_D V_dec)^2 in GeV for a real Z' (docs/physics.md, section 3, on-shell). */
export function onShellReducedWidth(m: number, mPrime: number, mZprime: number, nature: number): number {
  const gap = -poleGap(m, mPrime, mZprime);
  const q2 = mZprime * mZprime;
  return (
    (kallenRoot(gap, m, mPrime) * decayPolynomial(q2, gap, m, mPrime, nature)) / (32 * Math.PI * m ** 3 * q2)
  );
}

/** Width of N per unit of (g_D V_dec e epsilon)^2, GeV, from a `pairMassIntegral` (docs/physics.md, section 3, off-shell). */
export function widthOfIntegral(integral: number, m: number): number {
  return integral / (384 * Math.PI ** 3 * m ** 3);
}
