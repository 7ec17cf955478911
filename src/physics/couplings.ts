/** Couplings: the only place where g_D, epsilon, V and e meet. MODEL section 1. */
import { SIN2_THETA_W, WEAK_COUPLING_HALF, Z_MASS_GEV } from './constants.js';

/** Which value of the electric charge: DarkNews' g_w sin(theta_W) or sqrt(4 pi alpha(0)). */
export type ChargeMode = 'darknews' | 'alpha0';

/** Electric charge e. `darknews` follows (G_F, m_W, sin^2 theta_W), 1.9 % above `alpha0` (MODEL section 1). */
export function electricCharge(mode: ChargeMode): number {
  return mode === 'darknews' ? 0.308618 : Math.sqrt((4 * Math.PI) / 137.036);
}

/** Coupling parameters of one grid point, dimensionless. */
export interface Couplings {
  readonly gD: number;
  readonly epsilon: number;
  /** Decay vertex: V_54 (dual) or V_mu4 (single). */
  readonly decayVertex: number;
  /** Production vertex over the mixing: V_mu = kappa U. */
  readonly kappa: number;
  /** Electric charge e. */
  readonly charge: number;
}

/** g_D kappa e epsilon: the production strength per unit of |U|. Its square scales every yield. */
export function productionStrength(c: Couplings): number {
  return c.gD * c.kappa * c.charge * c.epsilon;
}

/** (g_D V)^2 (e epsilon)^2, or (g_D V)^2 when the Z' is real, V the decay vertex: the width per unit of reduced width. */
export function decayStrengthSquared(c: Couplings, onShell: boolean): number {
  return (c.gD * c.decayVertex) ** 2 * (onShell ? 1 : (c.charge * c.epsilon) ** 2);
}

/** Weak charge of a nucleus in the SM-Z amplitude, (g_w/2c_w)^2 [Z(1/2 - 2 s_w^2) - N/2] (MODEL section 2, Dirac sign). */
export function weakCharge(protons: number, neutrons: number): number {
  return WEAK_COUPLING_HALF ** 2 * (protons * (0.5 - 2 * SIN2_THETA_W) - neutrons / 2);
}

/**
 * The amplitude with the SM Z relative to Z' exchange alone is 1 + (at0 + slope z)/(g_D kappa e epsilon),
 * linear in z = Q2/(1 + Q2/M_Z^2). Exact: (Q2+mZ'^2)/(Q2+M_Z^2) = mZ'^2/M_Z^2 + (1 - mZ'^2/M_Z^2) z/M_Z^2.
 * Written about Q2 = 0, because a sum of moments in z then stays well conditioned where the two amplitudes cancel.
 */
export interface ZInterference {
  /** Dimensionless. */
  readonly at0: number;
  /** GeV^-2. */
  readonly slope: number;
}

/** Interference terms of a nucleus at a Z' mass; zero when the SM Z is switched off. */
export function zInterference(
  protons: number,
  neutrons: number,
  mZprimeGev: number,
  smZ: boolean,
): ZInterference {
  if (!smZ) return { at0: 0, slope: 0 };
  const perProton = weakCharge(protons, neutrons) / protons;
  const ratio = (mZprimeGev / Z_MASS_GEV) ** 2;
  return { at0: perProton * ratio, slope: (perProton * (1 - ratio)) / Z_MASS_GEV ** 2 };
}
