/** The sources of records on the GPU. A new source needs a file, its kernels, a line here, and its f64 form (engine/reference/recordSources.ts). */
import type { PhysicsSetup } from '../../../prediction/physicsSetup.js';
import type { PlannedSource, PlanSource } from './recordSource.js';
import { planReweighted } from './reweightedRecords.js';
import { planSampled } from './sampledRecords.js';

/** All sources. */
export const RECORD_SOURCES = {
  sampled: planSampled,
  reweighted: planReweighted,
} as const satisfies Readonly<Record<string, PlanSource>>;

/** The source of a set-up's events. */
export function planSource(setup: PhysicsSetup): PlannedSource {
  return RECORD_SOURCES[setup.scan.sample ? 'reweighted' : 'sampled'](setup);
}
