/**
 * Contribution of the Standard-Model Z to the width of N in the single model, where N -> nu_mu e+e- also proceeds through the Z with the same
 * mixing: up to half a percent, for a virtual Z' and a long-lived N only. DarkNews (arXiv:2207.04137) includes it in c tau but not in its
 * width. In the dual model both vertices would be mixings, and the contribution is negligible. docs/physics.md, section 3.
 *
 * The sign of the interference is that of DarkNews. The couplings alone give the opposite sign if scattering on argon interferes destructively:
 * the ratio of Z' and Z couplings is the same for electron and proton, while argon's weak charge is dominated by its neutrons. The choice
 * changes c tau by up to one percent, for an N too long-lived to decay nearby.
 */
import { SIN2_THETA_W, WEAK_COUPLING_HALF, Z_MASS_GEV } from '../constants.js';
import { PAIR_NODES } from '../decay.js';
import { drawnPoleGap, overPairMass, pairMassRange, poleGap } from '../pairMass.js';
import { pairMassDensity } from './vectorDecay.js';

/** Magnitude of the electron's vector coupling to the Z in units of g_w/(2 c_w); the axial coupling is 1/2. */
const ELECTRON_VECTOR = 0.5 - 2 * SIN2_THETA_W;

/** (g_w/2c_w)^2/m_Z^2, GeV^-2. */
const WEAK_STRENGTH = (WEAK_COUPLING_HALF / Z_MASS_GEV) ** 2;

/**
 * Means [w, w^2] over the pairs of N (mass m, GeV, to a massless daughter) of w = (g_w/2c_w)^2 (mZ'^2 - q2)/m_Z^2: the Z's
 * propagator and neutrino coupling relative to those of the Z'. With a `width` = mZ' Gamma_Z' (GeV^2), means of Re w and |w|^2; without it
 * the Z' must be virtual.
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
 * Width with the Z relative to Z' exchange alone: the vector amplitudes interfere (destructively, as in DarkNews), and the electron's axial
 * coupling adds incoherently. `strength` = g_D kappa e epsilon.
 */
export function weakDecayFactor([first, second]: readonly [number, number], strength: number): number {
  return (
    1 -
    (2 * ELECTRON_VECTOR * first) / strength +
    ((ELECTRON_VECTOR ** 2 + 0.25) * second) / (strength * strength)
  );
}
