// Upscattering nu + A -> N + A; twin of src/physics/upscattering.ts (MODEL sections 2 and 6). GeV.

// (Q2min, Q2max) in GeV^2.
fn q2Limits(E: f32, m: f32, M: f32) -> vec2f {
  let twoME = 2.0 * M * E;
  let mSq = m * m;
  let s = M * M + twoME;
  let root = sqrt(max((twoME - mSq - 2.0 * m * M) * (twoME - mSq + 2.0 * m * M), 0.0));
  let q2Max = M * E * (twoME + mSq + root) / s - mSq;
  return vec2f(mSq * M * (mSq * M) / (s * q2Max), q2Max);
}

// B_DN of MODEL section 2.
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

// (Q2 in GeV^2, W/(D_lo D_hi) in GeV^-2) at u, uniform in 1/(Q2 + a).
fn mapQ2(u: f32, q2Min: f32, q2Cut: f32, a: f32) -> vec2f {
  let range = q2Cut - q2Min;
  let lo = q2Min + a;
  let hi = q2Cut + a;
  // hi - u range, as a sum: with a light Z' nearly all of it cancels at large Q2.
  return vec2f(q2Min + lo * u * range / (lo + (1.0 - u) * range), range / (lo * hi));
}

// [(Q2 + a)/(Q2 + mZ'^2)]^2.
fn propagatorRatioSquared(q2: f32, a: f32, mZprimeSq: f32) -> f32 {
  let ratio = (q2 + a) / (q2 + mZprimeSq);
  return ratio * ratio;
}
