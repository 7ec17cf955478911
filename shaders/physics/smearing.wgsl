// Detector smearing of leptons; twin of src/physics/smearing.ts (docs/physics.md, sections 8 and 11). GeV and degrees, beam = +z.

import constants::{
  BELOW_ZERO_LOST, BELOW_ZERO_TRUE_DIRECTION, HEADER_LEPTONS, HEADER_MIN_ENERGY, HEADER_SMEARING, SMEARING_ANGLE_LOG,
  SMEARING_ANGLE_OFFSET, SMEARING_BELOW_ZERO, SMEARING_CONSTANT, SMEARING_DIMENSIONS, SMEARING_NOISE,
  SMEARING_OF_TOTAL, SMEARING_PLANAR, SMEARING_QUADRATURE, SMEARING_STOCHASTIC
};
import package::physics::constants::ELECTRON_MASS_GEV;
import package::physics::numeric::{unitCircle, wholeNumber};

// Momentum of a lepton at rest that keeps its direction, GeV: negligible in any sum.
const MOMENTUM_AT_REST_GEV: f32 = 1e-9;

// -ln(u) for u in (0, 1]. Relative error below 8 ULP: WGSL's log is inaccurate near 1, so there 2 artanh((1-u)/(1+u)) by its
// series to t^13/13.
fn negativeLog(u: f32) -> f32 {
  let t = (1.0 - u) / (1.0 + u);
  let tt = t * t;
  let series = 2.0 * t * (1.0 + tt * (1.0 / 3.0 + tt * (1.0 / 5.0 + tt * (1.0 / 7.0 + tt * (1.0 / 9.0
    + tt * (1.0 / 11.0 + tt * (1.0 / 13.0)))))));
  return select(-log(u), series, u > 0.5);
}

// Distance from the origin of a standard normal point of the plane.
fn planarRadius(u: f32) -> f32 {
  return sqrt(2.0 * negativeLog(u));
}

// Two standard normals (Box and Muller).
fn normalPair(u: f32, v: f32) -> vec2f {
  return planarRadius(u) * unitCircle(v);
}

// sigma_E of the smearing at `record` for an energy, GeV.
fn energySpread(data: ptr<storage, array<f32>, read>, record: u32, energy: f32) -> f32 {
  let stochastic = (*data)[record + SMEARING_STOCHASTIC] * sqrt(energy);
  let noise = (*data)[record + SMEARING_NOISE];
  let constant = (*data)[record + SMEARING_CONSTANT] * energy;
  let quadrature = sqrt(stochastic * stochastic + noise * noise + constant * constant);
  return select(stochastic + noise + constant, quadrature, (*data)[record + SMEARING_QUADRATURE] == 1.0);
}

// sigma_theta for a total energy, degrees.
fn angleSpread(data: ptr<storage, array<f32>, read>, record: u32, energy: f32) -> f32 {
  return max((*data)[record + SMEARING_ANGLE_OFFSET] - (*data)[record + SMEARING_ANGLE_LOG] * log(energy), 0.0);
}

// Kinetic energy after smearing, from the true total energy and a standard normal.
fn smearedKinetic(data: ptr<storage, array<f32>, read>, record: u32, energy: f32, normal: f32) -> f32 {
  let kinetic = max(energy - ELECTRON_MASS_GEV, 0.0);
  let measured = select(kinetic, energy, (*data)[record + SMEARING_OF_TOTAL] == 1.0);
  return max(kinetic + energySpread(data, record, measured) * normal, 0.0);
}

// Rotates the unit vector n by an angle in turns, towards the azimuth (cos, sin) about n. The axes perpendicular to n are those of
// J. R. Frisvad, J. Graphics Tools 16 (2012) 151, smooth in n except at n = -z.
fn deflect(n: vec3f, turns: f32, azimuth: vec2f) -> vec3f {
  let across = n.x * n.x + n.y * n.y;
  // 1/(1 + n.z), without cancellation upstream.
  let k = select(1.0 / (1.0 + n.z), (1.0 - n.z) / max(across, 1e-30), n.z < 0.0);
  let first = vec3f(1.0 - n.x * n.x * k, -n.x * n.y * k, -n.x);
  let second = vec3f(-n.x * n.y * k, 1.0 - n.y * n.y * k, -n.y);
  let polar = unitCircle(turns);
  return polar.x * n + polar.y * (azimuth.x * first + azimuth.y * second);
}

// Momentum after smearing, from the true momentum, its total energy and the smeared kinetic energy; `normal`: the angle in units of sigma.
// Without kinetic energy it is 0, or a tiny momentum along the true direction.
fn smearedMomentum(data: ptr<storage, array<f32>, read>, record: u32, p: vec3f, energy: f32, kinetic: f32,
  normal: f32, azimuth: f32) -> vec3f {
  let turns = angleSpread(data, record, energy) * abs(normal) / 360.0;
  let n = p / max(length(p), 1e-20);
  if (kinetic <= 0.0 && wholeNumber((*data)[record + SMEARING_BELOW_ZERO]) == BELOW_ZERO_TRUE_DIRECTION) {
    return MOMENTUM_AT_REST_GEV * n;
  }
  let size = sqrt(kinetic * (kinetic + 2.0 * ELECTRON_MASS_GEV));
  return size * deflect(n, turns, unitCircle(azimuth));
}

// The detected pair: smeared, with a lepton below threshold set to rest. `found` is 1 if enough leptons are detected.
struct DetectedPair {
  minus: vec3f,
  eMinus: f32,
  plus: vec3f,
  ePlus: f32,
  found: f32,
}

// Smears both leptons, applies the threshold, and drops the pair if a lepton without energy loses it. u: energy, angle, azimuth of e-, then of e+.
fn detectPair(data: ptr<storage, array<f32>, read>, u: array<f32, SMEARING_DIMENSIONS>, minus: vec3f, eMinus: f32, plus: vec3f,
  ePlus: f32) -> DetectedPair {
  var pair = DetectedPair(minus, eMinus, plus, ePlus, 0.0);
  var isLost = false;
  let record = wholeNumber((*data)[HEADER_SMEARING]);
  if (record != 0u) {
    let energies = normalPair(u[0], u[3]);
    var angles = vec2f(planarRadius(u[1]), planarRadius(u[4]));
    if ((*data)[record + SMEARING_PLANAR] == 0.0) {
      angles = normalPair(u[1], u[4]);
    }
    let t1 = smearedKinetic(data, record, eMinus, energies.x);
    let t2 = smearedKinetic(data, record, ePlus, energies.y);
    let p1 = smearedMomentum(data, record, minus, eMinus, t1, angles.x, u[2]);
    let p2 = smearedMomentum(data, record, plus, ePlus, t2, angles.y, u[5]);
    pair = DetectedPair(p1, t1 + ELECTRON_MASS_GEV, p2, t2 + ELECTRON_MASS_GEV, 0.0);
    isLost = min(t1, t2) <= 0.0 && wholeNumber((*data)[record + SMEARING_BELOW_ZERO]) == BELOW_ZERO_LOST;
  }
  let detected = applyThreshold(pair, (*data)[HEADER_MIN_ENERGY], (*data)[HEADER_LEPTONS]);
  let found = select(detected.found, 0.0, isLost);
  return DetectedPair(detected.minus, detected.eMinus, detected.plus, detected.ePlus, found);
}

// Sets leptons below a total energy to rest, and checks whether enough leptons remain.
fn applyThreshold(pair: DetectedPair, minEnergy: f32, needed: f32) -> DetectedPair {
  let seesMinus = select(0.0, 1.0, pair.eMinus >= minEnergy);
  let seesPlus = select(0.0, 1.0, pair.ePlus >= minEnergy);
  return DetectedPair(
    seesMinus * pair.minus,
    select(ELECTRON_MASS_GEV, pair.eMinus, seesMinus == 1.0),
    seesPlus * pair.plus,
    select(ELECTRON_MASS_GEV, pair.ePlus, seesPlus == 1.0),
    select(0.0, 1.0, seesMinus + seesPlus >= needed),
  );
}
