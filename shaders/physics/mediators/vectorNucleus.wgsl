// Vector exchange with a spinless nucleus; twin of src/physics/mediators/vectorNucleus.ts (docs/physics.md, section 2). GeV.

// B of docs/physics.md, section 2.
fn kinematicFactor(q2: f32, E: f32, m: f32, M: f32) -> f32 {
  let x = q2 + m * m;
  return 1.0 - x / (2.0 * M * E) - x / (4.0 * E * E) + q2 * x / (8.0 * M * M * E * E);
}

// Fraction of N with conserved helicity.
fn helicityConservingFraction(q2: f32, E: f32, m: f32, M: f32) -> f32 {
  let s = M * M + 2.0 * M * E;
  let rootS = sqrt(s);
  let e1 = M * E / rootS;
  let e2 = (s + M * M) / (2.0 * rootS);
  let e3 = (2.0 * M * E + m * m) / (2.0 * rootS);
  let e4 = rootS - e3;
  let twoME = 2.0 * M * E;
  let k = sqrt(max((twoME - m * m - 2.0 * m * M) * (twoME - m * m + 2.0 * m * M), 0.0)) / (2.0 * rootS);
  let c = clamp((2.0 * e1 * e3 - m * m - q2) / (2.0 * e1 * k), -1.0, 1.0);
  let conserving = (e3 + k) * (rootS * (e4 + k) + (e4 + k * c) * (e2 + e1 * c) - M * M * (1.0 - c));
  let flipping = m * m / (e3 + k) * (rootS * (e4 - k) + (e4 + k * c) * (e2 - e1 * c) - M * M * (1.0 + c));
  return conserving / (conserving + max(flipping, 0.0));
}
