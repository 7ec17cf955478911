/** The plain data between the stages of an engine: spectra, and the datasets that they are compared with. */
import { at } from '../at.js';
import { countsOf, statisticOf } from '../prediction/comparedCounts.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';
import { binsOfRows } from '../prediction/signalBins.js';
import type { TileLayout } from '../prediction/tileLayout.js';
import type { ExperimentScan } from '../resolved/scan.js';
import type { Counts } from '../statistics/counts.js';
import type { Statistic } from '../statistics/statistic.js';
import type { ExperimentResult } from './engine.js';

/**
 * Signal of one experiment in a tile, at |U|^2 = 1 where that is a factor of the yields, else at the |U|^2 of the coupling point. Arrays have
 * the shape [mass points][coupling points][bins of the observation], C order, with the points of `TileLayout`. A bin that no event can fill
 * holds 0; a number that float32 cannot hold is at or above the fill value.
 */
export interface Spectra {
  /** Expected events. */
  readonly signal: Float32Array;
  /** Expected events of each group of channels, in the order of `groupNames`; empty where there is only one group. */
  readonly groups: readonly Float32Array[];
  /** Monte Carlo error of the signal over the signal. */
  readonly relativeError: Float32Array;
}

/** Counts that spectra are compared with, and the statistic of the comparison. */
export interface Dataset {
  readonly statistic: Statistic;
  readonly counts: Counts;
}

/** The dataset that the scan of an experiment compares its prediction with. */
export function datasetOf(scan: ExperimentScan): Dataset {
  return { statistic: statisticOf(scan), counts: countsOf(scan) };
}

/** Spectra in the rows that engines work with (`rowBinsOf`): shape [mass points][coupling points][rows]. */
export type SpectrumRows = Pick<ExperimentResult, 'binSignal' | 'groupBinSignal' | 'relativeError'>;

/** Number of entries in each array of a tile's spectra. */
export function spectrumLength(layout: TileLayout, bins: number): number {
  return layout.masses.length * layout.couplings.length * bins;
}

/** Moves entries from rows (`rowBinsOf`) to the bins of the observation. */
export function spectraFromRows(setup: PhysicsSetup, rows: SpectrumRows): Spectra {
  const bins = binsOfRows(setup);
  const observed = setup.counts.data.length;
  const moved = (from: Float32Array): Float32Array => {
    const cells = from.length / bins.length;
    const to = new Float32Array(cells * observed);
    for (let cell = 0; cell < cells; cell++) {
      bins.forEach((bin, row) => {
        if (bin !== undefined) to[cell * observed + bin] = at(from, cell * bins.length + row);
      });
    }
    return to;
  };
  return {
    signal: moved(rows.binSignal),
    groups: rows.groupBinSignal.map(moved),
    relativeError: moved(rows.relativeError),
  };
}

/** Throws RangeError where spectra do not have the shape of a tile, because a comparison would read past their end. */
export function checkSpectra({ counts, groups }: PhysicsSetup, layout: TileLayout, spectra: Spectra): void {
  const entries = spectrumLength(layout, counts.data.length);
  const wantedGroups = groups.length > 1 ? groups.length : 0;
  const arrays = [spectra.signal, spectra.relativeError, ...spectra.groups];
  if (spectra.groups.length === wantedGroups && arrays.every(({ length }) => length === entries)) return;
  const [masses, couplings] = [layout.masses.length, layout.couplings.length];
  throw new RangeError(
    `spectra of this tile have ${entries} entries (${masses} mass points, ${couplings} coupling points, ${counts.data.length} bins) and ${wantedGroups} groups of channels, not ${spectra.signal.length} and ${spectra.groups.length}`,
  );
}

/** Throws RangeError where a dataset does not have the bins of the experiment. */
export function checkDataset(
  { counts }: PhysicsSetup,
  { counts: { data, background, covariance } }: Dataset,
): void {
  const bins = counts.data.length;
  if ([data, background, covariance].every(({ length }) => length === bins)) return;
  throw new RangeError(
    `a dataset of this experiment has ${bins} bins, not ${data.length} counts, ${background.length} of background and ${covariance.length} of the covariance`,
  );
}
