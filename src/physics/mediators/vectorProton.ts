/**
 * Proton-elastic upscattering nu + p -> N + p on free or bound protons at rest. docs/physics.md, section 2b; DarkNews arXiv:2207.04137
 * (regime `p-el`). Dipole form factors; exchange of a vector that couples to the charge. GeV throughout.
 */
import { PROTON_MAGNETIC_MOMENT, PROTON_MASS_GEV } from '../constants.js';

/** Squared mass of the dipole form factor, GeV^2: 0.843 GeV as DarkNews takes it. */
export const DIPOLE_MASS_SQ_GEV2 = 0.843 ** 2;
const PROTON_MASS_SQ = PROTON_MASS_GEV ** 2;

/** Dipole form factor D(Q2) = (1 + Q2/0.843^2)^-2, dimensionless. */
export function dipole(q2: number): number {
  const d = 1 + q2 / DIPOLE_MASS_SQ_GEV2;
  return 1 / (d * d);
}

/** [A, G_M^2] of the proton at Q2 (GeV^2): A = (G_E^2 + tau G_M^2)/(1 + tau), G_M = 2.792 G_E. */
export function protonFormFactors(q2: number): [number, number] {
  const d = dipole(q2);
  const tau = q2 / (4 * PROTON_MASS_SQ);
  const muSq = PROTON_MAGNETIC_MOMENT * PROTON_MAGNETIC_MOMENT;
  return [(d * d * (1 + tau * muSq)) / (1 + tau), muSq * d * d];
}

/** B_p of docs/physics.md, section 2b: the counterpart of F^2 B of a nucleus in dsigma/dQ2, dimensionless. */
export function protonKinematicFactor(q2: number, E: number, m: number): number {
  const [a, gmSq] = protonFormFactors(q2);
  const mSq = m * m;
  const x = q2 + mSq;
  const share = x / (16 * PROTON_MASS_SQ * E * E);
  const spin0 = 1 - x / (2 * PROTON_MASS_GEV * E) - x / (4 * E * E) + mSq * share;
  return a * spin0 + gmSq * (2 * q2 - mSq) * share;
}

/** Fraction of N produced on a proton with conserved helicity. docs/physics.md, section 2b, "Helicity split". */
export function protonHelicityFraction(q2: number, E: number, m: number): number {
  const M = PROTON_MASS_GEV;
  const mSq = m * m;
  const x = q2 + mSq;
  const twoME = 2 * M * E;
  const rootS = Math.sqrt(M * M + twoME);
  const e1 = (M * E) / rootS;
  const e2 = rootS - e1;
  const e3 = (twoME + mSq) / (2 * rootS);
  const e4 = rootS - e3;
  const k = Math.sqrt(Math.max((twoME - mSq - 2 * m * M) * (twoME - mSq + 2 * m * M), 0)) / (2 * rootS);
  const c = Math.min(Math.max((2 * e1 * e3 - x) / (2 * e1 * k), -1), 1);
  const [a, gmSq] = protonFormFactors(q2);
  const k1P = e1 * (e2 + e4 + e1 + k * c);
  // E4 - E2 = E1 - E3 = -m^2/(2 sqrt s), and E1 c - k, both without their cancellation.
  const recoil = -mSq / (2 * rootS);
  const along = (mSq * (2 - e3 / rootS) - x) / (2 * k);
  const [nuclear, form] = [e2 + e4, [a, gmSq] as const];
  const conserving = helicityStrength(e3 + k, 1, form, q2, x, c, e1, nuclear, k, k1P, recoil, along);
  const flipping = helicityStrength(mSq / (e3 + k), -1, form, q2, x, c, e1, nuclear, k, k1P, recoil, along);
  return conserving / (conserving + Math.max(flipping, 0));
}

/**
 * S of one helicity (docs/physics.md, section 2b): kap = E3 + k, sg = 1 (conserving) or m^2/(E3 + k), -1 (flipping); `form` = [A, G_M^2],
 * x = Q2 + m^2, nuclear = E2 + E4, recoil = E4 - E2, along = E1 c - k. GeV, GeV^2.
 */
export function helicityStrength(
  kap: number,
  sg: number,
  form: readonly [number, number],
  q2: number,
  x: number,
  c: number,
  e1: number,
  nuclear: number,
  k: number,
  k1P: number,
  recoil: number,
  along: number,
): number {
  const k1K = e1 * kap * (1 - sg * c);
  const KP = kap * (nuclear + sg * (e1 * c + k));
  const Kq = kap * (recoil - sg * along);
  return form[0] * (2 * k1P * KP - (4 * PROTON_MASS_SQ + q2) * k1K) + form[1] * (q2 * k1K + x * Kq);
}
