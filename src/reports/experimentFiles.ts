/** The pictures of an experiment: its efficiency and its spectra, each in a separate file. */
import { extname } from 'node:path';
import type { SpectraFile } from '../experiment/spectra.js';
import type { ExperimentSummary } from '../inspection/summary.js';
import { referenceEfficiency } from '../response/referenceEfficiency.js';
import type { Response } from '../response/types.js';
import { tableToCsv } from '../results/numberTable.js';
import { DEFAULT_STYLE, type FigureStyle, pageOfStyle } from '../style/figureStyle.js';
import { efficiencyTable, spectrumTable } from './experimentReport.js';
import { type Exportable, exportFile } from './export.js';

/** What the pictures of an experiment are drawn from. */
export interface DrawnExperiment {
  readonly summary: ExperimentSummary;
  readonly response: Response;
  readonly spectra?: SpectraFile | undefined;
}

/** A picture, and the last part of its file's name. */
interface Picture {
  readonly ending: string;
  readonly result: Exportable;
}

/**
 * Writes the pictures of experiments that share a folder. For NAME.png these are NAME-efficiency.png and NAME-spectra.png, and for a
 * variant NAME-VARIANT-spectra.png; a picture identical to an earlier one is left out, and so is the efficiency of a response of reconstructed
 * quantities, which has none. Returns the files' names.
 */
export async function writePictures(
  experiments: readonly DrawnExperiment[],
  path: string,
  style: FigureStyle = DEFAULT_STYLE,
): Promise<string[]> {
  const extension = extname(path);
  const written: string[] = [];
  for (const { ending, result } of picturesOf(experiments, style)) {
    const file = `${path.slice(0, path.length - extension.length)}-${ending}${extension}`;
    await exportFile(result, file, 'pictures');
    written.push(file);
  }
  return written;
}

function picturesOf(experiments: readonly DrawnExperiment[], style: FigureStyle): Picture[] {
  const seen = new Set<string>();
  const isNew = (content: unknown) => {
    const text = JSON.stringify(content);
    return !seen.has(text) && seen.add(text);
  };
  return experiments.flatMap(({ summary, response, spectra }) => {
    const variant = experiments.length > 1 ? summary.name.split(':').slice(1).join('-') : '';
    const prefix = variant === '' ? '' : `${variant}-`;
    const pictures: Picture[] = [];
    const hasEfficiency = response.reconstructed === undefined;
    if (hasEfficiency && isNew([response.label, Array.from(response.table)])) {
      pictures.push({ ending: `${prefix}efficiency`, result: efficiencyOf(summary, response, style) });
    }
    if (isNew([summary.title, summary.beams.map(({ pot }) => pot), summary.bins, summary.background_chi2])) {
      pictures.push({ ending: `${prefix}spectra`, result: spectraOf(summary, spectra, style) });
    }
    return pictures;
  });
}

function efficiencyOf(summary: ExperimentSummary, response: Response, style: FigureStyle): Exportable {
  return {
    cm: pageOfStyle(style).cm,
    draw: async () => {
      const [{ drawCurves }, { efficiencyFigure }] = await Promise.all([
        import('../charts/curve.js'),
        import('../charts/efficiencyFigure.js'),
      ]);
      return drawCurves(efficiencyFigure(summary, referenceEfficiency(response)), style);
    },
    csv: () => tableToCsv(efficiencyTable(summary, referenceEfficiency(response))),
  };
}

function spectraOf(
  summary: ExperimentSummary,
  spectra: SpectraFile | undefined,
  style: FigureStyle,
): Exportable {
  return {
    cm: pageOfStyle(style).cm,
    draw: async () => {
      const [{ drawHistograms }, { spectrumFigure }] = await Promise.all([
        import('../spectra/histogram.js'),
        import('../spectra/spectrumFigure.js'),
      ]);
      return drawHistograms(spectrumFigure(summary, spectra), style);
    },
    csv: () => tableToCsv(spectrumTable(summary)),
  };
}
