/** The plain data between the stages of an engine: spectra, and the datasets that they are compared with. */
import { at } from '../at.js';
import { countsOf, statisticOf } from '../prediction/comparedCounts.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';
import { binsOfRows } from '../prediction/signalBins.js';
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
