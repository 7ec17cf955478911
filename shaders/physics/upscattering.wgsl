// Upscattering nu + A -> N + A; twin of src/physics/upscattering.ts (docs/physics.md, sections 2 and 6). GeV.

// (Q2min, Q2max) in GeV^2.
fn q2Limits(E: f32, m: f32, M: f32) -> vec2f {
  let twoME = 2.0 * M * E;
  let mSq = m * m;
  let s = M * M + twoME;
  let root = sqrt(max((twoME - mSq - 2.0 * m * M) * (twoME - mSq + 2.0 * m * M), 0.0));
  let q2Max = M * E * (twoME + mSq + root) / s - mSq;
  return vec2f(mSq * M * (mSq * M) / (s * q2Max), q2Max);
}

// (Q2 in GeV^2, W/(D_lo D_hi) in GeV^-2) at u, uniform in 1/(Q2 + a).
fn mapQ2(u: f32, q2Min: f32, q2Cut: f32, a: f32) -> vec2f {
  let range = q2Cut - q2Min;
  let lo = q2Min + a;
  let hi = q2Cut + a;
  // hi - u range, as a sum: with a light mediator nearly all of it cancels at large Q2.
  return vec2f(q2Min + lo * u * range / (lo + (1.0 - u) * range), range / (lo * hi));
}

// [(Q2 + a)/(Q2 + mX^2)]^2.
fn propagatorRatioSquared(q2: f32, a: f32, mXSq: f32) -> f32 {
  let ratio = (q2 + a) / (q2 + mXSq);
  return ratio * ratio;
}
