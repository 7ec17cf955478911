/** Everything that a scan fixes for all its mass points: channels, detector, response and data. Both engines share it. */

import type { Detector } from '../physics/geometry.js';
import type { ExperimentScan } from '../resolved/scan.js';
import type { Response } from '../response/types.js';
import { detectorShape } from '../shapes/detectors.js';
import type { Counts } from '../statistics/counts.js';
import type { Statistic } from '../statistics/statistic.js';
import { type Channel, channelsOf, groupNames } from './channels.js';
import { countsOf, statisticOf } from './comparedCounts.js';
import { type BeamBins, beamBinsOf, rowBinsOf, signalBinsOf } from './signalBins.js';

/** Constants of the scan of one experiment. */
export interface PhysicsSetup {
  readonly scan: ExperimentScan;
  readonly channels: readonly Channel[];
  /** Names of the groups that channels are summed in, by `groupIndex`. */
  readonly groups: readonly string[];
  readonly detector: Detector;
  /** z of the point that the neutrinos come from, cm. */
  readonly originZ: number;
  /** For `beamIntensity`: tangents, then intensities; empty where the beam is equally intense at all angles. */
  readonly intensityTable: readonly number[];
  readonly response: Response;
  readonly counts: Counts;
  /** See `signalBinsOf`. */
  readonly signalBins: readonly number[];
  /** Bins that each beam fills. */
  readonly beamBins: readonly BeamBins[];
  /** See `rowBinsOf`. */
  readonly rowBins: readonly (number | undefined)[];
  readonly statistic: Statistic;
}

/** Prepares the constants of a scan. */
export function setUpPhysics(scan: ExperimentScan): PhysicsSetup {
  const { experiment } = scan;
  return {
    scan,
    channels: channelsOf(scan),
    groups: groupNames(scan),
    detector: detectorShape(experiment.geometry).detector,
    originZ: Math.max(experiment.sourceZCm, PARALLEL_Z_CM),
    intensityTable: experiment.intensity
      ? [...experiment.intensity.tangents, ...experiment.intensity.relative]
      : [],
    response: experiment.response,
    counts: countsOf(scan),
    signalBins: signalBinsOf(experiment),
    beamBins: beamBinsOf(experiment),
    rowBins: rowBinsOf(experiment),
    statistic: statisticOf(scan),
  };
}

/** Far enough away that rays are parallel, and near enough that squares fit into float32, cm. */
const PARALLEL_Z_CM = -1e12;
