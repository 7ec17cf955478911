// Where an unseen N may have flown; twin of src/physics/hiddenFlight.ts (docs/physics.md, section 6). GeV, the beam is +z.

import package::physics::kinematics::momentum;

// The pair of an event as its flight goes; `behind` is its energy less its momentum, the angle is that to the beam.
struct SeenPair {
  momentum: f32,
  energy: f32,
  massSq: f32,
  behind: f32,
  cos: f32,
  sin: f32,
  oneMinusCos: f32,
}

// Energy and momentum of the pair in the rest frame of N.
struct PairAtRest {
  energy: f32,
  momentum: f32,
}

// A possible flight of N; its momentum is 0 where there is none. alpha is the angle to the pair, 1 - cos that to the beam.
struct HiddenFlight {
  energy: f32,
  momentum: f32,
  cosAlpha: f32,
  sinAlpha: f32,
  oneMinusCos: f32,
  q2: f32,
}

// Cosine of an azimuth about the pair, and 1 less that.
struct Azimuth {
  cos: f32,
  oneMinusCos: f32,
}

// The flight at an azimuth by one of the two roots, on a target of mass M.
fn hiddenFlight(E: f32, m: f32, M: f32, pair: SeenPair, atRest: PairAtRest, azimuth: Azimuth, branch: f32) -> HiddenFlight {
  let none = HiddenFlight(0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
  let P = pair.momentum;
  let scale = 1.0 / P;
  let total = pair.energy * atRest.energy + P * atRest.momentum;
  let mostTimesMassSq = m * total;
  let least = m * (atRest.energy * atRest.energy + P * P) / total;
  let along = (E * pair.energy - m * atRest.energy) * scale;
  let lag = (m * atRest.energy - E * pair.behind) * scale;
  let b0 = E * (lag + along * pair.oneMinusCos) - 0.5 * m * m;
  let b1 = E + M - E * pair.cos * pair.energy * scale;
  let turned = pair.sin * azimuth.cos;
  let et = E * turned;
  let curve = pair.massSq * scale * scale;
  let halfSlope = (pair.massSq * E - m * pair.energy * atRest.energy) * scale * scale;
  let middle = b0 / b1;
  let acrossSqAtMiddle = (mostTimesMassSq - pair.massSq * (E - middle)) * (E - middle - least) * scale * scale;
  let halfRange = m * atRest.momentum * scale;
  let rootSq = b1 * b1 * acrossSqAtMiddle + et * et * halfRange * halfRange;
  if (!(rootSq >= 0.0)) {
    return none;
  }
  let root = abs(b1 * et) * sqrt(rootSq);
  let residual = (et * et * (b1 * halfSlope - b0 * curve) + branch * root) / (b1 * b1 + et * et * curve);
  if (residual * turned > 0.0 || (turned == 0.0 && branch < 0.0)) {
    return none;
  }
  let recoil = (b0 + residual) / b1;
  let energy = E - recoil;
  let pN = momentum(energy, m);
  let acrossSq = (mostTimesMassSq - pair.massSq * energy) * (energy - least) * scale * scale;
  if (!(pN > 0.0) || !(acrossSq > 0.0) || !(recoil > 0.0)) {
    return none;
  }
  let sinAlpha = sqrt(acrossSq) / pN;
  let cosAlpha = (energy * pair.energy - m * atRest.energy) / (pN * P);
  let between = pair.sin * cosAlpha - pair.cos * sinAlpha;
  let cosBetween = pair.cos * cosAlpha + pair.sin * sinAlpha;
  let apart = select(1.0 - cosBetween, between * between / (1.0 + cosBetween), cosBetween > 0.0);
  let oneMinusCos = apart + pair.sin * sinAlpha * azimuth.oneMinusCos;
  let slowness = m * m / (energy + pN);
  let q2 = 2.0 * E * pN * oneMinusCos + slowness * (recoil + recoil + slowness);
  return HiddenFlight(energy, pN, cosAlpha, sinAlpha, oneMinusCos, q2);
}

// What a change of cos(alpha) at fixed azimuth changes of (p_N - q)^2, GeV^2.
fn shellSlope(m: f32, M: f32, pair: SeenPair, flight: HiddenFlight, azimuthCos: f32, perCosN: f32) -> f32 {
  let turn = pair.cos - flight.cosAlpha / flight.sinAlpha * pair.sin * azimuthCos;
  let pairBehind = pair.behind + pair.momentum * oneMinusAlpha(flight);
  let slowness = m * m / (flight.energy + flight.momentum);
  let perEnergy = 2.0 * (pair.momentum * flight.cosAlpha * slowness - flight.momentum * pairBehind) / flight.momentum;
  return 2.0 * flight.momentum * pair.momentum + perEnergy * perCosN * turn / (2.0 * M);
}

// 1 - cos(alpha).
fn oneMinusAlpha(flight: HiddenFlight) -> f32 {
  let small = flight.sinAlpha * flight.sinAlpha / (1.0 + flight.cosAlpha);
  return select(1.0 - flight.cosAlpha, small, flight.cosAlpha > 0.0);
}

// -dQ2/d cos(theta) of an N that recoils from a target of mass M, GeV^2.
fn q2PerCos(E: f32, m: f32, M: f32, flight: HiddenFlight) -> f32 {
  let slowness = m * m / (flight.energy + flight.momentum);
  return 2.0 * E * flight.momentum / (1.0 + E / M * (flight.oneMinusCos * flight.energy - slowness) / flight.momentum);
}
