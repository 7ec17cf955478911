/** Sizes of the kernels, which tiles and bounds follow from on any adapter. */

import { LAPLACE_NODES } from '../physics/laplace.js';
import type { ExperimentScan } from '../resolved/scan.js';
import type { MomentCounts } from './bounds.js';

/**
 * Sizes that every adapter uses. EVENTS_PER_WORKGROUP, which the templates kernel sums in float32 before it flushes to fixed point,
 * is the one that the bits of a grid depend on; all are part of its identity.
 */
export const KERNEL_SIZES = {
  /** Invocations of a workgroup of every kernel but templates. */
  WORKGROUP: 64,
  /** Of templates: an invocation sums four moments of a bin, and a bin has at most two such quads. */
  TEMPLATE_WORKGROUP: 32,
  EVENTS_PER_INVOCATION: 16,
  EVENTS_PER_WORKGROUP: 4096,
  /** Couplings that an invocation of yields evaluates together; a constant of its text, because it sizes arrays. */
  COUPLING_BLOCK: 8,
} as const;

/** Moments in z that a scan needs: with the SM Z, a square and a fourth power of the amplitude. */
export function momentCounts(scan: ExperimentScan): MomentCounts {
  return scan.model.smZ ? { signal: 3, variance: 5 } : { signal: 1, variance: 1 };
}

/** Bytes of the templates' working memory per row (mass point and channel) and bin of a beam: two limbs of 4 bytes per node and moment. */
export function templateBytes(scan: ExperimentScan): number {
  const { signal, variance } = momentCounts(scan);
  return (signal + variance) * LAPLACE_NODES * 8;
}
