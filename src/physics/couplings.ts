/** Couplings of a point. The mediator derives strengths and widths from them. docs/physics.md, section 1. */

import { ALPHA_0 } from './constants.js';

/** Choice of the electric charge: DarkNews' g_w sin(theta_W) or sqrt(4 pi alpha(0)). */
export type ChargeMode = 'darknews' | 'alpha0';

/** Electric charge e. `darknews` follows (G_F, m_W, sin^2 theta_W), 1.9 % above `alpha0` (docs/physics.md, section 1). */
export function electricCharge(mode: ChargeMode): number {
  return mode === 'darknews' ? 0.308618 : Math.sqrt(4 * Math.PI * ALPHA_0);
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

/** Quantities that depend on the couplings but not on the masses. */
export interface CouplingTerms {
  /** Strength of production per unit of |U|. */
  readonly strength: number;
  /** `decayStrengthSquared`, the unit of reduced widths, with a virtual and with a real mediator. */
  readonly offShell: number;
  readonly onShell: number;
  /** Squared coupling to e+e-. */
  readonly perPair: number;
  /** Squared couplings to N' N' and to N' nu_mu, relative to e+e-. */
  readonly darkRatio: number;
  readonly mixedRatio: number;
  /** |U|^2 if the coupling point fixes it, otherwise 1. */
  readonly mixing: number;
}
