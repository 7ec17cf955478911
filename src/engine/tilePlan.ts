/** The tiles of a scan: what they hold is bounded by what a cell (mass point and couplings) takes on any WebGPU device. */
import type { ResolvedScan } from '../config/types.js';
import { MIXINGS } from '../grid/axes.js';
import { planTiles, type TilePlan, tileBudget } from '../grid/tiles.js';
import { channelCount, groupNames } from './channels.js';
import { isMixingFactor } from './tileLayout.js';

/** Bytes of YieldPoint, one for each channel of a cell. */
const YIELD_POINT_BYTES = 16;

/** Plans the tiles of a scan; depends on the scan file alone, never on a machine. */
export function planScan(scan: ResolvedScan): TilePlan {
  const yields = scan.experiment.bins.length * 4 * (1 + groupNames(scan).length);
  const bytesPerCell = Math.max(yields, channelCount(scan) * YIELD_POINT_BYTES);
  const factors = isMixingFactor(scan) ? [MIXINGS[scan.model.kind]] : [];
  return planTiles(scan.axes, tileBudget(bytesPerCell), factors);
}
