// The dark photon Z' as the mediator of events, which import its functions as chosen::NAME; twin of src/physics/mediators/darkPhoton.ts. GeV.

import package::physics::decay::PairKinematics;
import package::physics::mediators::vectorDecay::{pairDirections, pairMassDensity};
import package::physics::mediators::vectorNucleus::{helicityConservingFraction, kinematicFactor};
import package::physics::mediators::vectorProton::{protonHelicityFraction, protonKinematicFactor};

// B of a nucleus, or B_p if `proton` is 1.
fn productionFactor(q2: f32, E: f32, m: f32, M: f32, proton: u32) -> f32 {
  if (proton == 1u) {
    return protonKinematicFactor(q2, E, m);
  }
  return kinematicFactor(q2, E, m, M);
}

// Fraction of N with conserved helicity.
fn conservedHelicity(q2: f32, E: f32, m: f32, M: f32, proton: u32) -> f32 {
  if (proton == 1u) {
    return protonHelicityFraction(q2, E, m);
  }
  return helicityConservingFraction(q2, E, m, M);
}

// dGamma/dq2 without propagator and constants, GeV^6.
fn decaySpectrum(above: f32, gap: f32, m: f32, mPrime: f32, nature: u32) -> f32 {
  return pairMassDensity(above, gap, m, mPrime, nature);
}

// Weight of the directions of daughter and leptons, mean 1.
fn decayDirections(pair: PairKinematics, hcFraction: f32, m: f32, mPrime: f32, nature: u32, oriented: u32) -> f32 {
  return pairDirections(pair, hcFraction, m, mPrime, nature, oriented);
}
