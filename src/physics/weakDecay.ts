/**
 * What the Standard-Model Z adds to the width of N in the single model, where N -> nu_mu e+e- goes through it by the same mixing:
 * up to half a percent, with a virtual Z' only and where N lives long. DarkNews arXiv:2207.04137 has it in c tau and not in its
 * width. In the dual model both vertices would be mixings: negligible.
 *
 * The sign of the interference is DarkNews'. From the couplings alone it is the other one where scattering on argon interferes
 * destructively: Z' and Z see the electron with the same ratio of couplings as the proton, and argon's comes from its neutrons.
 * The choice moves c tau by twice the half percent, of an N that decays nowhere near.
 */
import { SIN2_THETA_W, WEAK_COUPLING_HALF, Z_MASS_GEV } from './constants.js';
import { pairMassDensity, pairMassGaps, pairMassMap } from './decay.js';
import { gaussLegendre } from './quadrature.js';

/** Vector coupling of the electron to the Z, over g_w/(2 c_w), less its sign; the axial one is 1/2. */
const ELECTRON_VECTOR = 0.5 - 2 * SIN2_THETA_W;

/**
 * Means [w, w^2] over the pairs of N (mass m, GeV, to a massless daughter) of w = (g_w/2c_w)^2 (mZ'^2 - q2)/m_Z^2: the Z's
 * propagator and neutrino coupling over those of the Z'. 64 Gauss-Legendre nodes in the map of `offShellReducedWidth`.
 */
export function weakDecayMoments(m: number, mZprime: number, nature: number): readonly [number, number] {
  const { lo, hi, range } = pairMassMap(m, 0, mZprime);
  const { nodes, weights } = gaussLegendre(64);
  let [sum, first, second] = [0, 0, 0];
  nodes.forEach((s, i) => {
    const [above, gap] = pairMassGaps(s * s, lo, hi, range);
    const weight = (weights[i] ?? 0) * s * pairMassDensity(above, gap, m, 0, nature);
    // mZ'^2 - q2 = D_hi + (m^2 - q2).
    const w = (WEAK_COUPLING_HALF / Z_MASS_GEV) ** 2 * (hi + gap);
    sum += weight;
    first += weight * w;
    second += weight * w * w;
  });
  return [first / sum, second / sum];
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
