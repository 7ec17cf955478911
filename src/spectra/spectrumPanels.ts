/** Frames of spectra: one for the bins of each beam, and one for its control samples, with counts on a scale that fits. */
import { at } from '../at.js';
import { wholeDecades } from '../charts/curve.js';
import { labelMarkup } from '../drawing/labelMarkup.js';
import type { SpectraFile } from '../experiment/spectra.js';
import type { Quantity } from '../physics/quantities.js';
import { binAxis } from './binAxis.js';
import { type HistogramBin, type HistogramPanel, predictionOf } from './histogram.js';
import type { HistogramLayer } from './histogramStack.js';

/** A bin of a spectrum, in events. */
export interface SpectrumBin {
  readonly label: string;
  /** Name of the beam. */
  readonly beam: string;
  /** Null where there are no counts yet. */
  readonly data: number | null;
  readonly background: number;
  /** Error of the prediction. */
  readonly error: number;
  readonly isControl: boolean;
  /** Parts of the prediction, by layers; absent where the background is all of it. */
  readonly parts?: readonly number[];
}

/** What is known of the spectra of an experiment besides their numbers. */
export interface SpectraWords {
  /** The quantities that its cells are bins of. */
  readonly observables: readonly Quantity[];
  readonly spectra: SpectraFile | undefined;
  /** Words before the heading of each frame, as markup: those of the experiment where there are several. */
  readonly before: string;
}

/** Ratio of the largest to the smallest count above which the axis is logarithmic. */
const LOG_RATIO = 300;

/** The name of a beam in headings, as markup. */
export function beamName(beam: string, spectra: SpectraFile | undefined): string {
  const names = spectra?.beams ?? {};
  return labelMarkup(Object.hasOwn(names, beam) ? (names[beam] ?? beam) : beam);
}

/** The frames of an experiment's bins, in the order of its beams. */
export function spectrumPanels(
  bins: readonly SpectrumBin[],
  { observables, spectra, before }: SpectraWords,
): HistogramPanel[] {
  const beams = [...new Set(bins.map(({ beam }) => beam))];
  const groups = beams.flatMap((beam) => {
    const beamBins = bins.filter((bin) => bin.beam === beam);
    return [
      { beam, what: 'signal region', bins: beamBins.filter(({ isControl }) => !isControl) },
      { beam, what: 'control sample', bins: beamBins.filter(({ isControl }) => isControl) },
    ].filter((group) => group.bins.length > 0);
  });
  return groups.map(({ beam, what, bins: groupBins }) => {
    // Cells are in the order of their quantity only where there is a single one.
    const [quantity, ...more] = observables;
    const isBinned = what === 'signal region' && more.length === 0;
    const words = groups.length > 1 ? `${beamName(beam, spectra)}, ${what}` : '';
    return panelOf(
      groupBins,
      [before, words].filter((part) => part !== '').join(': '),
      isBinned ? quantity : undefined,
    );
  });
}

function panelOf(
  bins: readonly SpectrumBin[],
  heading: string,
  quantity: Quantity | undefined,
): HistogramPanel {
  const x = binAxis(
    bins.map(({ label }) => label),
    quantity,
  );
  const widths = x.kind === 'edges' ? bins.map((_, i) => at(x.edges, i + 1) - at(x.edges, i)) : undefined;
  // Bins of different widths are compared by their density.
  const areUnequal = widths?.some((width) => Math.abs(width / at(widths, 0) - 1) > 1e-6) ?? false;
  const perUnit = (i: number) => (areUnequal && widths ? at(widths, i) : 1);
  const rows = bins.map(({ data, background, error, parts }, i): HistogramBin => {
    const bin = { data: data ?? undefined, dataError: Math.sqrt(data ?? 0), background, error };
    return scaled(parts === undefined ? bin : { ...bin, parts }, perUnit(i));
  });
  const what = `events${areUnequal && x.kind === 'edges' ? ` / ${x.unit || 'unit'}` : ''}`;
  const sample = x.kind === 'edges' ? x.sample : '';
  return { heading: [heading, sample].filter(Boolean).join(': '), x, ...countAxis(rows, what) };
}

/** The vertical axis, and the bins in its unit. */
function countAxis(rows: readonly HistogramBin[], what: string): Pick<HistogramPanel, 'y' | 'bins'> {
  const counts = rows.flatMap((row) =>
    row.data === undefined ? [predictionOf(row)] : [row.data, predictionOf(row)],
  );
  const top = Math.max(
    ...rows.map((row) => Math.max((row.data ?? 0) + row.dataError, predictionOf(row) + row.error)),
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

function scaled({ data, dataError, background, error, parts }: HistogramBin, unit: number): HistogramBin {
  return {
    data: data === undefined ? undefined : data / unit,
    dataError: dataError / unit,
    background: background / unit,
    error: error / unit,
    ...(parts === undefined ? {} : { parts: parts.map((part) => part / unit) }),
  };
}

/** Layers of the background of some bins, and the parts of each: those that the folder gives, or the background as one. */
export function backgroundLayers(
  bins: readonly { readonly label: string; readonly background: number }[],
  spectra: SpectraFile | undefined,
): { readonly layers: readonly HistogramLayer[]; readonly parts: readonly (readonly number[])[] } {
  const given = spectra?.background?.parts ?? [];
  const isTold = (label: string) => given.some(({ events }) => Object.hasOwn(events, label));
  const named = given.filter(({ events }) => bins.some(({ label }) => Object.hasOwn(events, label)));
  const hasRest = bins.some(({ label }) => !isTold(label));
  const layer = (label: string): HistogramLayer => ({ label, of: 'background' });
  return {
    layers: [...(hasRest ? [layer('background')] : []), ...named.map(({ name }) => layer(labelMarkup(name)))],
    parts: bins.map(({ label, background }) => {
      const events = named.map((part) => (Object.hasOwn(part.events, label) ? (part.events[label] ?? 0) : 0));
      const sum = events.reduce((all, part) => all + part, 0);
      // Parts are rounded; together they are the background that chi2 has.
      const factor = sum > 0 ? background / sum : 0;
      return [...(hasRest ? [isTold(label) ? 0 : background] : []), ...events.map((part) => part * factor)];
    }),
  };
}
