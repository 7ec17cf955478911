/** Comparing spectra with datasets in f64: the oracle of the chi2 kernel. */
import { at } from '../../at.js';
import { NumericError } from '../../errors.js';
import { productOf } from '../../grid/tiles.js';
import { FILL_VALUES, isMissing } from '../../grid/variables.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { forEachPoint, type TileLayout } from '../../prediction/tileLayout.js';
import { backgroundChi2 } from '../../statistics/statistic.js';
import { checkDataset, checkSpectra, type Dataset, type Spectra } from '../spectra.js';

/** chi2 of a tile's spectra with each dataset; see `Engine.compare`. */
export function compareSpectra(
  setup: PhysicsSetup,
  layout: TileLayout,
  spectra: Spectra,
  datasets: readonly Dataset[],
): Float32Array[] {
  checkSpectra(setup, layout, spectra);
  for (const dataset of datasets) {
    checkDataset(setup, dataset);
    // Throws where there is no covariance even without a signal.
    backgroundChi2(dataset.statistic, dataset.counts);
  }
  const bins = setup.counts.data.length;
  const points = productOf(layout.axes.map(({ size }) => size));
  const results = datasets.map(() => new Float32Array(points));
  forEachPoint(layout.axes, (point, mass, coupling, mixing) => {
    const first = (mass * layout.couplings.length + coupling) * bins;
    const factor = at(layout.mixings, mixing);
    const signal = Float64Array.from(spectra.signal.subarray(first, first + bins), (events) =>
      scaled(events, factor),
    );
    const relativeError = spectra.relativeError.subarray(first, first + bins);
    datasets.forEach((dataset, d) => {
      at(results, d)[point] = float32Of(chi2AtPoint(dataset, signal, relativeError));
    });
  });
  return results;
}

/** Events at a mixing: none at all where it is 0, and not known where they are not without it. */
function scaled(events: number, factor: number): number {
  if (!isMissing(events)) return events * factor;
  return factor > 0 ? Number.NaN : 0;
}

/** chi2 at a signal, or NaN where it has no covariance: one point must not end a scan. */
export function chi2AtPoint(
  { statistic, counts }: Dataset,
  signal: Float64Array,
  relativeError: ArrayLike<number>,
): number {
  if (signal.some(Number.isNaN)) return Number.NaN;
  try {
    return statistic.value(counts, signal, relativeError);
  } catch (error) {
    if (error instanceof NumericError) return Number.NaN;
    throw error;
  }
}

/** A number as a grid holds it: the fill value where it is none, or none that float32 can hold. */
export function float32Of(value: number): number {
  return isMissing(value) ? FILL_VALUES.float32 : value;
}
