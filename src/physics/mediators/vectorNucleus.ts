/** Vector exchange in nu_mu + A -> N + A, coherent on a spinless nucleus. docs/physics.md, section 2. GeV throughout. */

/** B of docs/physics.md, section 2: the kinematic factor of dsigma/dQ2, dimensionless, between 0 and 1. */
export function kinematicFactor(q2: number, E: number, m: number, M: number): number {
  const x = q2 + m * m;
  return 1 - x / (2 * M * E) - x / (4 * E * E) + (q2 * x) / (8 * M * M * E * E);
}

/** Fraction of N produced with conserved helicity (h = -1 for a neutrino). docs/physics.md, section 2, "Helicity split". */
export function helicityConservingFraction(q2: number, E: number, m: number, M: number): number {
  const s = M * M + 2 * M * E;
  const rootS = Math.sqrt(s);
  const e1 = (M * E) / rootS;
  const e2 = (s + M * M) / (2 * rootS);
  const e3 = (2 * M * E + m * m) / (2 * rootS);
  const e4 = rootS - e3;
  const twoME = 2 * M * E;
  const k = Math.sqrt(Math.max((twoME - m * m - 2 * m * M) * (twoME - m * m + 2 * m * M), 0)) / (2 * rootS);
  const c = Math.min(Math.max((2 * e1 * e3 - m * m - q2) / (2 * e1 * k), -1), 1);
  const conserving = (e3 + k) * (rootS * (e4 + k) + (e4 + k * c) * (e2 + e1 * c) - M * M * (1 - c));
  // E3 - k = m^2/(E3 + k): the difference itself would cancel.
  const flipping = ((m * m) / (e3 + k)) * (rootS * (e4 - k) + (e4 + k * c) * (e2 - e1 * c) - M * M * (1 + c));
  return conserving / (conserving + Math.max(flipping, 0));
}
