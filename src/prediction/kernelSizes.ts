/** Sizes of the kernels, the same on every adapter; tiles and bounds depend on them. */
import { LAPLACE_NODES } from '../physics/laplace.js';
import { MOST_NODES } from '../physics/lifetimeNodes.js';
import type { ExperimentScan } from '../resolved/scan.js';
import type { MomentCounts } from './bounds.js';

/**
 * Sizes that every adapter uses. All are part of a grid's identity. Its bits depend on EVENTS_PER_WORKGROUP only, the number of
 * events that are summed in float32 before the sum is added in fixed point.
 */
export const KERNEL_SIZES = {
  /** Invocations of a workgroup of every kernel but templates. */
  WORKGROUP: 64,
  /** Invocations of a workgroup of templates. Each sums four moments (a quad) of a bin, and a bin has at most two quads. */
  TEMPLATE_WORKGROUP: 32,
  EVENTS_PER_INVOCATION: 16,
  EVENTS_PER_WORKGROUP: 4096,
  /** Couplings that an invocation of yields evaluates together. Linked into the text as a constant, because it is the size of arrays. */
  COUPLING_BLOCK: 8,
} as const;

/** Bins whose sums a lane of lifetimeTemplates keeps in registers: eight moments each. */
export const LANE_BINS = 3;

/** Moments in z that a scan needs: with the SM Z, the amplitude is linear in z, and its square and fourth power are summed. */
export function momentCounts(scan: ExperimentScan): MomentCounts {
  return scan.model.smZ ? { signal: 3, variance: 5 } : { signal: 1, variance: 1 };
}

/**
 * Bytes of the templates' sums per row (mass point and channel) and bin of a beam: two limbs of 4 bytes per node and moment. In whichever form,
 * because tiles do not depend on the adapter.
 */
export function templateBytes(scan: ExperimentScan): number {
  const { signal, variance } = momentCounts(scan);
  return (signal + variance) * Math.max(LAPLACE_NODES, MOST_NODES) * 8;
}
