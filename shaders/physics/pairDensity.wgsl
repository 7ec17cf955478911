// Terms of the density of an event in what of it does not depend on the masses; twin of src/physics/pairDensity.ts (docs/physics.md, section 6,
// "Reweighting"). GeV. `chosen` provides the functions of the scan's mediator.

import chosen::conservedHelicity;
import chosen::decayDirections;
import chosen::decaySpectrum;
import chosen::productionFactor;
import package::physics::constants::{ELECTRON_MASS_SQ, FOUR_ME_SQ};
import package::physics::decay::PairKinematics;
import package::physics::event::MassPoint;
import package::physics::hiddenFlight::{Azimuth, HiddenFlight, PairAtRest, SeenPair, oneMinusAlpha, q2PerCos, shellSlope};

// What a detector sees of an event, and the neutrino's energy; `above` is m_ee^2 - 4 m_e^2.
struct SeenEvent {
  minus: vec3f,
  eMinus: f32,
  plus: vec3f,
  ePlus: f32,
  energy: f32,
  above: f32,
}

// The pair of an event, and unit vectors: along it, across it on the beam's side, and across both.
struct PairFrame {
  pair: SeenPair,
  axis: vec3f,
  toBeam: vec3f,
  aside: vec3f,
}

// What the terms of all azimuths share.
struct Hidden {
  seen: SeenEvent,
  frame: PairFrame,
  gap: f32,
  atRest: PairAtRest,
}

// (dGamma/dq2)/Gamma without the leptons' velocity, in units of 1/(I pole^2); 1 where the mediator is real.
fn massDensity(above: f32, gap: f32, p: MassPoint, hi: f32, pole: f32) -> f32 {
  if (p.offShell == 0u) {
    return 1.0;
  }
  let velocity = sqrt(above / (above + FOUR_ME_SQ));
  let distance = pole / (hi + gap);
  return decaySpectrum(above, gap, p.m, p.mPrime, p.nature) / velocity * distance * distance;
}

// The pair of an event in its frame.
fn seenPair(seen: SeenEvent) -> PairFrame {
  let total = seen.minus + seen.plus;
  let P = length(total);
  let energy = seen.eMinus + seen.ePlus;
  let massSq = seen.above + FOUR_ME_SQ;
  let axis = total / P;
  let sine = sqrt(axis.x * axis.x + axis.y * axis.y);
  var around = vec2f(1.0, 0.0);
  if (sine > 0.0) {
    around = axis.xy / sine;
  }
  let oneMinusCos = select(1.0 - axis.z, sine * sine / (1.0 + axis.z), axis.z > 0.0);
  return PairFrame(
    SeenPair(P, energy, massSq, massSq / (energy + P), axis.z, sine, oneMinusCos),
    axis,
    vec3f(-axis.z * around.x, -axis.z * around.y, sine),
    vec3f(-around.y, around.x, 0.0),
  );
}

// The term of a flight and of its mirror image in the plane of pair and beam.
fn flightTerm(hidden: Hidden, p: MassPoint, flight: HiddenFlight, azimuth: Azimuth, azimuthSin: f32, form: f32) -> f32 {
  let E = hidden.seen.energy;
  let perCosN = q2PerCos(E, p.m, p.M, flight);
  let slope = abs(shellSlope(p.m, p.M, hidden.frame.pair, flight, azimuth.cos, perCosN));
  let factor = max(productionFactor(flight.q2, E, p.m, p.M, p.proton), 0.0);
  let propagator = form * p.mXSq / (flight.q2 + p.mXSq);
  let conserved = conservedHelicity(flight.q2, E, p.m, p.M, p.proton);
  let here = directionsOf(hidden, p, flight, vec2f(azimuth.cos, azimuthSin), conserved);
  let mirrored = directionsOf(hidden, p, flight, vec2f(azimuth.cos, -azimuthSin), conserved);
  let directions = max(here, 0.0) + max(mirrored, 0.0);
  return propagator * propagator * factor * abs(perCosN) * directions / slope;
}

// Weight of the directions of pair and leptons in the rest frame of N, at an azimuth (cos, sin).
fn directionsOf(hidden: Hidden, p: MassPoint, flight: HiddenFlight, azimuth: vec2f, conserved: f32) -> f32 {
  let frame = hidden.frame;
  let seen = hidden.seen;
  let k = hidden.atRest.momentum;
  let restPair = hidden.atRest.energy;
  let massSq = frame.pair.massSq;
  let across = frame.toBeam * azimuth.x + frame.aside * azimuth.y;
  let way = frame.axis * flight.cosAlpha + across * flight.sinAlpha;
  let gammaBeta = flight.momentum / p.m;
  let slowness = p.m / (flight.energy + flight.momentum);
  let minus = leptonAtRest(seen.minus, seen.eMinus, way, slowness, gammaBeta);
  let plus = leptonAtRest(seen.plus, seen.ePlus, way, slowness, gammaBeta);
  let along = slowness * frame.pair.momentum * flight.cosAlpha
    - gammaBeta * (frame.pair.behind + frame.pair.momentum * oneMinusAlpha(flight));
  let cosPair = clamp(along / k, -1.0, 1.0);
  let kinematics = PairKinematics(
    massSq,
    hidden.gap,
    restPair,
    k,
    sqrt(p.mPrime * p.mPrime + k * k),
    -cosPair,
    cosPair,
    minus.x,
    minus.y,
    (minus.x * restPair - 0.5 * massSq) / k,
    plus.x,
    plus.y,
    (plus.x * restPair - 0.5 * massSq) / k,
  );
  return decayDirections(kinematics, conserved, p.m, p.mPrime, p.nature, p.oriented);
}

// Energy of a lepton in the rest frame of N, and its momentum along the flight of N, `way`. `slowness` is gamma less gamma beta.
fn leptonAtRest(lepton: vec3f, energy: f32, way: vec3f, slowness: f32, gammaBeta: f32) -> vec2f {
  let P = length(lepton);
  let apart = lepton / P - way;
  let behind = ELECTRON_MASS_SQ / (energy + P) + 0.5 * P * dot(apart, apart);
  return vec2f(slowness * energy + gammaBeta * behind, slowness * (energy - behind) - gammaBeta * behind);
}
