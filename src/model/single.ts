/** One heavy neutrino (3+1): nu_mu A -> nu_4 A, nu_4 -> nu e+e-, both through the same vertex (docs/physics.md, arXiv:2502.10900). */
import type { Model } from './model.js';
import { needed } from './point.js';

/** single: nu_4 is produced and decays to light neutrinos. c tau depends on the mixing. */
export const single = {
  kind: 'single',
  produced: { index: 4, mass: 'm4_gev' },
  daughter: undefined,
  mediator: { name: 'darkPhoton', mass: 'mZprime_gev', matter: 'epsilon', dark: 'gD' },
  mixing: 'Umu4_sq',
  decayParameter: undefined,
  parameters: ['m4_gev', 'mZprime_gev', 'Umu4_sq', 'epsilon', 'gD', 'kappa'],
  required: ['m4_gev', 'mZprime_gev', 'Umu4_sq'],
  defaults: { gD: 2, epsilon: 8e-4, kappa: 1 },
  // The benchmark of arXiv:2502.10900.
  suggested: { m4_gev: 0.106, mZprime_gev: 0.03, Umu4_sq: 2e-10 },
  alternatives: [],
  decaysWeakly: true,
  foreignLimits: {},
  massesAt: (given) => ({ m: needed(given, 'm4_gev'), mPrime: 0, mX: needed(given, 'mZprime_gev') }),
  lightestDaughter: () => 0,
  couplingsAt: (given) => ({
    epsilon: needed(given, 'epsilon'),
    gD: needed(given, 'gD'),
    kappa: needed(given, 'kappa'),
    V54: 0,
    V44: 0,
  }),
  // Production and decay share the vertex V_mu4 = kappa U_mu4, with one light flavour.
  decayVertex: ({ kappa, mixing }) => kappa * Math.sqrt(mixing ?? Number.NaN),
  isMixingFactor: () => false,
  complete: (given) => given,
} as const satisfies Model;
