/** Output `signal`: expected events. */
import { SUM } from './joins.js';
import type { Output } from './output.js';
import { ALL_AXES } from './places.js';

/** The output `signal`. */
export const signal = {
  name: 'signal',
  summary: 'expected signal events, summed over bins',
  needs: ['signal'],
  byDefault: true,
  variables: [
    {
      name: 'signal',
      dtype: 'float32',
      units: '1',
      longName: 'expected signal events, summed over bins',
      meaning: 'expected signal events, summed over bins',
      on: ALL_AXES,
      join: SUM,
      each: true,
      from: 'signal',
      make: ({ result }) => result.signal,
    },
  ],
} as const satisfies Output;
