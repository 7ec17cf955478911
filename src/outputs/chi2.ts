/** Output `chi2`: chi2 of the prediction and the data. */
import { SUM } from './joins.js';
import type { Output, OutputVariable } from './output.js';
import { ALL_AXES } from './places.js';

/** The variable, from which contours are drawn. */
export const CHI2 = {
  name: 'chi2',
  dtype: 'float32',
  units: '1',
  longName: 'chi2 of the prediction against the data',
  meaning: 'of prediction against data',
  on: ALL_AXES,
  join: SUM,
  each: true,
  from: 'chi2',
  make: ({ result }) => result.chi2,
} as const satisfies OutputVariable;

/** The output `chi2`. */
export const chi2 = {
  name: 'chi2',
  summary: 'chi2 of prediction against data',
  needs: ['chi2'],
  byDefault: true,
  variables: [CHI2],
} as const satisfies Output;
