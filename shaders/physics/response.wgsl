// The default response to pairs; twin of src/physics/response.ts (docs/physics.md, section 8, ASSUMPTION). GeV and degrees.

import package::physics::numeric::{expm1Negative, logistic};

struct PairResponse {
  efficiency: f32,
  energyScaleGev: f32,
  angleScaleDeg: f32,
  openingDeg: f32,
  openingWidthDeg: f32,
  separationEnergyGev: f32,
  separationEnergyWidthGev: f32,
  showerEnergyGev: f32,
  showerEnergyWidthGev: f32,
}

// Total efficiency, in [0, 1].
fn pairEfficiency(p: PairResponse, energyGev: f32, thetaDeg: f32) -> f32 {
  let e = energyGev / p.energyScaleGev;
  let t = thetaDeg / p.angleScaleDeg;
  return p.efficiency * expm1Negative(e * e) * exp(-t * t);
}

// Probabilities of (one shower, one shower + one track, two showers); they sum to 1.
fn topologyProbabilities(p: PairResponse, openingDeg: f32, minEnergyGev: f32) -> vec3f {
  let separated = logistic((openingDeg - p.openingDeg) / p.openingWidthDeg)
    * logistic((minEnergyGev - p.separationEnergyGev) / p.separationEnergyWidthGev);
  let second = logistic((minEnergyGev - p.showerEnergyGev) / p.showerEnergyWidthGev);
  return vec3f(1.0 - separated, separated * (1.0 - second), separated * second);
}
