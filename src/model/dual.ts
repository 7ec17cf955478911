/** Two heavy neutrinos (3+2): nu_mu A -> nu_5 A, nu_5 -> nu_4 e+e-; nu_4 leaves unseen (docs/physics.md, arXiv:2502.10900). */
import type { Model } from './model.js';
import { needed } from './point.js';

/** dual: nu_5 is produced and decays to nu_4, whose mass is given directly or by the splitting delta = (m5 - m4)/m4. */
export const dual = {
  kind: 'dual',
  produced: { index: 5, mass: 'm5_gev' },
  daughter: { index: 4, mass: 'm4_gev' },
  mediator: { name: 'darkPhoton', mass: 'mZprime_gev', matter: 'epsilon', dark: 'gD' },
  mixing: 'Umu5_sq',
  decayParameter: 'V54',
  parameters: ['m4_gev', 'm5_gev', 'delta', 'mZprime_gev', 'Umu5_sq', 'epsilon', 'gD', 'V54', 'kappa', 'V44'],
  required: ['m5_gev', 'mZprime_gev', 'Umu5_sq'],
  defaults: { gD: 2, V54: 0.5, epsilon: 8e-4, kappa: 1, V44: 0 },
  // The benchmark of arXiv:2502.10900.
  suggested: { m4_gev: 0.1, m5_gev: 0.2, mZprime_gev: 1.25, Umu5_sq: 1e-8 },
  alternatives: [{ names: ['m4_gev', 'delta'], why: 'each follows from the other and m5_gev' }],
  decaysWeakly: false,
  foreignLimits: {
    Umu4_sq:
      'none of the other limits applies to the dual model: they bound |U_mu4|^2, while here nu_5 is made by V_mu5, a vertex of two mixings, and decays to nu_4 e+e-, which searches for a lone muon reject',
  },
  massesAt: (given) => {
    const m = needed(given, 'm5_gev');
    const delta = given('delta');
    const mPrime = delta === undefined ? needed(given, 'm4_gev') : m / (1 + delta);
    return { m, mPrime, mX: needed(given, 'mZprime_gev') };
  },
  lightestDaughter: (m, valuesOf) => {
    const largestDelta = valuesOf('delta').at(-1);
    return largestDelta === undefined ? (valuesOf('m4_gev')[0] ?? Number.NaN) : m / (1 + largestDelta);
  },
  couplingsAt: (given) => ({
    epsilon: needed(given, 'epsilon'),
    gD: needed(given, 'gD'),
    kappa: needed(given, 'kappa'),
    V54: needed(given, 'V54'),
    V44: needed(given, 'V44'),
  }),
  decayVertex: ({ V54 }) => V54,
  // If a real Z' may decay to nu_4 nu_mu, c tau depends on |U|^2.
  isMixingFactor: ({ dark }) => !dark,
  complete: (given) => {
    const { m5_gev = Number.NaN } = given;
    const m4_gev = given.m4_gev ?? m5_gev / (1 + (given.delta ?? Number.NaN));
    // Infinite at m4 = 0.
    const delta = given.delta ?? (m5_gev - m4_gev) / m4_gev;
    return { ...given, m4_gev, delta };
  },
} as const satisfies Model;
