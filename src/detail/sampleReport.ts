/** How far a sample can be trusted at a point. */
import type { SampleTrust } from '../engine/reference/sampleTrust.js';
import type { Template } from '../generator/sample.js';
import type { ExperimentScan } from '../resolved/scan.js';
import { countEvents } from '../samples/counting.js';
import { sum } from '../sum.js';

/** Why a point has no answer, in words. */
export const NOT_COVERED = 'not known: the sample covers too little of this point';

/** Whether there is an answer at a point: a signal. */
export function isAnswered({ signal }: { readonly signal: number }): boolean {
  return !Number.isNaN(signal);
}

/** The sample that the events of a point are from. */
export interface SampleReport {
  readonly name: string;
  /** How many of its events count in the experiment. */
  readonly events: number;
  /** Share of the events of the point's masses where the sample has too few or none; 0 where closed. */
  readonly uncovered: number;
  /** Largest weight of an event, in all bins together, over the sum of all; NaN without an answer, 0 without a signal. */
  readonly largest_weight: number;
  /** (sum w)^2/sum w^2 of each bin of the observation; 0 in bins without a signal, NaN without an answer. */
  readonly n_eff_by_bin: readonly number[];
}

/** The report on the sample of a scan; none where events are generated. */
export function sampleReport(
  { experiment, sample }: ExperimentScan,
  { uncovered }: SampleTrust,
  { relativeError, largestWeight }: Template,
): SampleReport | undefined {
  if (sample === undefined) return undefined;
  const events = sum(countEvents(sample, experiment).components.map(({ counting }) => counting));
  const sizes = Array.from(relativeError, (error) => (error === 0 ? 0 : 1 / error ** 2));
  return { name: sample.name, events, uncovered, largest_weight: largestWeight, n_eff_by_bin: sizes };
}
