/** Interference of the Standard-Model Z with a vector in production. docs/physics.md, sections 2 and 2b; DarkNews arXiv:2207.04137. GeV throughout. */
import {
  PROTON_MAGNETIC_MOMENT,
  PROTON_MASS_GEV,
  SIN2_THETA_W,
  WEAK_COUPLING_HALF,
  Z_MASS_GEV,
} from '../constants.js';
import type { ZInterference } from '../mediator.js';
import { dipole } from './vectorProton.js';

const PROTON_MASS_SQ = PROTON_MASS_GEV ** 2;
/** Magnetic moment of the neutron in nuclear magnetons; axial form factor at Q2 = 0, and the mass of its dipole, GeV. As in DarkNews. */
const NEUTRON_MAGNETIC_MOMENT = -1.913;
const AXIAL_FORM_FACTOR = 0.63;
const AXIAL_MASS_GEV = 1.02;

/** Weak charge of a nucleus in the SM-Z amplitude, (g_w/2c_w)^2 [Z(1/2 - 2 s_w^2) - N/2] (docs/physics.md, section 2, Dirac sign). */
export function weakCharge(protons: number, neutrons: number): number {
  return WEAK_COUPLING_HALF ** 2 * (protons * (0.5 - 2 * SIN2_THETA_W) - neutrons / 2);
}

/**
 * Interference terms of a nucleus at a Z' mass in GeV; zero if the SM Z is switched off.
 * Exact: (Q2+mZ'^2)/(Q2+M_Z^2) = mZ'^2/M_Z^2 + (1 - mZ'^2/M_Z^2) z/M_Z^2, z = Q2/(1 + Q2/M_Z^2).
 * Expanded about Q2 = 0, so that a sum of moments in z stays well conditioned where the two amplitudes cancel.
 */
export function zInterference(
  protons: number,
  neutrons: number,
  mZprime: number,
  smZ: boolean,
): ZInterference {
  if (!smZ) return { at0: 0, slope: 0 };
  const perProton = weakCharge(protons, neutrons) / protons;
  const ratio = (mZprime / Z_MASS_GEV) ** 2;
  return { at0: perProton * ratio, slope: (perProton * (1 - ratio)) / Z_MASS_GEV ** 2 };
}

/**
 * g^2 B_p including the Standard-Model Z as in DarkNews, GeV^-4: reproduces DarkNews' "total" (docs/physics.md, section 2b), whose
 * neutral-current form factors contain 1/2 - 2 s_w^2 twice. `g` = g_D V_mu e epsilon/(Q2 + mZ'^2) in GeV^-2, `U` the active-heavy mixing.
 */
export function onProtonWithZ(g: number, U: number, q2: number, E: number, m: number): number {
  const M = PROTON_MASS_GEV;
  const tau = q2 / (4 * PROTON_MASS_SQ);
  const x = q2 + m * m;
  const d = dipole(q2);
  const twice = 0.5 - 2 * SIN2_THETA_W;
  const [sPlus, sMinus] = [
    PROTON_MAGNETIC_MOMENT - NEUTRON_MAGNETIC_MOMENT,
    PROTON_MAGNETIC_MOMENT + NEUTRON_MAGNETIC_MOMENT,
  ];
  const v = 0.5 - SIN2_THETA_W;
  const gZ = (U * WEAK_COUPLING_HALF ** 2) / (q2 + Z_MASS_GEV ** 2);
  const f1Z =
    (twice * d * (v * (1 + tau * (1 + sPlus)) - SIN2_THETA_W * (1 + tau * (1 + sMinus)))) / (1 + tau);
  const f2Z = (twice * d * (v * sPlus - SIN2_THETA_W * sMinus)) / (1 + tau);
  const f1 = g * ((d * (1 + tau * PROTON_MAGNETIC_MOMENT)) / (1 + tau)) + gZ * f1Z;
  const f2 = g * ((d * (PROTON_MAGNETIC_MOMENT - 1)) / (1 + tau)) + gZ * f2Z;
  const gA = gZ * twice * AXIAL_FORM_FACTOR * (1 + q2 / AXIAL_MASS_GEV ** 2) ** -2;
  const mSq = m * m;
  const a = 2 * M * E;
  const e2 = E * E;
  const share = x / (16 * PROTON_MASS_SQ * e2);
  const vector =
    f1 * f1 * (1 - x / a - x / (4 * e2) + (q2 * x) / (8 * PROTON_MASS_SQ * e2)) +
    f1 * f2 * 2 * (2 * q2 - mSq) * share +
    f2 * f2 * (tau * (1 - x / a + mSq * share) + (q2 - mSq) * share);
  const mixed = (2 * gA * (f1 + f2) * q2 * (a - x / 2)) / (a * a);
  const axial = gA * gA * (1 - x / a + (q2 * x) / (2 * a * a) + (x * PROTON_MASS_SQ) / (a * a));
  return vector + mixed + axial;
}
