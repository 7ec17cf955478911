// The density of an event in what of it does not depend on the masses, N and N' integrated over: `pairDensity` of src/physics/pairDensity.ts (docs/physics.md,
// section 6, "Reweighting"). GeV.

import package::physics::constants::{FOUR_ME_SQ, Z_MASS_SQ};
import package::physics::decay::kallenRoot;
import package::physics::event::MassPoint;
import package::physics::hiddenFlight::{Azimuth, PairAtRest, hiddenFlight};
import package::physics::nucleus::formFactor;
import package::physics::numeric::unitCircle;
import package::physics::pairDensity::{Hidden, SeenEvent, flightTerm, massDensity, seenPair};

// Azimuths over which the mean is taken, half of them on either side of the plane of pair and beam.
const AZIMUTH_NODES: u32 = 32u;

// Least relative distance in m_ee^2 from the ends of its range.
const EDGE: f32 = 1e-6;

// The density in units of `densityUnit` (src/physics/massRatio.ts), with its `hi` and `pole`, and the means of z and of m/p_N; all 0
// where the masses do not allow the event.
fn pairDensity(
  formFactors: ptr<storage, array<f32>, read>,
  formFactorTable: u32,
  seen: SeenEvent,
  p: MassPoint,
  hi: f32,
  pole: f32,
) -> vec3f {
  let massSq = seen.above + FOUR_ME_SQ;
  let splitting = p.massSqDifference / (p.m + p.mPrime);
  let gap = splitting * splitting - massSq;
  if (!(gap > EDGE * massSq && seen.above > EDGE * massSq)) {
    return vec3f(0.0);
  }
  let k = kallenRoot(gap, p.m, p.mPrime) / (2.0 * p.m);
  let hidden = Hidden(seen, seenPair(seen), gap, PairAtRest((massSq + p.massSqDifference) / (2.0 * p.m), k));
  var sums = vec3f(0.0);
  for (var node = 0u; node < AZIMUTH_NODES / 2u; node++) {
    // From 0 to pi, dense where N flies nearest to the beam.
    let u = f32(2u * node + 1u) / f32(AZIMUTH_NODES);
    let around = unitCircle(0.5 * u * u);
    let sinHalf = unitCircle(0.25 * u * u).y;
    let azimuth = Azimuth(around.x, 2.0 * sinHalf * sinHalf);
    for (var root = 0u; root < 2u; root++) {
      let branch = select(-1.0, 1.0, root == 1u);
      let flight = hiddenFlight(seen.energy, p.m, p.M, hidden.frame.pair, hidden.atRest, azimuth, branch);
      if (flight.momentum == 0.0 || flight.q2 > p.q2Cap) {
        continue;
      }
      var form = 1.0;
      if (p.proton == 0u) {
        form = formFactor(formFactors, formFactorTable, sqrt(flight.q2));
      }
      let weight = u * flightTerm(hidden, p, flight, azimuth, around.y, form);
      sums += weight * vec3f(1.0, flight.q2 / (1.0 + flight.q2 / Z_MASS_SQ), p.m / flight.momentum);
    }
  }
  if (!(sums.x > 0.0)) {
    return vec3f(0.0);
  }
  let density = sums.x * 2.0 * p.m * massDensity(seen.above, gap, p, hi, pole) / f32(AZIMUTH_NODES) / k;
  return vec3f(density, sums.yz / sums.x);
}
