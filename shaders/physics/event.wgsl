// One event: a point of the unit hypercube mapped onto a mass point; twin of src/physics/event.ts (docs/physics.md, sections 4 to 6).
// GeV, cm. Independent of couplings: the SM Z enters through z, c tau through x. `chosen` provides the functions of the scan's mediator,
// one of physics/mediators, when kernels are linked.

import constants::{
  DAUGHTER_AZIMUTH_AT, DAUGHTER_COS_AT, LEPTON_AZIMUTH_AT, LEPTON_COS_AT, MAPPED_DIMENSIONS, PAIR_MASS_AT,
  PRODUCED_AZIMUTH_AT, Q2_AT, UPSTREAM_AT, VERTEX_X_AT, VERTEX_Y_AT, VERTEX_Z_AT
};
import package::physics::constants::{FOUR_ME_SQ, Z_MASS_SQ};
import package::physics::decay::{PairKinematics, kallenRoot};
import package::physics::kinematics::{
  boostEnergy, boostMomentum, direction, leptonMomentum, momentum, producedEnergy,
  producedOneMinusCos, rotateTo
};
import chosen::conservedHelicity;
import chosen::decayDirections;
import chosen::decaySpectrum;
import chosen::productionFactor;
import package::physics::numeric::unitCircle;
import package::physics::pairMass::pairMassGaps;
import package::physics::rays::turnTo;
import package::physics::upscattering::{mapQ2, propagatorRatioSquared, q2Limits};
import package::physics::upstream::Birth;
import package::physics::way::{Place, travel};

// Mass-dependent quantities of an event, prepared in f64 (src/physics/massPoint.ts).
struct MassPoint {
  m: f32,
  mPrime: f32,
  mXSq: f32,
  M: f32,
  q2Scale: f32,
  // Largest Q2 that is sampled, GeV^2.
  q2Cap: f32,
  // Off-shell: the pair-mass map, and the factor that normalises its density to mean 1.
  pairLo: f32,
  pairLogRange: f32,
  pairNorm: f32,
  // On-shell: q2 - 4 m_e^2 and (m - m')^2 - q2 at q2 = mX^2.
  onShellAbove: f32,
  onShellGap: f32,
  // m^2 - m'^2, GeV^2.
  massSqDifference: f32,
  // 1 if the mediator is virtual.
  offShell: u32,
  // 1 if the leptons' directions follow R.
  oriented: u32,
  // DIRAC or MAJORANA.
  nature: u32,
  // 1 if the target is a proton, 0 if it is a nucleus.
  proton: u32,
}

struct Production {
  q2: f32,
  weight: f32,
  hcFraction: f32,
  energy: f32,
  momentum: f32,
  oneMinusCos: f32,
}

// Samples Q2 at neutrino energy E and computes N in the lab; weight in GeV^-2 without the form factor of a nucleus.
fn produce(u: f32, E: f32, p: MassPoint) -> Production {
  let limits = q2Limits(E, p.m, p.M);
  let q2Cut = min(limits.y, p.q2Cap);
  let sampled = mapQ2(u, limits.x, q2Cut, p.q2Scale);
  let q2 = sampled.x;
  let energy = producedEnergy(E, q2, p.M);
  let pN = momentum(energy, p.m);
  let factor = productionFactor(q2, E, p.m, p.M, p.proton);
  let weight = sampled.y * propagatorRatioSquared(q2, p.q2Scale, p.mXSq) * factor;
  return Production(
    q2,
    select(0.0, max(weight, 0.0), q2Cut > limits.x),
    conservedHelicity(q2, E, p.m, p.M, p.proton),
    energy,
    pN,
    producedOneMinusCos(E, q2, p.m, energy, pN),
  );
}

struct PairDecay {
  weight: f32,
  minus: vec3f,
  eMinus: f32,
  plus: vec3f,
  ePlus: f32,
}

// Samples the decay in the rest frame of N, z axis along its flight.
fn decayToPair(u: array<f32, 5>, hcFraction: f32, p: MassPoint) -> PairDecay {
  let offShell = p.offShell == 1u;
  let gaps = select(
    vec3f(p.onShellAbove, p.onShellGap, 1.0),
    pairMassGaps(u[0], p.pairLo, p.pairLogRange),
    offShell,
  );
  let q2 = gaps.x + FOUR_ME_SQ;
  let pairMomentum = kallenRoot(gaps.y, p.m, p.mPrime) / (2.0 * p.m);
  let pairEnergy = (q2 + p.massSqDifference) / (2.0 * p.m);
  let daughterEnergy = sqrt(p.mPrime * p.mPrime + pairMomentum * pairMomentum);

  // The pair flies opposite to the daughter: 1 - cos = 1 + cos(theta*) = 2 u.
  let cosDaughter = 2.0 * u[1] - 1.0;
  let pairAzimuth = unitCircle(u[2]);
  let pair = direction(2.0 * u[1], pairAzimuth);
  let eHalf = 0.5 * sqrt(q2);
  let inPair = leptonMomentum(gaps.x) * direction(2.0 * u[3], unitCircle(u[4]));
  let lepton = rotateTo(2.0 * u[1], pairAzimuth, inPair);
  let along = inPair.z;
  let gamma = pairEnergy / (2.0 * eHalf);
  let gammaBeta = pairMomentum / (2.0 * eHalf);
  let minus = boostMomentum(lepton, eHalf, along, pair, gamma, gammaBeta);
  let plus = boostMomentum(-lepton, eHalf, -along, pair, gamma, gammaBeta);
  let eMinus = boostEnergy(eHalf, along, gamma, gammaBeta);
  let ePlus = boostEnergy(eHalf, -along, gamma, gammaBeta);

  let kinematics = PairKinematics(
    q2, gaps.y, pairEnergy, pairMomentum, daughterEnergy, cosDaughter, pair.z,
    eMinus, minus.z, dot(minus, pair), ePlus, plus.z, dot(plus, pair),
  );
  var weight = decayDirections(kinematics, hcFraction, p.m, p.mPrime, p.nature, p.oriented);
  if (offShell) {
    weight *= p.pairNorm * decaySpectrum(gaps.x, gaps.y, p.m, p.mPrime, p.nature) / gaps.z;
  }
  return PairDecay(max(weight, 0.0), minus, eMinus, plus, ePlus);
}

struct Event {
  q2: f32,
  weight: f32,
  z: f32,
  xCm: f32,
  way: Birth,
  minus: vec3f,
  eMinus: f32,
  plus: vec3f,
  ePlus: f32,
}

// Maps a hypercube point with neutrino energy E onto a mass point. The vertex is where N is produced or, for production upstream, where
// it decays. u: the coordinates after the energy, in the order of DIMENSIONS (src/physics/hypercube.ts).
fn mapEvent(u: array<f32, MAPPED_DIMENSIONS>, E: f32, p: MassPoint, place: Place) -> Event {
  let production = produce(u[Q2_AT], E, p);
  // Azimuths of the decay are measured from the plane of ray and flight; in turns the sum is exact.
  let turns = u[DAUGHTER_AZIMUTH_AT] + u[PRODUCED_AZIMUTH_AT];
  let azimuth = select(turns, turns - 1.0, turns >= 1.0);
  let decay = array<f32, 5>(u[PAIR_MASS_AT], u[DAUGHTER_COS_AT], azimuth, u[LEPTON_COS_AT], u[LEPTON_AZIMUTH_AT]);
  let decayed = decayToPair(decay, production.hcFraction, p);
  let vertex = vec3f(u[VERTEX_X_AT], u[VERTEX_Y_AT], u[VERTEX_Z_AT]);
  let way = travel(vertex, u[UPSTREAM_AT], production.oneMinusCos, unitCircle(u[PRODUCED_AZIMUTH_AT]), place);
  let gamma = production.energy / p.m;
  let gammaBeta = production.momentum / p.m;
  let minus = boostMomentum(turnTo(way.flight, decayed.minus), decayed.eMinus, decayed.minus.z, way.flight, gamma, gammaBeta);
  let plus = boostMomentum(turnTo(way.flight, decayed.plus), decayed.ePlus, decayed.plus.z, way.flight, gamma, gammaBeta);
  let eMinus = boostEnergy(decayed.eMinus, decayed.minus.z, gamma, gammaBeta);
  let ePlus = boostEnergy(decayed.ePlus, decayed.plus.z, gamma, gammaBeta);
  return Event(
    production.q2,
    production.weight * decayed.weight * way.weight,
    production.q2 / (1.0 + production.q2 / Z_MASS_SQ),
    way.distance / max(gammaBeta, 1e-20),
    way,
    minus,
    eMinus,
    plus,
    ePlus,
  );
}
