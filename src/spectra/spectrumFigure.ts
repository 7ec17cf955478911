/** The observation of an experiment as a figure: one frame for the bins of each beam, and one for its control samples. */

import { at } from '../at.js';
import { labelMarkup } from '../drawing/labelMarkup.js';
import { numberMarkup } from '../drawing/richText.js';
import type { SpectraFile } from '../experiment/spectra.js';
import type { ExperimentSummary } from '../inspection/summary.js';
import type { HistogramFigure } from './histogram.js';
import { backgroundLayers, beamName, type SpectrumBin, spectrumPanels } from './spectrumPanels.js';

/** The figure: data with errors sqrt(n), and the background with errors from the diagonal of the covariance. */
export function spectrumFigure(summary: ExperimentSummary, spectra?: SpectraFile): HistogramFigure {
  const { beams, bins, total, background_chi2: chi2 } = summary;
  const { layers, parts } = backgroundLayers(bins, spectra);
  const inSignal = bins.filter(holdsSignal).length;
  return {
    title: labelMarkup(summary.title),
    parameters: [
      ...beams.map(({ name, pot }) => `${beamName(name, spectra)}: ${numberMarkup(pot, 4)} POT`),
      ...(inSignal > 0
        ? [
            `${total.data === null ? 'no counts yet;' : `${total.data} events where`} ${numberMarkup(total.background, 4)} ± ${numberMarkup(total.error)} are expected`,
          ]
        : []),
      ...(chi2 === null
        ? []
        : [
            `background alone: *χ*^2 = ${chi2.toFixed(2)} in ${bins.length} ${bins.length === 1 ? 'bin' : 'bins'}`,
          ]),
    ],
    notes: [
      ...(chi2 === null ? [] : ['Points: data with *n*^{1/2}.']),
      `${spectra?.background === undefined ? 'Line' : 'Stack'}: background without a signal;`,
      'band: square root of the covariance’s diagonal',
      summary.statistics === 'included'
        ? '(statistical errors of data and background included).'
        : '(systematic).',
    ],
    ...(spectra?.background === undefined ? {} : { layers }),
    panels: spectrumPanels(
      bins.map(({ label, beam, data, background, error, cells }, i): SpectrumBin => {
        const bin = { label, beam, data, background, error, isControl: cells.length === 0 };
        return spectra?.background === undefined ? bin : { ...bin, parts: at(parts, i) };
      }),
      { observables: summary.response.observables, spectra, before: '' },
    ),
  };
}

type Bin = ExperimentSummary['bins'][number];

const holdsSignal = ({ cells }: Bin) => cells.length > 0;
