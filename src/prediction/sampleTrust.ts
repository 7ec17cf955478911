/** How far a sample can be trusted at a mass point: the thresholds of its flags (docs/physics.md, section 6, "Reweighting"). */
import { FLAGS } from './flags.js';

/** Largest share of a mass point's events without a counterpart in the sample that is not flagged. */
export const MOST_UNCOVERED = 0.01;

/** Share of events without a counterpart above which there is no answer: what is left is no estimate of the signal. */
export const UNANSWERED = 0.05;

/** Least effective number of events in a bin that is not flagged, and the share of the signal from which on a bin counts. */
export const LEAST_EVENTS = 100;
export const COUNTING_SHARE = 0.01;

/** Flag of a mass point's coverage. */
export function coverageFlag(uncovered: number): number {
  return uncovered > MOST_UNCOVERED ? FLAGS.sampleUncovered : 0;
}

/** Flag of a signal and its relative Monte Carlo error, shape [bins]. */
export function fewEventsFlag(signal: ArrayLike<number>, relativeError: ArrayLike<number>): number {
  let total = 0;
  for (let bin = 0; bin < signal.length; bin++) total += signal[bin] ?? 0;
  for (let bin = 0; bin < signal.length; bin++) {
    const counts = total > 0 && (signal[bin] ?? 0) >= COUNTING_SHARE * total;
    // The effective number of events is 1/(relative error)^2.
    if (counts && (relativeError[bin] ?? 0) ** 2 * LEAST_EVENTS > 1) return FLAGS.sampleFewEvents;
  }
  return 0;
}
