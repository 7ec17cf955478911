/** The tiles of a scan, whose size is limited by the memory that a cell (mass point and coupling point) takes on any WebGPU device. */
import { at } from '../at.js';
import { isMixingFactor, modelOf } from '../model/models.js';
import { isKinematic } from '../model/parameters.js';
import { experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { planTiles, type Tile, type TilePlan, tileBudget } from '../tiles/tiles.js';
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

/**
 * A check of tiles for a scan. It throws RangeError where a tile is no block of the scan's grid, or larger than its tiles, for which
 * engines have memory.
 */
export function createTileCheck(scan: ResolvedScan): (tile: Pick<Tile, 'start' | 'shape'>) => void {
  const { chunkShape } = planScan(scan);
  const lengths = scan.axes.map(({ values }) => values.length);
  return ({ start, shape }) => {
    const fits = lengths.every((length, i) => {
      const [first, size] = [start[i] ?? Number.NaN, shape[i] ?? Number.NaN];
      if (!Number.isInteger(first) || !Number.isInteger(size)) return false;
      return first >= 0 && size >= 1 && size <= at(chunkShape, i) && first + size <= length;
    });
    if (fits && start.length === lengths.length && shape.length === lengths.length) return;
    throw new RangeError(
      `a tile that starts at ${start.join(', ')} with the shape ${shape.join(' x ')} is no tile of this scan: whole numbers within ${lengths.join(' x ')} points, at most ${chunkShape.join(' x ')} at a time`,
    );
  };
}
