/** A response pipeline as read from its files: plain data, f64. GeV and degrees. */
import type { Cuts } from './cuts.js';
import type { Efficiency } from './efficiency.js';
import type { Migration } from './migration.js';
import type { Observables } from './observables.js';
import type { Smearing } from './smearing.js';
import type { Threshold } from './threshold.js';
import type { Topology } from './topology.js';

/** A response composed of steps described in files. */
export interface PipelineResponse
  extends Smearing,
    Threshold,
    Cuts,
    Efficiency,
    Topology,
    Observables,
    Migration {
  readonly kind: 'pipeline';
  readonly label: string;
}
