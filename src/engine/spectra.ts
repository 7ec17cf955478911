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

/**
 * Throws RangeError where spectra do not have the shape of a tile, because a comparison would read past their end; where they hold a number
 * that is negative or none at all; and where there is a signal in a bin that no event can fill.
 */
export function checkSpectra(setup: PhysicsSetup, layout: TileLayout, spectra: Spectra): void {
  const { counts, groups, signalBins } = setup;
  const bins = counts.data.length;
  const entries = spectrumLength(layout, bins);
  const wantedGroups = groups.length > 1 ? groups.length : 0;
  const arrays = [spectra.signal, spectra.relativeError, ...(spectra.groups ?? [])];
  const isArray = arrays.every((array: unknown) => array instanceof Float32Array);
  if (!isArray || arrays.length !== 2 + wantedGroups || arrays.some(({ length }) => length !== entries)) {
    const [masses, couplings] = [layout.masses.length, layout.couplings.length];
    const found = isArray ? `${spectra.signal.length} and ${arrays.length - 2}` : 'other arrays';
    throw new RangeError(
      `spectra of this tile are Float32Arrays of ${entries} entries (${masses} mass points, ${couplings} coupling points, ${bins} bins) and ${wantedGroups} groups of channels, not ${found}`,
    );
  }
  const isFilled = counts.data.map((_, bin) => signalBins.includes(bin));
  for (const array of arrays) {
    array.forEach((value, k) => {
      const bin = k % bins;
      if (!(value >= 0))
        throw new RangeError(`spectra hold ${value} at entry ${k}, in bin ${bin}: 0 or more expected`);
      if (value > 0 && !isFilled[bin]) {
        throw new RangeError(
          `spectra hold ${value} at entry ${k}, in bin ${bin}, which no signal can fill: 0 expected`,
        );
      }
    });
  }
}

/** Throws RangeError where datasets do not have the bins of the experiment, or numbers that cannot be compared with. */
export function checkDatasets({ counts }: PhysicsSetup, datasets: readonly Dataset[]): void {
  const bins = counts.data.length;
  // Toys share a covariance: what was looked at is not looked at again.
  const checked = new Set<unknown>();
  datasets.forEach(({ statistic, counts: { data, background, covariance, cross, signalCovariance } }, d) => {
    const fail = (what: string): never => {
      throw new RangeError(`dataset ${d}: ${what}`);
    };
    if (typeof statistic?.value !== 'function') fail('its statistic is none of the shelf (statisticNamed)');
    if ([data, background, covariance].some(({ length }) => length !== bins)) {
      const lengths = `${data.length} counts, ${background.length} of background and ${covariance.length} of the covariance`;
      fail(`this experiment has ${bins} bins, not ${lengths}`);
    }
    for (const [name, numbers] of [['counts', data] as const, ['background', background] as const]) {
      if (checked.has(numbers)) continue;
      checked.add(numbers);
      const wrong = numbers.find((n) => !(typeof n === 'number' && n >= 0 && n < Number.POSITIVE_INFINITY));
      if (wrong !== undefined) fail(`${name} of ${wrong}: 0 or more expected`);
    }
    for (const matrix of [covariance, cross, signalCovariance]) {
      if (matrix === undefined || checked.has(matrix)) continue;
      checked.add(matrix);
      if (!matrix.every((row) => row.length === bins && row.every(Number.isFinite))) {
        fail(`a covariance is no matrix of ${bins} x ${bins} finite numbers`);
      }
      if (matrix === covariance && !isSymmetric(matrix)) fail('the covariance is not symmetric');
    }
  });
}

/** Whether a matrix equals its transpose to 9 digits. */
function isSymmetric(matrix: readonly (readonly number[])[]): boolean {
  return matrix.every((row, i) =>
    row.every((value, j) => {
      const other = at(at(matrix, j), i);
      return Math.abs(value - other) <= 1e-9 * (Math.abs(value) + Math.abs(other));
    }),
  );
}
