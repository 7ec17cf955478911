// Decay N -> N' e+e-; twin of src/physics/decay.ts (MODEL section 3). GeV.

import package::physics::constants::{ELECTRON_MASS_SQ, FOUR_ME_SQ};

const DIRAC: u32 = 0u;
const MAJORANA: u32 = 1u;

// lambda^(1/2)(m^2, m'^2, q2), GeV^2.
fn kallenRoot(gap: f32, m: f32, mPrime: f32) -> f32 {
  return sqrt(gap * (gap + 4.0 * m * mPrime));
}

// P(q2), GeV^4, as a sum of positive terms.
fn decayPolynomial(q2: f32, gap: f32, m: f32, mPrime: f32, nature: u32) -> f32 {
  let dirac = gap * (gap + 4.0 * m * mPrime) + 3.0 * q2 * (gap + 2.0 * m * mPrime);
  return select(dirac, 2.0 * dirac + 12.0 * q2 * m * mPrime, nature == MAJORANA);
}

// A(q2): coefficient of h cos(theta*) of a Dirac daughter neutrino.
fn daughterAsymmetry(q2: f32, gap: f32, m: f32, mPrime: f32) -> f32 {
  let splitting = sqrt(gap + q2);
  return kallenRoot(gap, m, mPrime) * (2.0 * q2 - splitting * (m + mPrime)) 
    / decayPolynomial(q2, gap, m, mPrime, DIRAC);
}

// beta_e (1 + 2 m_e^2/q2) lam P, GeV^6.
fn pairMassDensity(above: f32, gap: f32, m: f32, mPrime: f32, nature: u32) -> f32 {
  let q2 = above + FOUR_ME_SQ;
  let threshold = sqrt(above / q2) * (1.0 + FOUR_ME_SQ / (2.0 * q2));
  return threshold * kallenRoot(gap, m, mPrime) * decayPolynomial(q2, gap, m, mPrime, nature);
}

// R: weight of the lepton direction for parent helicity h (0: unpolarised or Majorana), mean 1.
fn leptonOrientation(
  h: f32,
  daughterEnergy: f32,
  q2: f32,
  pairEnergy: f32,
  pairMomentum: f32,
  pairAlong: f32,
  eMinus: f32,
  minusAlong: f32,
  minusPair: f32,
  ePlus: f32,
  plusAlong: f32,
  plusPair: f32,
) -> f32 {
  let kMinus = eMinus + h * minusAlong;
  let kPlus = ePlus + h * plusAlong;
  let kPair = pairEnergy + h * pairMomentum * pairAlong;
  let kDaughter = daughterEnergy - h * pairMomentum * pairAlong;
  let dMinus = daughterEnergy * eMinus + pairMomentum * minusPair;
  let dPlus = daughterEnergy * ePlus + pairMomentum * plusPair;
  let dPair = daughterEnergy * pairEnergy + pairMomentum * pairMomentum;
  let numerator = kMinus * dPlus + kPlus * dMinus + ELECTRON_MASS_SQ * kDaughter;
  let denominator = (q2 + 2.0 * ELECTRON_MASS_SQ) / 6.0 * (kDaughter + 2.0 * kPair * dPair / q2);
  return numerator / denominator;
}
