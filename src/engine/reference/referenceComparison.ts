/** Comparing spectra with datasets in f64; the chi2 kernel is tested against it. */
import { at } from '../../at.js';
import { NumericError } from '../../errors.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { forEachPoint, pointsOn, type TileLayout } from '../../prediction/tileLayout.js';
import { backgroundChi2 } from '../../statistics/statistic.js';
import { FILL_VALUES, isMissing } from '../../tiles/variables.js';
import { checkComparison } from '../checkComparison.js';
import type { Dataset, Spectra } from '../spectra.js';

/** chi2 between a tile's spectra and each dataset; see `Engine.compare`. */
export function compareSpectra(
  setup: PhysicsSetup,
  layout: TileLayout,
  spectra: Spectra,
  datasets: readonly Dataset[],
): Float32Array[] {
  checkComparison(setup, layout, spectra, datasets);
  for (const dataset of datasets) {
    // Throws where the covariance is not positive definite even without a signal.
    backgroundChi2(dataset.statistic, dataset.counts);
  }
  const bins = setup.counts.data.length;
  const points = pointsOn(layout.axes);
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

/** Events at a mixing factor; where the events at a factor of 1 are missing, NaN unless the factor is 0. */
function scaled(events: number, factor: number): number {
  if (!isMissing(events)) return events * factor;
  return factor > 0 ? Number.NaN : 0;
}

/** chi2 at a signal, or NaN where the covariance is not positive definite, because one point must not end a scan. */
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

/** A number as a grid holds it: the fill value for NaN and for numbers that float32 cannot hold. */
export function float32Of(value: number): number {
  return isMissing(value) ? FILL_VALUES.float32 : value;
}
