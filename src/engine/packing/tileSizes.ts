/** Sizes of the buffers of a scan's passes, and numbers of workgroups. */

import { KERNEL_SIZES } from '../../prediction/kernelSizes.js';
import { layOutTile } from '../../prediction/tileLayout.js';
import { planScan } from '../../prediction/tilePlan.js';
import type { ResolvedScan } from '../../resolved/scan.js';
import { productOf } from '../../tiles/tiles.js';

/** Largest numbers of mass points, coupling points, mixings and grid points in a tile. */
export interface TileSizes {
  readonly masses: number;
  readonly couplings: number;
  readonly mixings: number;
  readonly points: number;
}

/** Sizes of the largest tile of a scan, or of a part of it with at most `mostMasses` mass points. */
export function largestTile(scan: ResolvedScan, mostMasses = Number.POSITIVE_INFINITY): TileSizes {
  const { chunkShape } = planScan(scan);
  const start = chunkShape.map(() => 0);
  const layout = layOutTile(scan, { index: start, start, shape: chunkShape });
  const masses = Math.min(layout.masses.length, mostMasses);
  return {
    masses,
    couplings: layout.couplings.length,
    mixings: layout.mixings.length,
    points: masses * (productOf(chunkShape) / layout.masses.length),
  };
}

/** Workgroups in x and y for a number of invocations, since one dimension allows at most 65535. */
export function workgroupsFor(invocations: number): [number, number] {
  const groups = Math.ceil(invocations / KERNEL_SIZES.WORKGROUP);
  const x = Math.min(groups, 32768);
  return [x, Math.ceil(groups / x)];
}
