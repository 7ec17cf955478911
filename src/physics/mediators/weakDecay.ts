/**
 * What the Standard-Model Z adds to the width of N in the single model, where N -> nu_mu e+e- goes through it by the same mixing:
 * up to half a percent, with a virtual Z' only and where N lives long. DarkNews arXiv:2207.04137 has it in c tau and not in its
 * width. In the dual model both vertices would be mixings: negligible.
 *
 * The sign of the interference is DarkNews'. From the couplings alone it is the other one where scattering on argon interferes
 * destructively: Z' and Z see the electron with the same ratio of couplings as the proton, and argon's comes from its neutrons.
 * The choice moves c tau by twice the half percent, of an N that decays nowhere near.
 */
import { SIN2_THETA_W, WEAK_COUPLING_HALF, Z_MASS_GEV } from '../constants.js';
import { PAIR_NODES } from '../decay.js';
import { drawnPoleGap, overPairMass, pairMassRange, poleGap } from '../pairMass.js';
import { pairMassDensity } from './vectorDecay.js';

/** Vector coupling of the electron to the Z, over g_w/(2 c_w), less its sign; the axial one is 1/2. */
const ELECTRON_VECTOR = 0.5 - 2 * SIN2_THETA_W;

/** (g_w/2c_w)^2/m_Z^2, GeV^-2. */
const WEAK_STRENGTH = (WEAK_COUPLING_HALF / Z_MASS_GEV) ** 2;

/**
 * Means [w, w^2] over the pairs of N (mass m, GeV, to a massless daughter) of w = (g_w/2c_w)^2 (mZ'^2 - q2)/m_Z^2: the Z's
 * propagator and neutrino coupling over those of the Z'. With a `width` = mZ' Gamma_Z', GeV^2, of the real part of w and of |w|^2; without it the
 * Z' must be virtual.
 */
export function weakDecayMoments(
  m: number,
  mZprime: number,
  nature: number,
  width = 0,
): readonly [number, number] {
  const hi = width > 0 ? poleGap(m, 0, mZprime) : drawnPoleGap(m, 0, mZprime);
  let [sum, first, second] = [0, 0, 0];
  overPairMass(hi, pairMassRange(m, 0), width, PAIR_NODES, (above, gap, distance, propagator) => {
    const weight = propagator * pairMassDensity(above, gap, m, 0, nature);
    sum += weight;
    first += weight * distance;
    second += weight * (distance * distance + width * width);
  });
  return [(WEAK_STRENGTH * first) / sum, (WEAK_STRENGTH ** 2 * second) / sum];
}

/** Largest effect of the Z on the width, relative to the Z' with its propagator at q2 = 0; `strength` = g_D kappa e epsilon. */
export function weakDecayScale(mZprime: number, strength: number): number {
  const w = WEAK_STRENGTH * mZprime * mZprime;
  return ((ELECTRON_VECTOR ** 2 + 0.25) * w * w) / (strength * strength);
}

/**
 * Width with the Z over that of Z' exchange alone: the vector amplitudes interfere (destructively, as DarkNews has it), and the
 * electron's axial coupling adds. `strength` = g_D kappa e epsilon.
 */
export function weakDecayFactor([first, second]: readonly [number, number], strength: number): number {
  return (
    1 -
    (2 * ELECTRON_VECTOR * first) / strength +
    ((ELECTRON_VECTOR ** 2 + 0.25) * second) / (strength * strength)
  );
}
