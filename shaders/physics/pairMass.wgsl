// The pair mass squared q2 of N -> N' e+e- near the pole of the mediator; twin of src/physics/pairMass.ts (docs/physics.md, section 6). GeV.

import package::physics::numeric::expm1Negative;

// (q2 - 4 m_e^2, (m - m')^2 - q2, mX^2 - q2) in GeV^2, uniform in ln(mX^2 - q2).
fn pairMassGaps(u: f32, lo: f32, logRange: f32) -> vec3f {
  let distance = lo * exp(-u * logRange);
  return vec3f(lo * expm1Negative(u * logRange), distance * expm1Negative((1.0 - u) * logRange), distance);
}
