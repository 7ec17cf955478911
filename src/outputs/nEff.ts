/** Output `n_eff`: the effective number of simulated events, as if all had equal weights. */
import { LEAST } from './joins.js';
import type { Output } from './output.js';
import { LIFETIME_AXES } from './places.js';

/** The output `n_eff`. */
export const nEff = {
  name: 'n_eff',
  summary: 'effective number of simulated events',
  needs: ['bins', 'lifetimes'],
  byDefault: true,
  variables: [
    {
      name: 'n_eff',
      dtype: 'float32',
      units: '1',
      longName: 'effective number of simulated events, (sum w)^2/sum w^2',
      meaning: '(sum of the signal)^2 over its Monte Carlo variance; 0 where closed',
      on: LIFETIME_AXES,
      join: LEAST,
      each: true,
      from: 'nEff',
      make: ({ result }) => result.nEff,
    },
  ],
} as const satisfies Output;
