/** The spectra of a point as files: a figure (SVG, PNG or PDF), or its bins (CSV). */
import { at } from '../at.js';
import type { JointReport } from '../detail/point.js';
import { experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { type NumberTable, tableToCsv } from '../results/numberTable.js';
import type { DrawnPoint } from '../spectra/pointFigure.js';
import { DEFAULT_STYLE, type FigureStyle, pageOfStyle } from '../style/figureStyle.js';
import { exportFile } from './export.js';

/** A point with the experiments that it is compared with. */
export function drawnPoints(scan: ResolvedScan, { experiments }: JointReport): DrawnPoint[] {
  return experimentScans(scan).map(({ experiment }, i) => ({ report: at(experiments, i), experiment }));
}

/** The figure of a point's spectra as an SVG document whose text is still text. */
export async function drawSpectra(
  scan: ResolvedScan,
  report: JointReport,
  style: FigureStyle = DEFAULT_STYLE,
): Promise<string> {
  const [{ drawHistograms }, { pointFigure }] = await Promise.all([
    import('../spectra/histogram.js'),
    import('../spectra/pointFigure.js'),
  ]);
  return drawHistograms(pointFigure(drawnPoints(scan, report), style.names), style);
}

/** Writes the spectra of a point, by atomic rename. ConfigError for an unknown extension, StoreError when it cannot be written. */
export async function writeSpectra(
  scan: ResolvedScan,
  report: JointReport,
  path: string,
  style: FigureStyle,
): Promise<void> {
  const draw = () => drawSpectra(scan, report, style);
  const csv = () => tableToCsv(spectraTable(report));
  await exportFile({ draw, csv, cm: pageOfStyle(style).cm }, path, 'spectra');
}

/** A row for each bin of each experiment, in events. */
export function spectraTable({ experiments }: JointReport): NumberTable {
  const [first] = experiments;
  const parameters = Object.entries(first?.parameters ?? {}).map(([name, value]) => `${name} = ${value}`);
  return {
    about: [
      `spectra of a point of the model ${first?.model ?? ''}, f64`,
      parameters.join(', '),
      'prediction_error: square root of the systematic variance and that of the simulated signal',
    ],
    columns: ['experiment', 'beam', 'bin', 'data', 'background', 'signal', 'prediction_error'],
    rows: experiments.flatMap(({ experiment, bins }) =>
      bins.map((bin) => [
        experiment,
        bin.beam,
        bin.label,
        bin.data,
        bin.background,
        bin.signal,
        Math.sqrt(bin.systematic_variance + bin.mc_variance),
      ]),
    ),
  };
}
