/** How many events a row of a scan can have: fixed-point sums have room for that many. */
import type { ExperimentScan } from '../resolved/scan.js';

/** Most events of a row: those that are generated, or all of the sample's. */
export function mostRowEvents({ eventsPerMassPoint, sample }: ExperimentScan): number {
  return sample ? Math.max(sample.count, 1) : eventsPerMassPoint;
}
