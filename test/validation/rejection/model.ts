/** A dark-neutrino model as MODEL section 1 gives it. GeV. */
import { CHARGE } from './inputs.js';

/** Masses in GeV and couplings; the single model has no m5. */
export interface Model {
  readonly m4: number;
  readonly m5?: number;
  readonly mZprime: number;
  readonly epsilon: number;
  /** |U_mu5|^2 (dual) or |U_mu4|^2 (single). */
  readonly mixingSq: number;
  /** Whether the Standard-Model Z takes part in the scattering. */
  readonly smZ: boolean;
}

/** 1 of neutrinos and of the N that they make; -1 of antineutrinos and theirs, which have the opposite helicities. */
export type LeptonNumber = -1 | 1;

const G_DARK = 2;
const V_54 = 0.5;

/** Mass of the produced N and of the neutrino that it decays to. */
export function massesOf({ m4, m5 }: Model): readonly [parent: number, daughter: number] {
  return m5 === undefined ? [m4, 0] : [m5, m4];
}

/** Whether the Z' of the decay is real. */
export function isOnShell(model: Model): boolean {
  const [m, mPrime] = massesOf(model);
  return m - mPrime > model.mZprime;
}

/** G_s per proton and V_mu = U: scattering strength g_D V_mu e epsilon. */
export function scatteringCoupling({ epsilon, mixingSq }: Model): number {
  return G_DARK * Math.sqrt(mixingSq) * CHARGE * epsilon;
}

/** g_D V of the decay vertex: V_54 (dual) or V_mu4 (single). */
export function darkDecayCoupling({ m5, mixingSq }: Model): number {
  return G_DARK * (m5 === undefined ? Math.sqrt(mixingSq) : V_54);
}

/** e epsilon: the leptons' coupling to the Z'. */
export function leptonCoupling({ epsilon }: Model): number {
  return CHARGE * epsilon;
}
