/** What a scan fixes for all its mass points: channels, tables and normalisation. Shared by both engines. */
import { at } from '../at.js';
import { NumericError } from '../errors.js';
import { type Experiment, observedCounts } from '../experiment/types.js';
import { mediatorOf } from '../model/models.js';
import type { Masses } from '../model/point.js';
import { DIRAC, MAJORANA } from '../physics/decay.js';
import type { EnergyTable } from '../physics/flux.js';
import type { Detector } from '../physics/geometry.js';
import {
  type DecaySide,
  decaySide,
  type MassPoint,
  massPointOn,
  productionEnergies,
} from '../physics/massPoint.js';
import type { ExperimentScan } from '../resolved/scan.js';
import type { Response } from '../response/types.js';
import { detectorShape } from '../shapes/detectors.js';
import type { Counts } from '../statistics/counts.js';
import type { PreparedStatistic, Statistic } from '../statistics/statistic.js';
import { statisticFor } from '../statistics/statistics.js';
import { type Channel, channelsOf, groupNames } from './channels.js';

/** Constants of one experiment's scan. */
export interface PhysicsSetup {
  readonly scan: ExperimentScan;
  readonly channels: readonly Channel[];
  /** Names that channels are summed under, by `groupIndex`. */
  readonly groups: readonly string[];
  readonly detector: Detector;
  /** z of the point that neutrinos come from, cm. */
  readonly originZ: number;
  /** For `beamIntensity`: tangents, then intensities; empty where the beam is as intense at all angles. */
  readonly intensityTable: readonly number[];
  readonly response: Response;
  readonly counts: Counts;
  /** Bins that a beam can fill, increasing. */
  readonly signalBins: readonly number[];
  /** Bins that each beam fills. */
  readonly beamBins: readonly BeamBins[];
  /**
   * Place among `signalBins` of each bin of each beam, the beams' one after another and as many of each as of the largest; undefined for
   * what a smaller beam does not have.
   */
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

/** A scan's statistic; an experiment whose covariance holds the statistical errors already has one of its own. */
export function statisticOf({ experiment, statistic }: ExperimentScan): Statistic {
  return statisticFor(statistic.kind, experiment);
}

/** Bins that a beam's signal falls into: their numbers in the observation, and each response cell's place among them. */
export interface BeamBins {
  readonly bins: readonly number[];
  /** Index into `bins`, or -1 for a cell that no bin holds; shape [cells]. */
  readonly ofCell: readonly number[];
}

/** Bins of each beam of an experiment. */
export function beamBinsOf({ beams, bins, response }: Experiment): BeamBins[] {
  return beams.map((_, beam) => {
    const own = bins.flatMap((bin, i) => (bin.beam === beam && bin.cells.length > 0 ? [i] : []));
    const ofCell = response.cells.map((_cell, cell) => own.findIndex((i) => bins[i]?.cells.includes(cell)));
    return { bins: own, ofCell };
  });
}

/** Whether each cell of the response is the beam's bin of its number, for every beam: then nothing is to be sorted into bins. */
export function cellsAreBins(experiment: Experiment): boolean {
  return beamBinsOf(experiment).every(
    ({ bins, ofCell }) => bins.length === ofCell.length && ofCell.every((bin, cell) => bin === cell),
  );
}

/** Bins of an experiment that some beam can fill, increasing; the others only constrain them. */
export function signalBinsOf(experiment: Experiment): number[] {
  const filled = new Set(beamBinsOf(experiment).flatMap(({ bins }) => bins));
  return experiment.bins.map((_, i) => i).filter((i) => filled.has(i));
}

/** Largest number of bins that a beam fills: what a row of templates has. */
export function largestBeamBins(experiment: Experiment): number {
  return Math.max(...beamBinsOf(experiment).map(({ bins }) => bins.length));
}

/** Bin of the observation of each row of spectra; undefined for a row that a smaller beam does not have. */
export function binsOfRows({
  rowBins,
  signalBins,
}: Pick<PhysicsSetup, 'rowBins' | 'signalBins'>): (number | undefined)[] {
  return rowBins.map((place) => (place === undefined ? undefined : at(signalBins, place)));
}

/** See `PhysicsSetup.rowBins`. */
export function rowBinsOf(experiment: Experiment): (number | undefined)[] {
  const signalBins = signalBinsOf(experiment);
  const largest = largestBeamBins(experiment);
  return beamBinsOf(experiment).flatMap(({ bins }) =>
    Array.from({ length: largest }, (_, i) => {
      const bin = bins[i];
      return bin === undefined ? undefined : signalBins.indexOf(bin);
    }),
  );
}

/** As far away as makes rays parallel, and still leaves float32 its squares, cm. */
const PARALLEL_Z_CM = -1e12;

/** What a scan compares its prediction with: observed counts, or the background itself (Asimov). */
export function countsOf({ experiment, statistic }: ExperimentScan): Counts {
  const background = experiment.bins.map((bin) => bin.background);
  const data = statistic.data === 'asimov' ? background : observedCounts(experiment);
  // A scan file that asks for counts where there are none is refused when it is read.
  if (data === undefined) throw new RangeError(`${experiment.name} has no counts`);
  return {
    data,
    background,
    covariance: experiment.systematics.background,
    cross: experiment.systematics.cross,
    signalCovariance: experiment.systematics.signal,
  };
}

/** Prepared counts of experiments, by statistic and data: many bins take a tenth of a second. */
const prepared = new WeakMap<Experiment, Map<string, PreparedStatistic>>();

/**
 * The counts as points are compared with them: bins with a signal given all others. Throws NumericError where the covariance without a
 * signal is not positive definite.
 */
export function preparedCountsOf(scan: ExperimentScan): PreparedStatistic {
  const { experiment, file, statistic } = scan;
  const known = prepared.get(experiment) ?? new Map<string, PreparedStatistic>();
  prepared.set(experiment, known);
  const chosen = statisticOf(scan);
  const key = `${chosen.name} ${statistic.data}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  try {
    const counts = chosen.prepare(countsOf(scan), signalBinsOf(experiment));
    known.set(key, counts);
    return counts;
  } catch (error) {
    if (!(error instanceof NumericError)) throw error;
    const what = `the covariance of ${experiment.name} without a signal is not positive definite`;
    throw new NumericError(`${file}: ${what}; look at it with: dualnu experiment check ${experiment.name}`);
  }
}

/** A mass point with a channel's target. */
export interface ChannelPoint {
  readonly channel: Channel;
  readonly point: MassPoint;
}

/** Masses of a scan's point with every channel's target, in the order of the channels. */
export function massPointsOf({ scan, channels }: PhysicsSetup, masses: Masses): ChannelPoint[] {
  const side = decaySideOf(scan, masses);
  return channels.map((channel) => ({
    channel,
    point: massPointOn(side, channel.scatterer, energiesOf(scan, channel, masses)),
  }));
}

/** Masses of a scan's point with one channel's target. */
export function massPointOf({ scan }: PhysicsSetup, masses: Masses, channel: Channel): MassPoint {
  return massPointOn(decaySideOf(scan, masses), channel.scatterer, energiesOf(scan, channel, masses));
}

/** What the decays of a scan's mass point depend on, whatever N is made on. */
export function decaySideOf({ model }: ExperimentScan, { m, mPrime, mX }: Masses): DecaySide {
  const nature = model.nature === 'majorana' ? MAJORANA : DIRAC;
  const mediator = mediatorOf(model.kind);
  return decaySide(m, mPrime, mX, { mediator, nature, zpSpin: model.zpSpin });
}

function energiesOf(
  { model }: ExperimentScan,
  { energies, flux, scatterer }: Channel,
  { m, mX }: Masses,
): EnergyTable | undefined {
  const make = () => productionEnergies(mediatorOf(model.kind), m, mX, flux, scatterer);
  return energies.get(m, mX, make);
}
