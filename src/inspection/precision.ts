/** Whether float32 is precise enough for an experiment: an estimate, without simulation, of how far rounding of the signal can move chi2. */

import { countsWith } from '../experiment/counts.js';
import type { Experiment } from '../experiment/types.js';
import { DEFAULT_EVENTS } from '../resolved/scan.js';
import type { Counts } from '../statistics/counts.js';
import { DEFAULT_STATISTIC, type StatisticChoice, statisticFor } from '../statistics/statistics.js';

/** The choices of a scan that matter here. */
export interface Comparison {
  readonly kind: StatisticChoice;
  readonly data: 'observed' | 'asimov';
  /** Events of every mass point. */
  readonly events: number;
}

/** What a scan file says where it says nothing. */
const DEFAULT: Comparison = { kind: DEFAULT_STATISTIC, data: 'observed', events: DEFAULT_EVENTS };

/** Relative error of a bin's signal from the GPU (docs/numerics.md, GPU against f64). */
const SIGNAL_ERROR = 1e-5;
/** The chi2 at which the ratio of error to bound is largest, and the bound there. */
const CHI2 = 10;
const BOUND = 1e-3 + 1e-4 * CHI2;

/** Counts of an experiment. */
function countsOf(e: Experiment, { data }: Comparison): Counts {
  // Without counts only Asimov data are there to compare with.
  return countsWith(
    e,
    e.bins.map((bin) => (data === 'asimov' ? bin.background : (bin.data ?? bin.background))),
  );
}

/** Condition number of the correlations of an experiment's bins, statistical errors included; 1 where a statistic knows none. */
export function conditionOf(e: Experiment, comparison: Comparison = DEFAULT): number {
  const { correlations } = statisticFor(comparison.kind, e);
  return correlations?.condition(countsOf(e, comparison)) ?? 1;
}

/**
 * By how much the rounding of a signal may move chi2, at chi2 = 10. Let R be the correlation matrix of the bins that can hold a
 * signal, conditional on all others, z = (n - mu)/sigma and x = R^-1 z. For a signal as large as the errors, s_i = sigma_i (1 + eps_i),
 * rounding changes chi2 by -2 sum x_i eps_i. R includes the Monte Carlo error of the signal, which is at least 1/sqrt(events)
 * relative to it: an eigenvalue lambda becomes lambda + 1/events. Hence |x|^2 <= chi2 sum 1/(lambda + 1/events), and the change is
 * at most 2 eps |x|.
 */
export function expectedChi2Error(e: Experiment, comparison: Comparison = DEFAULT): number {
  const { correlations } = statisticFor(comparison.kind, e);
  const kept = e.bins.flatMap(({ cells }, i) => (cells.length > 0 ? [i] : []));
  const inverses = correlations?.inverseEigenvalues(countsOf(e, comparison), kept) ?? kept.map(() => 1);
  const sum = inverses.reduce((total, x) => total + x / (1 + x / comparison.events), 0);
  return 2 * SIGNAL_ERROR * Math.sqrt(CHI2 * sum);
}

/** A warning where expectedChi2Error exceeds the accuracy promised for a chi2 from the GPU; for `experiment check`, and for a scan with its choices. */
export function precisionWarnings(e: Experiment, comparison: Comparison = DEFAULT): string[] {
  const error = expectedChi2Error(e, comparison);
  if (error <= BOUND) return [];
  const condition = conditionOf(e, comparison).toExponential(1).replace('+', '');
  const what = `float32's rounding of a signal as large as the errors may move chi2 = ${CHI2} by ${Number(error.toPrecision(2))}`;
  return [
    `covariance: its correlations have the condition number ${condition}: ${what}, beyond the ${BOUND} that the GPU keeps; check what matters with --engine reference`,
  ];
}
