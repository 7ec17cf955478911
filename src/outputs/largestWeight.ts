/** Output `largest_weight`: how much of a signal rests on a single event of a reweighted sample. */
import type { Output } from './output.js';
import { LIFETIME_AXES, ofSamples } from './places.js';
import { refusalOfGenerated } from './sampleTrust.js';

/** The output `largest_weight`. */
export const largestWeight = {
  name: 'largest_weight',
  summary: 'largest weight of an event of a sample over the sum of all; by the f64 engine only',
  needs: ['largestWeight'],
  byDefault: false,
  refusal: refusalOfGenerated,
  variables: [
    {
      name: 'largest_weight',
      dtype: 'float32',
      units: '1',
      longName: 'largest weight of an event over the sum of all weights',
      meaning: 'largest weight of an event, in all bins together, over the sum of all; of samples only',
      on: ofSamples(LIFETIME_AXES),
      each: true,
      make: ({ result: { largestWeight = new Float32Array() } }) => largestWeight,
    },
  ],
} as const satisfies Output;
