/** Ranges and values with which a first scan of a model shows something; what is allowed is in the models' own parameters. */
import type { ModelKind } from '../model/models.js';
import type { AxisName, FixedParameters } from '../model/parameters.js';

/** First and last value of an axis, by its spacing. */
export interface SuggestedRange {
  readonly spacing: 'log' | 'linear';
  readonly ends: readonly [number, number];
}

/** A range for each parameter as an axis, GeV or dimensionless: where short-baseline experiments have something to say. */
export const SUGGESTED_RANGES: Readonly<Record<AxisName, SuggestedRange>> = {
  m4_gev: { spacing: 'log', ends: [0.012, 0.96] },
  m5_gev: { spacing: 'log', ends: [0.11, 1.3] },
  delta: { spacing: 'log', ends: [0.1, 10] },
  mZprime_gev: { spacing: 'log', ends: [0.03, 3] },
  Umu5_sq: { spacing: 'log', ends: [1e-6, 1e-1] },
  Umu4_sq: { spacing: 'log', ends: [1e-12, 1e-4] },
  epsilon: { spacing: 'log', ends: [1e-4, 1e-2] },
  gD: { spacing: 'log', ends: [0.1, 3] },
  V54: { spacing: 'log', ends: [0.01, 1] },
  kappa: { spacing: 'log', ends: [0.1, 10] },
  V44: { spacing: 'linear', ends: [0, 1] },
};

/** Values of a model's parameters that have no default, where they are not axes: the benchmarks of arXiv:2502.10900. */
export const SUGGESTED_VALUES: Readonly<Record<ModelKind, FixedParameters>> = {
  dual: { m4_gev: 0.1, m5_gev: 0.2, mZprime_gev: 1.25, Umu5_sq: 1e-8 },
  single: { m4_gev: 0.106, mZprime_gev: 0.03, Umu4_sq: 2e-10 },
};
