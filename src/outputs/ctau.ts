/** Output `ctau_cm`: the proper decay length of N. */
import { MOST } from './joins.js';
import type { Output } from './output.js';
import { LIFETIME_AXES } from './places.js';

/** The output `ctau_cm`. */
export const ctau = {
  name: 'ctau_cm',
  summary: 'proper decay length of the heavy neutrino, cm',
  needs: ['lifetimes'],
  byDefault: true,
  variables: [
    {
      name: 'ctau_cm',
      dtype: 'float32',
      units: 'cm',
      longName: 'proper decay length c tau of the heavy neutrino',
      meaning: 'proper decay length of N, cm; 0 where closed, at most 9e36',
      on: LIFETIME_AXES,
      // The largest, since it is 0 where a point is closed for one of the experiments.
      join: { ...MOST, words: 'the same for all' },
      each: false,
      from: 'ctauCm',
      make: ({ result }) => result.ctauCm,
    },
  ],
} as const satisfies Output;
