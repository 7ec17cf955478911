// Proton-elastic upscattering nu + p -> N + p; twin of src/physics/mediators/vectorProton.ts (docs/physics.md, section 2b). GeV.

const PROTON_MASS_GEV: f32 = 0.93827208816;
const PROTON_MAGNETIC_MOMENT: f32 = 2.792;
const DIPOLE_MASS_SQ_GEV2: f32 = 0.710649;

// (1 + Q2/0.843^2)^-2.
fn dipole(q2: f32) -> f32 {
  let d = 1.0 + q2 / DIPOLE_MASS_SQ_GEV2;
  return 1.0 / (d * d);
}

// (A, G_M^2).
fn protonFormFactors(q2: f32) -> vec2f {
  let d = dipole(q2);
  let tau = q2 / (4.0 * PROTON_MASS_GEV * PROTON_MASS_GEV);
  let muSq = PROTON_MAGNETIC_MOMENT * PROTON_MAGNETIC_MOMENT;
  return vec2f(d * d * (1.0 + tau * muSq) / (1.0 + tau), muSq * d * d);
}

// B_p: the counterpart of F^2 B of a nucleus.
fn protonKinematicFactor(q2: f32, E: f32, m: f32) -> f32 {
  let form = protonFormFactors(q2);
  let mSq = m * m;
  let x = q2 + mSq;
  let share = x / (16.0 * PROTON_MASS_GEV * PROTON_MASS_GEV * E * E);
  let spin0 = 1.0 - x / (2.0 * PROTON_MASS_GEV * E) - x / (4.0 * E * E) + mSq * share;
  return form.x * spin0 + form.y * (2.0 * q2 - mSq) * share;
}

// Fraction of N with conserved helicity.
fn protonHelicityFraction(q2: f32, E: f32, m: f32) -> f32 {
  let M = PROTON_MASS_GEV;
  let mSq = m * m;
  let x = q2 + mSq;
  let twoME = 2.0 * M * E;
  let rootS = sqrt(M * M + twoME);
  let e1 = M * E / rootS;
  let e2 = rootS - e1;
  let e3 = (twoME + mSq) / (2.0 * rootS);
  let e4 = rootS - e3;
  let k = sqrt(max((twoME - mSq - 2.0 * m * M) * (twoME - mSq + 2.0 * m * M), 0.0)) / (2.0 * rootS);
  let c = clamp((2.0 * e1 * e3 - x) / (2.0 * e1 * k), -1.0, 1.0);
  let form = protonFormFactors(q2);
  let k1P = e1 * (e2 + e4 + e1 + k * c);
  // E4 - E2 = E1 - E3 = -m^2/(2 sqrt s), and E1 c - k, both without their cancellation.
  let recoil = -mSq / (2.0 * rootS);
  let along = (mSq * (2.0 - e3 / rootS) - x) / (2.0 * k);
  let conserving = helicityStrength(e3 + k, 1.0, form, q2, x, c, e1, e2 + e4, k, k1P, recoil, along);
  let flipping = helicityStrength(mSq / (e3 + k), -1.0, form, q2, x, c, e1, e2 + e4, k, k1P, recoil, along);
  return conserving / (conserving + max(flipping, 0.0));
}

// S of one helicity: kap = E3 + k (conserving, sg = 1) or m^2/(E3 + k) (flipping, sg = -1).
fn helicityStrength(
  kap: f32,
  sg: f32,
  form: vec2f,
  q2: f32,
  x: f32,
  c: f32,
  e1: f32,
  nuclear: f32,
  k: f32,
  k1P: f32,
  recoil: f32,
  along: f32,
) -> f32 {
  let k1K = e1 * kap * (1.0 - sg * c);
  let KP = kap * (nuclear + sg * (e1 * c + k));
  let Kq = kap * (recoil - sg * along);
  return form.x * (2.0 * k1P * KP - (4.0 * PROTON_MASS_GEV * PROTON_MASS_GEV + q2) * k1K)
    + form.y * (q2 * k1K + x * Kq);
}
