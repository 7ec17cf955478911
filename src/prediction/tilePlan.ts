/** The tiles of a scan, whose size is limited by the memory that a cell (mass point and coupling point) takes on any WebGPU device. */
import { planTiles, type TilePlan, tileBudget } from '../grid/tiles.js';
import { isMixingFactor, modelOf } from '../model/models.js';
import { isKinematic } from '../model/parameters.js';
import { experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { channelCount, groupNames } from './channels.js';
import { templateBytes } from './kernelSizes.js';
import { largestBeamBins } from './signalBins.js';

/** Bytes of YieldPoint, one for each channel of a cell. */
const YIELD_POINT_BYTES = 16;

/** Plans the tiles of a scan. The plan depends on the scan only, not on the machine. */
export function planScan(scan: ResolvedScan): TilePlan {
  const bytesPerCell = experimentScans(scan).map((experimentScan) => {
    const signalBins = experimentScan.experiment.beams.length * largestBeamBins(experimentScan.experiment);
    return Math.max(
      signalBins * 4 * (1 + groupNames(experimentScan).length),
      channelCount(experimentScan) * YIELD_POINT_BYTES,
    );
  });
  const bytesPerMassPoint = experimentScans(scan).map(
    (experimentScan) =>
      channelCount(experimentScan) *
      largestBeamBins(experimentScan.experiment) *
      templateBytes(experimentScan),
  );
  const { mixing } = modelOf(scan.model.kind);
  return planTiles(scan.axes, tileBudget(Math.max(...bytesPerCell), Math.max(...bytesPerMassPoint)), {
    isExpensive: isKinematic,
    isFactor: (name) => name === mixing && isMixingFactor(scan.model),
  });
}
