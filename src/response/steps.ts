/** The ordered list of steps of a response pipeline. A new step needs a file and its entries here. */

import { CUTS } from './cuts.js';
import { EFFICIENCY } from './efficiency.js';
import { MIGRATION } from './migration.js';
import { OBSERVABLES } from './observables.js';
import type { PipelineResponse } from './pipeline.js';
import { SMEARING } from './smearing.js';
import type { ResponseStep } from './step.js';
import { THRESHOLD } from './threshold.js';
import { TOPOLOGY } from './topology.js';

/** Keys of all steps. */
export const stepKeys = {
  ...SMEARING.keys,
  ...THRESHOLD.keys,
  ...CUTS.keys,
  ...EFFICIENCY.keys,
  ...TOPOLOGY.keys,
  ...OBSERVABLES.keys,
  ...MIGRATION.keys,
};

/** The part of a step's interface that is used once it is read. */
export type CompiledStep = Pick<
  ResponseStep<never, PipelineResponse>,
  'write' | 'largestBelow' | 'isAnalytic'
>;

/** All steps, in the order in which they are written to a table. */
export const STEPS: readonly CompiledStep[] = [
  SMEARING,
  THRESHOLD,
  CUTS,
  EFFICIENCY,
  TOPOLOGY,
  OBSERVABLES,
  MIGRATION,
];
