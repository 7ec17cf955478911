/** What a run of the peers finds. */
import type { Measurement } from '../measure.js';
import type { Agreement } from './agreement.js';
import type { Outcome, PeerReport } from './programs.js';
import type { PlaneResult } from './publicPipeline.js';
import type { WorkSize } from './work.js';

/** A peer that ran. */
export interface PeerResult {
  readonly report: PeerReport;
  readonly agreement: Agreement;
  readonly eventsPerSecond: number;
  readonly pointsPerSecond: number;
  /** dualnu's rates over the peer's; undefined where the two disagree. */
  readonly ratios: { readonly events: number; readonly points: number } | undefined;
}

/** Everything that a run found. */
export interface PeersResult {
  readonly work: WorkSize;
  readonly dualnu: Measurement;
  readonly peers: readonly { readonly name: string; readonly outcome: Outcome<PeerResult> }[];
  readonly plane: PlaneResult | undefined;
}

/**
 * dualnu's events x mass points per second with their sums for every epsilon, as peers count them. Its chi2 is timed together with
 * those, and so counts against it.
 */
export function allEventsPerSecond({ massPoints, events, times }: Measurement): number {
  return (massPoints * events) / ((times.templates + times.points) / 1000);
}
