// Decay N -> N' e+e- through a vector; twin of src/physics/mediators/vectorDecay.ts (docs/physics.md, section 3). GeV.

import package::physics::constants::{ELECTRON_MASS_SQ, FOUR_ME_SQ};
import package::physics::decay::{DIRAC, MAJORANA, PairKinematics, kallenRoot};

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
fn leptonOrientation(h: f32, p: PairKinematics) -> f32 {
  let kMinus = p.eMinus + h * p.minusAlong;
  let kPlus = p.ePlus + h * p.plusAlong;
  let kPair = p.energy + h * p.momentum * p.cosPair;
  let kDaughter = p.daughterEnergy - h * p.momentum * p.cosPair;
  let dMinus = p.daughterEnergy * p.eMinus + p.momentum * p.minusPair;
  let dPlus = p.daughterEnergy * p.ePlus + p.momentum * p.plusPair;
  let dPair = p.daughterEnergy * p.energy + p.momentum * p.momentum;
  let numerator = kMinus * dPlus + kPlus * dMinus + ELECTRON_MASS_SQ * kDaughter;
  let denominator = (p.q2 + 2.0 * ELECTRON_MASS_SQ) / 6.0 * (kDaughter + 2.0 * kPair * dPair / p.q2);
  return numerator / denominator;
}

// Weight of the directions of daughter and leptons, mean 1.
fn pairDirections(pair: PairKinematics, hcFraction: f32, m: f32, mPrime: f32, nature: u32, oriented: u32) -> f32 {
  if (nature == MAJORANA) {
    if (oriented == 0u) {
      return 1.0;
    }
    // The term 6 q2 m m' is even in the leptons' direction; the rest follows R without polarisation.
    let share = 2.0 * decayPolynomial(pair.q2, pair.gap, m, mPrime, DIRAC)
      / decayPolynomial(pair.q2, pair.gap, m, mPrime, MAJORANA);
    return share * leptonOrientation(0.0, pair) + (1.0 - share);
  }
  let asymmetry = daughterAsymmetry(pair.q2, pair.gap, m, mPrime) * pair.cosDaughter;
  var conserving = 1.0;
  var flipping = 1.0;
  if (oriented == 1u) {
    conserving = leptonOrientation(-1.0, pair);
    flipping = leptonOrientation(1.0, pair);
  }
  return hcFraction * (1.0 - asymmetry) * conserving + (1.0 - hcFraction) * (1.0 + asymmetry) * flipping;
}
