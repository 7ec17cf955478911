/** The observation of an experiment as a figure: one frame for the bins of each beam, and one for its control samples. */

import { labelMarkup } from '../drawing/labelMarkup.js';
import { numberMarkup } from '../drawing/richText.js';
import { titleMarkup } from '../drawing/titleMarkup.js';
import type { ExperimentSummary } from '../inspection/summary.js';
import { binAxis } from './binAxis.js';
import { wholeDecades } from './curve.js';
import type { HistogramBin, HistogramFigure, HistogramPanel } from './histogram.js';

/** Ratio of the largest to the smallest count above which the axis is logarithmic. */
const LOG_RATIO = 300;

/** The figure: data with errors sqrt(n), and the background with errors from the diagonal of the covariance. */
export function spectrumFigure(summary: ExperimentSummary): HistogramFigure {
  const { beams, bins, total, background_chi2: chi2 } = summary;
  const groups = beams.flatMap(({ name }) => {
    const beamBins = bins.filter(({ beam }) => beam === name);
    const [signal, control] = [beamBins.filter(holdsSignal), beamBins.filter((bin) => !holdsSignal(bin))];
    return [
      { name, what: 'signal region', bins: signal },
      { name, what: 'control sample', bins: control },
    ].filter((group) => group.bins.length > 0);
  });
  const inSignal = bins.filter(holdsSignal).length;
  return {
    title: titleMarkup(summary.title),
    parameters: [
      ...beams.map(({ name, pot }) => `${labelMarkup(name)}: ${numberMarkup(pot, 4)} POT`),
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
      'Line: background without a signal;',
      'band: square root of the covariance’s diagonal',
      summary.statistics === 'included'
        ? '(statistical errors of data and background included).'
        : '(systematic).',
    ],
    panels: groups.map(({ name, what, bins: groupBins }) =>
      panelOf(groupBins, groups.length > 1 ? `${labelMarkup(name)}, ${what}` : ''),
    ),
  };
}

type Bin = ExperimentSummary['bins'][number];

const holdsSignal = ({ cells }: Bin) => cells.length > 0;

function panelOf(bins: readonly Bin[], heading: string): HistogramPanel {
  const rows: HistogramBin[] = bins.map(({ data, background, error }) => ({
    data: data ?? undefined,
    dataError: Math.sqrt(data ?? 0),
    background,
    error,
  }));
  const counts = rows.flatMap(({ data, background }) =>
    data === undefined ? [background] : [data, background],
  );
  const top = Math.max(
    ...rows.map((row) => Math.max((row.data ?? 0) + row.dataError, row.background + row.error)),
    1,
  );
  const isLog = Math.min(...counts) > 0 && Math.max(...counts) / Math.min(...counts) > LOG_RATIO;
  if (isLog) {
    const values = wholeDecades([...counts, top]);
    return {
      heading,
      x: binAxis(labelsOf(bins)),
      y: { spacing: 'log', values, title: 'events' },
      bins: rows,
    };
  }
  // Numbers of five or more digits would run into the title.
  const power = top < 1e4 ? 0 : 3 * Math.floor(Math.log10(top) / 3);
  const unit = 10 ** power;
  return {
    heading,
    x: binAxis(labelsOf(bins)),
    y: {
      spacing: 'linear',
      values: [0, (1.08 * top) / unit],
      title: power === 0 ? 'events' : `events / 10^{${power}}`,
    },
    bins: rows.map((row) => scaled(row, unit)),
  };
}

const labelsOf = (bins: readonly Bin[]) => bins.map(({ label }) => label);

function scaled({ data, dataError, background, error }: HistogramBin, unit: number): HistogramBin {
  return {
    data: data === undefined ? undefined : data / unit,
    dataError: dataError / unit,
    background: background / unit,
    error: error / unit,
  };
}
