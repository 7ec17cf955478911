/** Decay N -> N' e+e- through a real or virtual Z'. MODEL section 3. m = mass of N, mPrime = mass of N', GeV. */
import { ELECTRON_MASS_GEV, HBARC_GEV_CM } from './constants.js';
import { drawnPoleGap, overPairMass, pairMassRange, poleGap } from './pairMass.js';

const FOUR_ME_SQ = 4 * ELECTRON_MASS_GEV ** 2;

/** Codes of the heavy neutrinos' nature; twins in decay.wgsl. */
export const DIRAC = 0;
export const MAJORANA = 1;

/** How N decays; `closed` when the splitting cannot make a pair. */
export type DecayMode = 'onshell' | 'offshell' | 'closed';

/**
 * Mode at the masses: a real Z' where m - m' > mZ', else a virtual one, also where the masses as written are equal. The widths of the two
 * do not meet there; what joins them is the width of the Z' (resonance.ts).
 */
export function decayMode(m: number, mPrime: number, mZprime: number): DecayMode {
  if (m - mPrime <= 2 * ELECTRON_MASS_GEV) return 'closed';
  return poleGap(m, mPrime, mZprime) < 0 ? 'onshell' : 'offshell';
}

/** lambda^(1/2)(m^2, m'^2, q2) in GeV^2, from the gap (m - m')^2 - q2. */
export function kallenRoot(gap: number, m: number, mPrime: number): number {
  return Math.sqrt(gap * (gap + 4 * m * mPrime));
}

/**
 * P(q2) of MODEL section 3 in GeV^4, written as a sum of positive terms: gap (gap + 4 m m') + 3 q2 (gap + 2 m m') for Dirac
 * neutrinos; for Majorana ones 2 (P + 6 q2 m m') with real couplings.
 */
export function decayPolynomial(q2: number, gap: number, m: number, mPrime: number, nature: number): number {
  const dirac = gap * (gap + 4 * m * mPrime) + 3 * q2 * (gap + 2 * m * mPrime);
  return nature === MAJORANA ? 2 * dirac + 12 * q2 * m * mPrime : dirac;
}

/** Bound of P over 4 m_e^2 < q2 < (m - m')^2, GeV^4: for Dirac neutrinos its maximum. */
export function largestPolynomial(m: number, mPrime: number, nature: number): number {
  const highest = (m - mPrime) ** 2;
  // P(q2) = (m^2-m'^2)^2 + q2 (m^2+m'^2) - 2 q2^2 is a parabola with its top at (m^2+m'^2)/4.
  const top = Math.min(Math.max((m * m + mPrime * mPrime) / 4, FOUR_ME_SQ), highest);
  const dirac = ((m - mPrime) * (m + mPrime)) ** 2 + top * (m * m + mPrime * mPrime) - 2 * top * top;
  return nature === MAJORANA ? 2 * dirac + 12 * highest * m * mPrime : dirac;
}

/** A(q2): the coefficient of h cos(theta*) of a Dirac daughter neutrino, between -1 and 1; a Majorana N decays evenly. */
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

/** Nodes of each part of a spectrum of pairs: 2e-6 of its integral, from threshold to m - m' = mZ'. */
export const PAIR_NODES = 64;

/**
 * Integral of `pairMassDensity`/((q2 - mZ'^2)^2 + width^2) over q2, GeV^4: `hi` = mZ'^2 - (m - m')^2 and `width` = mZ' Gamma_Z', GeV^2; without
 * width hi must be positive.
 */
export function pairMassIntegral(
  m: number,
  mPrime: number,
  hi: number,
  width: number,
  nature: number,
): number {
  let sum = 0;
  overPairMass(hi, pairMassRange(m, mPrime), width, PAIR_NODES, (above, gap, _, weight) => {
    sum += weight * pairMassDensity(above, gap, m, mPrime, nature);
  });
  return sum;
}

/** Width of N per unit of (g_D V_dec e epsilon)^2, GeV, from a `pairMassIntegral` (MODEL section 3, off-shell). */
export function widthOfIntegral(integral: number, m: number): number {
  return integral / (384 * Math.PI ** 3 * m ** 3);
}

/**
 * Gamma/(g_D V_dec e epsilon)^2 in GeV for a virtual Z' without width. At m - m' = mZ', where it has a pole in
 * the dual model, that of the spectrum that events are drawn from: the width of N is `wideReducedWidth` there.
 */
export function offShellReducedWidth(m: number, mPrime: number, mZprime: number, nature: number): number {
  const gap = poleGap(m, mPrime, mZprime);
  const hi = gap > 0 ? gap : drawnPoleGap(m, mPrime, mZprime);
  return widthOfIntegral(pairMassIntegral(m, mPrime, hi, 0, nature), m);
}

/** Gamma/(g_D V_dec)^2 in GeV for a real Z' (MODEL section 3, on-shell). */
export function onShellReducedWidth(m: number, mPrime: number, mZprime: number, nature: number): number {
  const gap = -poleGap(m, mPrime, mZprime);
  const q2 = mZprime * mZprime;
  return (
    (kallenRoot(gap, m, mPrime) * decayPolynomial(q2, gap, m, mPrime, nature)) / (32 * Math.PI * m ** 3 * q2)
  );
}

/** Width per unit of `decayStrengthSquared`, GeV; 0 when closed. */
export function reducedWidth(m: number, mPrime: number, mZprime: number, nature: number): number {
  const mode = decayMode(m, mPrime, mZprime);
  if (mode === 'closed') return 0;
  return mode === 'onshell'
    ? onShellReducedWidth(m, mPrime, mZprime, nature)
    : offShellReducedWidth(m, mPrime, mZprime, nature);
}

/** c tau in cm of a width in GeV. */
export function properLength(gammaGev: number): number {
  return HBARC_GEV_CM / gammaGev;
}

/**
 * R of MODEL section 3: weight of the e- direction, mean 1 over isotropic angles, for parent helicity h = -1 or +1, or for
 * an unpolarised or Majorana parent with h = 0.
 * Rest frame of N: energy of the daughter, lepton energies eMinus, ePlus and their components along N's flight (minusAlong, plusAlong) and along
 * the pair's momentum (minusPair, plusPair); pairAlong = cosine between pair and flight; GeV.
 */
export function leptonOrientation(
  h: number,
  daughterEnergy: number,
  q2: number,
  pairEnergy: number,
  pairMomentum: number,
  pairAlong: number,
  eMinus: number,
  minusAlong: number,
  minusPair: number,
  ePlus: number,
  plusAlong: number,
  plusPair: number,
): number {
  // K/m = (1, -h n): a null vector along (h = -1) or against the flight, or N's own momentum (h = 0).
  const kMinus = eMinus + h * minusAlong;
  const kPlus = ePlus + h * plusAlong;
  const kPair = pairEnergy + h * pairMomentum * pairAlong;
  const kDaughter = daughterEnergy - h * pairMomentum * pairAlong;
  const dMinus = daughterEnergy * eMinus + pairMomentum * minusPair;
  const dPlus = daughterEnergy * ePlus + pairMomentum * plusPair;
  const dPair = daughterEnergy * pairEnergy + pairMomentum * pairMomentum;
  const meSq = FOUR_ME_SQ / 4;
  const numerator = kMinus * dPlus + kPlus * dMinus + meSq * kDaughter;
  const denominator = ((q2 + 2 * meSq) / 6) * (kDaughter + (2 * kPair * dPair) / q2);
  return numerator / denominator;
}
