/** Upscattering nu_mu + A -> N + A, coherent or on a proton. docs/physics.md, sections 2 and 2b; DarkNews arXiv:2207.04137. GeV throughout. */
import { GEV_MINUS_2_CM2 } from './constants.js';
import type { Mediator } from './mediator.js';
import { gaussLegendre } from './quadrature.js';

/** Largest Q2 that is sampled on a nucleus, GeV^2; above it F^2 is negligible. A proton has no such cut. */
export const Q2_CUT_GEV2 = 1;
/** Upper bounds of the scale of the Q2 map, GeV^2 (docs/physics.md, sections 6 and 2b). */
export const Q2_MAP_SCALE_GEV2 = { nucleus: 0.03, proton: 0.2 } as const;

/** What a neutrino scatters on: a nucleus as a whole (coherently), or a proton, free or bound. */
export type ScattererKind = keyof typeof Q2_MAP_SCALE_GEV2;

/** A scatterer: mass in GeV, and signed form factor at q in GeV. For a proton it is 1, because B_p includes its form factors. */
export interface Scatterer {
  readonly kind: ScattererKind;
  readonly massGev: number;
  readonly formFactor: (qGev: number) => number;
  /** Largest accepted Q2, GeV^2, where a selection vetoes harder recoils; no limit if absent. */
  readonly q2CapGev2?: number | undefined;
}

/** Threshold neutrino energy for producing mass m on a nucleus of mass M, GeV. */
export function thresholdEnergy(m: number, M: number): number {
  return m + (m * m) / (2 * M);
}

/**
 * Lowest neutrino energy, GeV, that produces m on a mass M with momentum transfer of at most `q2` (GeV^2): the solution of Q2min(E) = q2, with
 * p_N = E_N - (q2 + m^2)/(2 E) in the forward direction; the threshold if Q2 there, m^2 M/(m + M), is not above `q2`.
 */
export function lowestEnergy(m: number, M: number, q2: number): number {
  const mSq = m * m;
  if (q2 >= (mSq * M) / (m + M)) return thresholdEnergy(m, M);
  const recoil = q2 / (2 * M);
  return ((q2 + mSq) * (recoil + Math.sqrt(recoil * recoil + q2))) / (2 * q2);
}

/** Limits [Q2min, Q2max] in GeV^2 at neutrino energy E above threshold; free of cancellation in Q2min. */
export function q2Limits(E: number, m: number, M: number): [number, number] {
  const twoME = 2 * M * E;
  const mSq = m * m;
  const s = M * M + twoME;
  const root = Math.sqrt(Math.max((twoME - mSq - 2 * m * M) * (twoME - mSq + 2 * m * M), 0));
  const max = (M * E * (twoME + mSq + root)) / s - mSq;
  return [(mSq * M * (mSq * M)) / (s * max), max];
}

/** a of the Q2 map, GeV^2: 1/(1/mX^2 + 1/scale). */
export function q2MapScale(mXSq: number, kind: ScattererKind): number {
  return 1 / (1 / mXSq + 1 / Q2_MAP_SCALE_GEV2[kind]);
}

/** Above any Q2 that a beam can produce, GeV^2, and finite in float32. */
const NO_Q2_CAP_GEV2 = 1e30;

/** Largest Q2 that is sampled on a scatterer, GeV^2; `cap`: limit of a selection. */
export function q2CapOf(kind: ScattererKind, cap: number = NO_Q2_CAP_GEV2): number {
  return kind === 'proton' ? cap : Math.min(cap, Q2_CUT_GEV2);
}

/** Upper end of the sampled Q2, GeV^2. */
export function q2Cut(q2Max: number, kind: ScattererKind, cap?: number): number {
  return Math.min(q2Max, q2CapOf(kind, cap));
}

/** The production factor including F^2 of a nucleus: dsigma/dQ2 divided by g^2/(4 pi), dimensionless. */
export function scatteringFactor(
  { production }: Mediator,
  q2: number,
  E: number,
  m: number,
  on: Scatterer,
): number {
  const factor = production.factor(q2, E, m, on.massGev, on.kind);
  return on.kind === 'proton' ? factor : on.formFactor(Math.sqrt(q2)) ** 2 * factor;
}

/**
 * Q2 (GeV^2) uniform in 1/(Q2 + a) on [q2Min, q2Cut], and W/(D_lo D_hi) (GeV^-2): with it dQ2/du = (Q2+a)^2 W/(D_lo D_hi).
 * docs/physics.md, section 6, written without cancellation.
 */
export function mapQ2(u: number, q2Min: number, q2Cut: number, a: number): [number, number] {
  const range = q2Cut - q2Min;
  const lo = q2Min + a;
  const hi = q2Cut + a;
  // hi - u range, as a sum: with a light mediator nearly all of it cancels at large Q2.
  return [q2Min + (lo * u * range) / (lo + (1 - u) * range), range / (lo * hi)];
}

/** [(Q2+a)/(Q2+mX^2)]^2: the map's Jacobian times the squared propagator, dimensionless and at most 1. */
export function propagatorRatioSquared(q2: number, a: number, mXSq: number): number {
  const ratio = (q2 + a) / (q2 + mXSq);
  return ratio * ratio;
}

/** dsigma/dQ2 in cm2/GeV^2: g^2/(4 pi) times `scatteringFactor`; `amplitude`: g(Q2) in GeV^-2 including all couplings. */
export function dSigmaDq2(amplitude: number, factor: number): number {
  return (amplitude ** 2 / (4 * Math.PI)) * factor * GEV_MINUS_2_CM2;
}

/**
 * The cross section without couplings and charge, GeV^-2: the integral of F^2 B/(Q2 + mX^2)^2 over Q2 with 24 Gauss-Legendre nodes in the map
 * above. Accurate to 1e-3, since it is only a sampling density.
 */
export function crossSectionShape(
  mediator: Mediator,
  E: number,
  m: number,
  mX: number,
  on: Scatterer,
): number {
  const [q2Min, q2Max] = q2Limits(E, m, on.massGev);
  const cut = q2Cut(q2Max, on.kind, on.q2CapGev2);
  if (!(cut > q2Min)) return 0;
  const a = q2MapScale(mX * mX, on.kind);
  const mXSq = mX * mX;
  const { nodes, weights } = gaussLegendre(24);
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) {
    const [q2, density] = mapQ2(nodes[i] ?? 0, q2Min, cut, a);
    const shape = density * propagatorRatioSquared(q2, a, mXSq);
    sum += (weights[i] ?? 0) * shape * scatteringFactor(mediator, q2, E, m, on);
  }
  return sum;
}
