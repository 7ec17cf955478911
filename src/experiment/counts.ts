/** Counts of an experiment in the form that statistics compare with a prediction. Events and events^2. */
import type { Counts } from '../statistics/counts.js';
import type { Experiment } from './types.js';

/** `data`, of shape [bins], beside the experiment's background and covariance. */
export function countsWith({ bins, systematics }: Experiment, data: readonly number[]): Counts {
  return {
    data,
    background: bins.map(({ background }) => background),
    covariance: systematics.background,
    cross: systematics.cross,
    signalCovariance: systematics.signal,
  };
}
