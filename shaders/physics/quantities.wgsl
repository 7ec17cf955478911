// Quantities of a pair as it is found; twin of src/physics/quantities.ts, whose list says what they are. GeV and degrees, beam = +z.

import constants::QUANTITY_COUNT;
import package::physics::constants::{ELECTRON_MASS_GEV, ELECTRON_MASS_SQ, NEUTRON_MASS_GEV};
import package::physics::kinematics::pairObservables;
import package::physics::numeric::unitCircle;

// (m_n^2 + m_e^2 - m_p^2)/2, GeV^2.
const QUASI_ELASTIC_SHIFT: f32 = 0.0012144645683623246;

// Energy beyond the leptons' masses.
fn visibleEnergy(eMinus: f32, ePlus: f32) -> f32 {
  return max(eMinus + ePlus - 2.0 * ELECTRON_MASS_GEV, 0.0);
}

// cos of the angle to the beam; 0 at rest.
fn beamCosine(p: vec3f) -> f32 {
  return p.z / max(length(p), 1e-20);
}

// Neutrino energy of a quasi-elastic event with one electron of the visible energy.
fn quasiElasticEnergy(visible: f32, cosine: f32) -> f32 {
  let p = sqrt(max(visible * visible - ELECTRON_MASS_SQ, 0.0));
  return (NEUTRON_MASS_GEV * visible - QUASI_ELASTIC_SHIFT) / max(NEUTRON_MASS_GEV - visible + p * cosine, 1e-6);
}

// Distance from a single ring; `minShare` is the smaller lepton's share of the energy.
fn ringDistance(openingDeg: f32, minShare: f32) -> f32 {
  let half = unitCircle(openingDeg / 720.0).y;
  let opening = half * half;
  return sqrt(opening * opening + minShare * minShare);
}

// All quantities, in the order of RESPONSE_QUANTITIES: one line each.
fn pairQuantities(minus: vec3f, eMinus: f32, plus: vec3f, ePlus: f32) -> array<f32, QUANTITY_COUNT> {
  let pair = pairObservables(minus, eMinus, plus, ePlus);
  let visible = visibleEnergy(eMinus, ePlus);
  let cosine = beamCosine(minus + plus);
  return array<f32, QUANTITY_COUNT>(
    pair.energyGev,
    visible,
    pair.minEnergyGev,
    max(eMinus, ePlus),
    pair.thetaDeg,
    cosine,
    pair.openingDeg,
    pair.asymmetry,
    quasiElasticEnergy(visible, cosine),
    ringDistance(pair.openingDeg, pair.minEnergyGev / pair.energyGev),
  );
}
