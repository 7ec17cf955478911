/** The spectra of a point: data, background by its parts, and the point's signal on top, by where N is born and on what. */
import { at } from '../at.js';
import type { PointReport } from '../detail/point.js';
import { isAnswered, NOT_COVERED } from '../detail/sampleReport.js';
import { describeResponse } from '../drawing/captionText.js';
import { experimentNames } from '../drawing/experimentNames.js';
import { labelMarkup, sentenceMarkup } from '../drawing/labelMarkup.js';
import { quantityMarkup } from '../drawing/parameterMarkup.js';
import { numberMarkup } from '../drawing/richText.js';
import type { Experiment } from '../experiment/types.js';
import { modelForReaders } from '../metadata/settingsInWords.js';
import { isDefaultValue } from '../model/parameters.js';
import { flagInWords } from '../planes/flagFamilies.js';
import { listInWords } from '../words.js';
import type { HistogramFigure } from './histogram.js';
import type { HistogramLayer } from './histogramStack.js';
import { backgroundLayers, type SpectrumBin, spectrumPanels } from './spectrumPanels.js';

/** Signals of groups of channels in legends. */
const GROUPS: Readonly<Record<string, string>> = {
  tpc: 'signal from the TPC',
  tank: 'signal from the tank',
  dirt: 'signal from upstream',
  tpc_pel: 'signal on protons in the TPC',
  tank_pel: 'signal on protons in the tank',
  dirt_pel: 'signal on protons upstream',
};

/** A point for one experiment: its report, and the experiment. */
export interface DrawnPoint {
  readonly report: PointReport;
  readonly experiment: Pick<
    Experiment,
    'name' | 'title' | 'bins' | 'spectra' | 'response' | 'statisticsIncluded'
  >;
}

/** The figure of a point for one experiment or several; frames of several are below each other. */
export function pointFigure(
  points: readonly DrawnPoint[],
  names: Readonly<Record<string, string>> = {},
): HistogramFigure {
  const first = at(points, 0);
  const kinds = points.map((point) => binsOfPoint(point, points.length > 1));
  // Layers of the same name in several experiments are one.
  const layers = uniqueLayers(kinds.flatMap((kind) => kind.layers));
  const titles = experimentNames(
    points.map(({ experiment: { name, title } }) => ({ name, title })),
    names,
  );
  const { parameters, model } = first.report;
  const isAsimov = first.report.covariance.data === 'asimov';
  return {
    title: labelMarkup(points.length > 1 ? listInWords(titles, 'and') : first.experiment.title),
    parameters: [
      ...Object.entries(parameters).flatMap(([name, value]) =>
        value === undefined || name === 'delta' || isDefaultValue(name, value)
          ? []
          : [quantityMarkup({ name }, value)],
      ),
      ...(points.length > 1 ? [] : [resultMarkup(first.report)]),
    ],
    notes: [
      ...(points.length > 1
        ? points.map(({ report }, i) => `${labelMarkup(at(titles, i))}: ${resultMarkup(report)}.`)
        : []
      ).flatMap((sentence) => sentence.split(' ')),
      ...notesOf(points, model),
    ],
    layers,
    ...(isAsimov ? { data: 'Asimov data' } : {}),
    panels: points.flatMap(({ experiment }, i) => {
      const { bins, layers: mine } = at(kinds, i);
      return spectrumPanels(
        bins.map((bin) => ({ ...bin, parts: spread(bin.parts ?? [], mine, layers) })),
        {
          observables: experiment.response.observables,
          spectra: experiment.spectra,
          before: points.length > 1 ? labelMarkup(at(titles, i)) : '',
        },
      );
    }),
  };
}

const resultMarkup = (report: PointReport) => {
  const { signal, chi2, background_chi2: background } = report;
  const result = isAnswered(report)
    ? `${numberMarkup(signal)} events of signal, *χ*^2 = ${chi2.toFixed(2)}`
    : `signal and *χ*^2 ${NOT_COVERED}`;
  return `${result} (background alone ${background.toFixed(2)})`;
};

/** The bins of a point, with the parts of its background and of its signal. */
function binsOfPoint(
  { report, experiment }: DrawnPoint,
  areSeveral: boolean,
): { readonly bins: readonly SpectrumBin[]; readonly layers: readonly HistogramLayer[] } {
  const background = backgroundLayers(report.bins, experiment.spectra);
  // Without an answer the figure is that of the background.
  const answered = isAnswered(report);
  const groups = answered ? [...new Set(report.channels.map(({ group }) => group))] : [];
  const isOne = groups.length < 2 && !areSeveral;
  const signals = groups.map(
    (group): HistogramLayer => ({
      label: isOne ? 'signal' : (GROUPS[group] ?? `signal, ${labelMarkup(group)}`),
      of: 'signal',
    }),
  );
  const bins = report.bins.map(
    (bin, i): SpectrumBin => ({
      label: bin.label,
      beam: bin.beam,
      data: bin.data,
      background: bin.background,
      error: Math.sqrt(bin.systematic_variance + (answered ? bin.mc_variance : 0)),
      isControl: at(experiment.bins, i).cells.length === 0,
      parts: [...at(background.parts, i), ...groups.map((group) => signalOf(report, group, i))],
    }),
  );
  return { bins, layers: [...background.layers, ...signals] };
}

const signalOf = ({ channels }: PointReport, group: string, bin: number) =>
  channels.reduce(
    (sum, channel) => (channel.group === group ? sum + at(channel.signal_by_bin, bin) : sum),
    0,
  );

/** Layers without repetitions, backgrounds below signals. */
function uniqueLayers(layers: readonly HistogramLayer[]): HistogramLayer[] {
  const unique = layers.filter(
    ({ label, of }, i) => layers.findIndex((other) => other.label === label && other.of === of) === i,
  );
  return [...unique.filter(({ of }) => of === 'background'), ...unique.filter(({ of }) => of === 'signal')];
}

/** Parts by some layers as parts by all. */
function spread(
  parts: readonly number[],
  mine: readonly HistogramLayer[],
  all: readonly HistogramLayer[],
): number[] {
  return all.map(({ label, of }) => {
    const i = mine.findIndex((layer) => layer.label === label && layer.of === of);
    return i < 0 ? 0 : (parts[i] ?? 0);
  });
}

function notesOf(points: readonly DrawnPoint[], model: string): string[] {
  const isIncluded = points.map(({ experiment }) => experiment.statisticsIncluded);
  const errors = isIncluded.every(Boolean)
    ? 'systematic, with the statistical errors of data and background'
    : isIncluded.some(Boolean)
      ? 'systematic, where the release has it so with the statistical errors of data and background'
      : 'systematic';
  const responses = [...new Set(points.map(({ experiment }) => describeResponse(experiment.response.label)))];
  const flags = [...new Set(points.flatMap(({ report }) => report.flags))].filter(
    (flag) => flag !== 'on_shell',
  );
  const sources = [
    ...new Set(points.flatMap(({ experiment }) => experiment.spectra?.background?.source ?? [])),
  ];
  return [
    'Points: data with *n*^{1/2}.',
    sentenceMarkup(
      `Hatched: uncertainty of the prediction (square root of the covariance's diagonal: ${errors}, and of the simulated signal).`,
    ),
    ...(sources.length === 0 ? [] : [sentenceMarkup(`Parts of the background: ${sources.join('; ')}.`)]),
    sentenceMarkup(`Response: ${responses.join('; ')}.`),
    sentenceMarkup(`Model: ${modelForReaders(model)}.`),
    ...(flags.length === 0 ? [] : [sentenceMarkup(`Flags: ${flags.map(flagInWords).join(', ')}.`)]),
  ].flatMap((sentence) => sentence.split(' '));
}
