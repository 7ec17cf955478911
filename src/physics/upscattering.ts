/** Upscattering nu_mu + A -> N + A, coherent or on a proton. MODEL sections 2 and 2b; DarkNews arXiv:2207.04137. GeV throughout. */
import { GEV_MINUS_2_CM2 } from './constants.js';
import type { Mediator } from './mediator.js';
import { gaussLegendre } from './quadrature.js';

/** Largest Q2 that the sampler draws on a nucleus, GeV^2: beyond, F^2 leaves nothing. A proton has no such cut. */
export const Q2_CUT_GEV2 = 1;
/** Scales that bound the Q2 map from above, GeV^2 (MODEL sections 6 and 2b). */
export const Q2_MAP_SCALE_GEV2 = { nucleus: 0.03, proton: 0.2 } as const;

/** What a neutrino scatters on: a nucleus as a whole (coherently), or a proton, free or bound. */
export type ScattererKind = keyof typeof Q2_MAP_SCALE_GEV2;

/** A scatterer with its mass in GeV and its signed form factor at q in GeV; a proton's stand in its B_p, hence 1 here. */
export interface Scatterer {
  readonly kind: ScattererKind;
  readonly massGev: number;
  readonly formFactor: (qGev: number) => number;
  /** Largest Q2 that counts, GeV^2, where a selection sees what recoils harder; none where it is left out. */
  readonly q2CapGev2?: number | undefined;
}

/** Threshold neutrino energy for producing mass m on a nucleus of mass M, GeV. */
export function thresholdEnergy(m: number, M: number): number {
  return m + (m * m) / (2 * M);
}

/**
 * Lowest neutrino energy, GeV, that produces m on a mass M with a momentum transfer of at most `q2` (GeV^2): Q2min(E) = q2, from
 * p_N = E_N - (q2 + m^2)/(2 E) in the forward direction; the threshold where its own Q2, m^2 M/(m + M), is not above that.
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

/** Above every Q2 that a beam can make, GeV^2, and finite in float32. */
const NO_Q2_CAP_GEV2 = 1e30;

/** Largest Q2 that is ever drawn on a scatterer, GeV^2; `cap` is that of a selection. */
export function q2CapOf(kind: ScattererKind, cap: number = NO_Q2_CAP_GEV2): number {
  return kind === 'proton' ? cap : Math.min(cap, Q2_CUT_GEV2);
}

/** Upper end of the drawn Q2, GeV^2. */
export function q2Cut(q2Max: number, kind: ScattererKind, cap?: number): number {
  return Math.min(q2Max, q2CapOf(kind, cap));
}

/** The production's factor with a nucleus' F^2 in it: dsigma/dQ2 over g^2/(4 pi), dimensionless. */
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
 * MODEL section 6, written without cancellation.
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

/** dsigma/dQ2 in cm2/GeV^2: g^2/(4 pi) times `scatteringFactor`; `amplitude` is g(Q2) in GeV^-2 with every coupling in it. */
export function dSigmaDq2(amplitude: number, factor: number): number {
  return (amplitude ** 2 / (4 * Math.PI)) * factor * GEV_MINUS_2_CM2;
}

/**
 * The cross section without couplings and charge, GeV^-2: the integral of F^2 B/(Q2 + mX^2)^2 over Q2 by
 * 24 Gauss-Legendre nodes in the map above (1e-3: a sampling density, not a result).
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
