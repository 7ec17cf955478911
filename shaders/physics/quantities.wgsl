// Quantities of a detected pair; twin of src/physics/quantities.ts, whose list defines them. GeV and degrees, beam = +z.

import constants::{
  QUANTITY_ASYMMETRY, QUANTITY_COS_THETA, QUANTITY_COUNT, QUANTITY_E_EE_GEV, QUANTITY_E_MAX_GEV, QUANTITY_E_MIN_GEV,
  QUANTITY_E_QE_GEV, QUANTITY_E_VIS_GEV, QUANTITY_M_EE_GEV, QUANTITY_OPENING_DEG, QUANTITY_RING_DISTANCE,
  QUANTITY_THETA_EE_DEG, USES_E_QE_GEV, USES_M_EE_GEV, USES_RING_DISTANCE
};
import package::physics::constants::{ELECTRON_MASS_GEV, ELECTRON_MASS_SQ, NEUTRON_MASS_GEV};
import package::physics::kinematics::{momentum, pairObservables};
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

// Invariant mass of two leptons; see the twin.
fn invariantMass(eMinus: f32, ePlus: f32, openingDeg: f32) -> f32 {
  let half = unitCircle(openingDeg / 720.0).y;
  let energies = eMinus * ePlus;
  let momenta = momentum(eMinus, ELECTRON_MASS_GEV) * momentum(ePlus, ELECTRON_MASS_GEV);
  let squares = eMinus * eMinus + ePlus * ePlus - ELECTRON_MASS_SQ;
  let parallel = 2.0 * ELECTRON_MASS_SQ * (1.0 + squares / (energies + momenta));
  return sqrt(parallel + 4.0 * momenta * half * half);
}

// Quantities by code, one line each. Costly ones are computed only if the response uses them; otherwise they are 0 and never read.
fn pairQuantities(minus: vec3f, eMinus: f32, plus: vec3f, ePlus: f32) -> array<f32, QUANTITY_COUNT> {
  let pair = pairObservables(minus, eMinus, plus, ePlus);
  let visible = visibleEnergy(eMinus, ePlus);
  let cosine = beamCosine(minus + plus);
  var q: array<f32, QUANTITY_COUNT>;
  q[QUANTITY_E_EE_GEV] = pair.energyGev;
  q[QUANTITY_E_VIS_GEV] = visible;
  q[QUANTITY_E_MIN_GEV] = pair.minEnergyGev;
  q[QUANTITY_E_MAX_GEV] = max(eMinus, ePlus);
  q[QUANTITY_THETA_EE_DEG] = pair.thetaDeg;
  q[QUANTITY_COS_THETA] = cosine;
  q[QUANTITY_OPENING_DEG] = pair.openingDeg;
  q[QUANTITY_ASYMMETRY] = pair.asymmetry;
  if (USES_E_QE_GEV == 1u) {
    q[QUANTITY_E_QE_GEV] = quasiElasticEnergy(visible, cosine);
  }
  if (USES_RING_DISTANCE == 1u) {
    q[QUANTITY_RING_DISTANCE] = ringDistance(pair.openingDeg, pair.minEnergyGev / pair.energyGev);
  }
  if (USES_M_EE_GEV == 1u) {
    q[QUANTITY_M_EE_GEV] = invariantMass(eMinus, ePlus, pair.openingDeg);
  }
  return q;
}
