/** The tiles of a scan: what they hold is bounded by what a cell (mass point and couplings) takes on any WebGPU device. */

import { planTiles, type TilePlan, tileBudget } from '../grid/tiles.js';
import { isMixingFactor, modelOf } from '../model/models.js';
import { isKinematic } from '../model/parameters.js';
import { experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { channelCount, groupNames } from './channels.js';
import { templateBytes } from './kernelSizes.js';
import { largestBeamBins } from './signalBins.js';

/** Bytes of YieldPoint, one for each channel of a cell. */
const YIELD_POINT_BYTES = 16;

/** Plans the tiles of a scan; depends on the scan file alone, never on a machine. */
export function planScan(scan: ResolvedScan): TilePlan {
  const bytesPerCell = experimentScans(scan).map((own) => {
    const signalBins = own.experiment.beams.length * largestBeamBins(own.experiment);
    return Math.max(signalBins * 4 * (1 + groupNames(own).length), channelCount(own) * YIELD_POINT_BYTES);
  });
  const bytesPerMassPoint = experimentScans(scan).map(
    (own) => channelCount(own) * largestBeamBins(own.experiment) * templateBytes(own),
  );
  const { mixing } = modelOf(scan.model.kind);
  return planTiles(scan.axes, tileBudget(Math.max(...bytesPerCell), Math.max(...bytesPerMassPoint)), {
    isExpensive: isKinematic,
    isFactor: (name) => name === mixing && isMixingFactor(scan.model),
  });
}
