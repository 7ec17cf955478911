/** Quantities of a detected pair as titles of axes, without their units, which bins have in their own. */
import type { Quantity } from '../physics/quantities.js';

const TITLES: Readonly<Record<Quantity, string>> = {
  e_ee_gev: '*E*_{ee}',
  e_vis_gev: 'visible energy',
  e_min_gev: 'smaller energy of the two leptons',
  e_max_gev: 'larger energy of the two leptons',
  theta_ee_deg: 'angle of the pair to the beam',
  cos_theta: 'cosine of the angle to the beam',
  opening_deg: 'opening angle',
  asymmetry: 'energy asymmetry',
  e_qe_gev: 'reconstructed *E*_{ν}^{QE}',
  ring_distance: 'distance from a single ring',
  m_ee_gev: 'invariant mass of the pair',
};

/** The title of a quantity, as markup. */
export const quantityTitle = (quantity: Quantity): string => TITLES[quantity];
