/** Outputs `spectrum` and `spectrum_by_channel`: the expected signal in each bin of the observation, from which chi2 can be recomputed. */
import { at } from '../at.js';
import { isMixingFactor, modelOf } from '../model/models.js';
import { binsOfRows, rowBinsOf, signalBinsOf } from '../prediction/signalBins.js';
import { forEachPoint, pointsOn } from '../prediction/tileLayout.js';
import type { ExperimentScan } from '../resolved/scan.js';
import { type Attributes, FILL_VALUES, isMissing } from '../tiles/variables.js';
import type { EvaluatedTile, Output } from './output.js';
import { BINS, CHANNEL_BINS } from './places.js';

/** The output `spectrum`: a spectrum and its error. */
export const spectrum = {
  name: 'spectrum',
  summary:
    'expected signal by bin with its relative Monte Carlo error, spectrum_error; per unit of |U|^2 where that is a factor only',
  needs: ['bins'],
  byDefault: false,
  variables: [
    {
      name: 'spectrum',
      dtype: 'float32',
      units: '1',
      longName: 'expected signal events by bin',
      meaning: 'expected signal events by bin; in the dual model per unit of |U|^2, below',
      on: BINS,
      attributes: mixingAttributes,
      each: true,
      make: (tile) => byBin(tile, [tile.result.binSignal]),
    },
    {
      name: 'spectrum_error',
      dtype: 'float32',
      units: '1',
      longName: 'relative Monte Carlo error of the spectrum',
      meaning: 'its relative Monte Carlo error; 0 without a signal',
      on: BINS,
      each: true,
      make: (tile) => byBin(tile, [tile.result.relativeError], [tile.result.binSignal]),
    },
  ],
} as const satisfies Output;

/** The output `spectrum_by_channel`: spectra by group of channels. */
export const spectrumByChannel = {
  name: 'spectrum_by_channel',
  summary: 'the same spectrum by where N is born and on what, without an error',
  needs: ['bins', 'groupBins'],
  byDefault: false,
  variables: [
    {
      name: 'spectrum_by_channel',
      dtype: 'float32',
      units: '1',
      longName: 'expected signal events by group of channels and bin',
      meaning: '`spectrum` by group of channels; none where there is one group only',
      on: CHANNEL_BINS,
      attributes: mixingAttributes,
      each: true,
      make: (tile) => byBin(tile, tile.result.groupBinSignal),
    },
  ],
} as const satisfies Output;

/** Attributes that name the factor of a spectrum, where there is one. */
function mixingAttributes({ model }: ExperimentScan): Attributes {
  if (!isMixingFactor(model)) return {};
  const { mixing } = modelOf(model.kind);
  return { multiply_by: mixing, comment: `per unit of ${mixing}: times ${mixing} it is the expected events` };
}

/**
 * Sorts spectra, which have a row for each bin of a beam, into the bins of the observation; shape [cells][spectra][bins]. Bins that no beam
 * fills are 0. Values are missing where the spectrum or that of `known` is missing.
 */
export function byBin(
  { scan, layout }: EvaluatedTile,
  spectra: readonly Float32Array[],
  known = spectra,
): Float32Array {
  const { lifetimeAxes, couplings } = layout();
  const { experiment } = scan;
  const binOfRow = binsOfRows({ rowBins: rowBinsOf(experiment), signalBins: signalBinsOf(experiment) });
  const bins = experiment.bins.length;
  const cells = pointsOn(lifetimeAxes);
  const values = new Float32Array(cells * spectra.length * bins);
  forEachPoint(lifetimeAxes, (cell, mass, coupling) => {
    const firstRow = (mass * couplings.length + coupling) * binOfRow.length;
    spectra.forEach((rows, s) => {
      const firstBin = (cell * spectra.length + s) * bins;
      for (let row = 0; row < binOfRow.length; row++) {
        const bin = binOfRow[row];
        if (bin === undefined) continue;
        const value = at(rows, firstRow + row);
        const isKnown = !isMissing(value) && !isMissing(at(at(known, s), firstRow + row));
        values[firstBin + bin] = isKnown ? value : FILL_VALUES.float32;
      }
    });
  });
  return values;
}
