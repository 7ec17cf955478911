/** What a sample's coverage of a mass point does to its signal and to its flags. */
import type { Template } from '../../generator/sample.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { coverageFlag, fewEventsFlag, UNANSWERED } from '../../prediction/sampleTrust.js';
import type { Records } from './recordSources.js';

/** How far the events of a mass point can be trusted. */
export interface SampleTrust {
  /** Share of the mass point's events that the sample cannot stand for; the largest of the channels. 0 where events are generated. */
  readonly uncovered: number;
  /** The template, or one without numbers where the sample covers too little of the mass point. */
  answered(template: Template): Template;
  /** Flags of a signal and its relative errors, shape [bins]. */
  flags(signal: Float64Array, relativeError: Float64Array): number;
}

/** The trust in the records of a mass point's channels. */
export function sampleTrust({ scan }: PhysicsSetup, records: readonly Records[]): SampleTrust {
  const uncovered = records.reduce((most, { uncovered: share = 0 }) => Math.max(most, share), 0);
  const isAnswered = uncovered <= UNANSWERED;
  const unknown = (numbers: Float64Array) => new Float64Array(numbers.length).fill(Number.NaN);
  return {
    uncovered,
    answered: (template) =>
      isAnswered
        ? template
        : {
            signal: unknown(template.signal),
            relativeError: unknown(template.relativeError),
            groups: template.groups.map(unknown),
            largestWeight: Number.NaN,
          },
    flags(signal, relativeError) {
      if (!scan.sample || records.length === 0) return 0;
      return coverageFlag(uncovered) | (isAnswered ? fewEventsFlag(signal, relativeError) : 0);
    },
  };
}
