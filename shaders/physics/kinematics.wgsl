// Laboratory kinematics; twin of src/physics/kinematics.ts (docs/physics.md, section 4). Beam = +z, GeV.

import package::physics::constants::DEGREES_PER_RADIAN;
import package::physics::numeric::polarAngle;

// Observables of a pair at truth level. GeV and degrees.
struct PairObservables {
  energyGev: f32,
  thetaDeg: f32,
  openingDeg: f32,
  minEnergyGev: f32,
  asymmetry: f32,
}

// Energy of N, GeV.
fn producedEnergy(E: f32, q2: f32, M: f32) -> f32 {
  return E - q2 / (2.0 * M);
}

// Momentum of a particle, GeV.
fn momentum(energy: f32, m: f32) -> f32 {
  return sqrt(max((energy - m) * (energy + m), 0.0));
}

// 1 - cos(theta_N).
fn producedOneMinusCos(E: f32, q2: f32, m: f32, energyN: f32, pN: f32) -> f32 {
  let mSq = m * m;
  return clamp((q2 + mSq - 2.0 * E * mSq / (energyN + pN)) / (2.0 * E * pN), 0.0, 2.0);
}

// Unit vector from 1 - cos(theta) and (cos, sin) of the azimuth.
fn direction(oneMinusCos: f32, azimuth: vec2f) -> vec3f {
  let sine = sinFromOneMinusCos(oneMinusCos);
  return vec3f(sine * azimuth.x, sine * azimuth.y, 1.0 - oneMinusCos);
}

// sin(theta) from 1 - cos(theta).
fn sinFromOneMinusCos(oneMinusCos: f32) -> f32 {
  return sqrt(max(oneMinusCos * (2.0 - oneMinusCos), 0.0));
}

// Rotates v from the frame with its z axis along `direction(oneMinusCos, azimuth)` into the outer frame.
fn rotateTo(oneMinusCos: f32, azimuth: vec2f, v: vec3f) -> vec3f {
  let sine = sinFromOneMinusCos(oneMinusCos);
  let cosine = 1.0 - oneMinusCos;
  let x = cosine * v.x + sine * v.z;
  return vec3f(azimuth.x * x - azimuth.y * v.y, azimuth.y * x + azimuth.x * v.y, cosine * v.z - sine * v.x);
}

// Momentum after a boost along n, GeV.
fn boostMomentum(p: vec3f, energy: f32, along: f32, n: vec3f, gamma: f32, gammaBeta: f32) -> vec3f {
  return p + n * ((gamma - 1.0) * along + gammaBeta * energy);
}

// Energy after the same boost, GeV.
fn boostEnergy(energy: f32, along: f32, gamma: f32, gammaBeta: f32) -> f32 {
  return gamma * energy + gammaBeta * along;
}

// Momentum of each lepton in the pair's rest frame, GeV.
fn leptonMomentum(above: f32) -> f32 {
  return 0.5 * sqrt(max(above, 0.0));
}

// Observables of the pair from its lab four-momenta.
fn pairObservables(minus: vec3f, eMinus: f32, plus: vec3f, ePlus: f32) -> PairObservables {
  let energy = eMinus + ePlus;
  let total = minus + plus;
  return PairObservables(
    energy,
    polarAngle(length(total.xy), total.z) * DEGREES_PER_RADIAN,
    polarAngle(length(cross(minus, plus)), dot(minus, plus)) * DEGREES_PER_RADIAN,
    min(eMinus, ePlus),
    abs(ePlus - eMinus) / energy,
  );
}
