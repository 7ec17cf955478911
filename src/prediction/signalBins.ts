/** The bins of an experiment that a signal can fill, and their order in the rows of spectra and templates. */
import { at } from '../at.js';
import type { Experiment } from '../experiment/types.js';

/** Bins that the signal of one beam falls into. */
export interface BeamBins {
  /** Their numbers in the observation, increasing. */
  readonly bins: readonly number[];
  /** Index into `bins` of each response cell, or -1 for a cell that belongs to no bin; shape [cells]. */
  readonly ofCell: readonly number[];
}

/** Bins of each beam of an experiment. */
export function beamBinsOf({ beams, bins, response }: Experiment): BeamBins[] {
  return beams.map((_, beam) => {
    const filled = bins.flatMap((bin, i) => (bin.beam === beam && bin.cells.length > 0 ? [i] : []));
    const ofCell = response.cells.map((_cell, cell) =>
      filled.findIndex((i) => at(bins, i).cells.includes(cell)),
    );
    return { bins: filled, ofCell };
  });
}

/** Whether, for every beam, each cell of the response is the bin of the same number, so that no sorting into bins is needed. */
export function cellsAreBins(experiment: Experiment): boolean {
  return beamBinsOf(experiment).every(
    ({ bins, ofCell }) => bins.length === ofCell.length && ofCell.every((bin, cell) => bin === cell),
  );
}

/** Bins of an experiment that some beam can fill, increasing. The other bins only constrain these. */
export function signalBinsOf(experiment: Experiment): number[] {
  const filled = new Set(beamBinsOf(experiment).flatMap(({ bins }) => bins));
  return experiment.bins.map((_, i) => i).filter((i) => filled.has(i));
}

/** Largest number of bins that a beam fills: the bins in a row of templates. */
export function largestBeamBins(experiment: Experiment): number {
  return Math.max(...beamBinsOf(experiment).map(({ bins }) => bins.length));
}

/**
 * Index into `signalBinsOf` of each row of spectra. The rows are the bins of each beam, one beam after another, padded to the length
 * of the largest; undefined for padding.
 */
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

/** Bin of the observation of each row of spectra; undefined for padding. */
export function binsOfRows({
  rowBins,
  signalBins,
}: {
  readonly rowBins: readonly (number | undefined)[];
  readonly signalBins: readonly number[];
}): (number | undefined)[] {
  return rowBins.map((index) => (index === undefined ? undefined : at(signalBins, index)));
}
