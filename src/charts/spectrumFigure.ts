/** The observation of an experiment as a figure: one frame for the bins of each beam, and one for its control samples. */

import { at } from '../at.js';
import { labelMarkup } from '../drawing/labelMarkup.js';
import { numberMarkup } from '../drawing/richText.js';
import type { ExperimentSummary } from '../inspection/summary.js';
import type { Quantity } from '../physics/quantities.js';
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
    title: labelMarkup(summary.title),
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
    panels: groups.map(({ name, what, bins: groupBins }) => {
      // Cells are in the order of their quantity only where there is a single one.
      const [quantity, ...more] = summary.response.observables;
      const isBinned = what === 'signal region' && more.length === 0;
      return panelOf(
        groupBins,
        groups.length > 1 ? `${labelMarkup(name)}, ${what}` : '',
        isBinned ? quantity : undefined,
      );
    }),
  };
}

type Bin = ExperimentSummary['bins'][number];

const holdsSignal = ({ cells }: Bin) => cells.length > 0;

function panelOf(bins: readonly Bin[], heading: string, quantity: Quantity | undefined): HistogramPanel {
  const x = binAxis(
    bins.map(({ label }) => label),
    quantity,
  );
  const widths = x.kind === 'edges' ? bins.map((_, i) => at(x.edges, i + 1) - at(x.edges, i)) : undefined;
  // Bins of different widths are compared by their density.
  const areUnequal = widths?.some((width) => Math.abs(width / at(widths, 0) - 1) > 1e-6) ?? false;
  const perUnit = (i: number) => (areUnequal && widths ? at(widths, i) : 1);
  const rows = bins.map(
    ({ data, background, error }, i): HistogramBin =>
      scaled({ data: data ?? undefined, dataError: Math.sqrt(data ?? 0), background, error }, perUnit(i)),
  );
  const what = `events${areUnequal && x.kind === 'edges' ? ` / ${x.unit || 'unit'}` : ''}`;
  const sample = x.kind === 'edges' ? x.sample : '';
  return { heading: [heading, sample].filter(Boolean).join(': '), x, ...countAxis(rows, what) };
}

/** The vertical axis, and the bins in its unit. */
function countAxis(rows: readonly HistogramBin[], what: string): Pick<HistogramPanel, 'y' | 'bins'> {
  const counts = rows.flatMap(({ data, background }) =>
    data === undefined ? [background] : [data, background],
  );
  const top = Math.max(
    ...rows.map((row) => Math.max((row.data ?? 0) + row.dataError, row.background + row.error)),
    1e-6,
  );
  const isLog = Math.min(...counts) > 0 && Math.max(...counts) / Math.min(...counts) > LOG_RATIO;
  if (isLog) {
    return { y: { spacing: 'log', values: wholeDecades([...counts, top]), title: what }, bins: rows };
  }
  // Numbers of five or more digits would run into the title.
  const power = top < 1e4 ? 0 : 3 * Math.floor(Math.log10(top) / 3);
  const unit = 10 ** power;
  const title = power === 0 ? what : `${what} / 10^{${power}}`;
  return {
    y: { spacing: 'linear', values: [0, (1.08 * top) / unit], title },
    bins: rows.map((row) => scaled(row, unit)),
  };
}

function scaled({ data, dataError, background, error }: HistogramBin, unit: number): HistogramBin {
  return {
    data: data === undefined ? undefined : data / unit,
    dataError: dataError / unit,
    background: background / unit,
    error: error / unit,
  };
}
