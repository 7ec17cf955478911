/** `dualnu point FILE`: one grid point in detail. */

import { overrideParameters, parseAssignments } from '../config/override.js';
import { evaluateJointPoint } from '../detail/point.js';
import { checkExportFile } from '../reports/export.js';
import { describePoint } from '../reports/pointPage.js';
import { writeSpectra } from '../reports/pointSpectra.js';
import { splitParameters } from '../settings/keys.js';
import { loadScanWith } from '../settings/scanSet.js';
import { addOutputOptions, type OutputArguments } from '../terminal/commonOptions.js';
import { addFigureOptions, type FigureArguments, readFigureStyle } from '../terminal/figureOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';

interface PointArguments extends OutputArguments, FigureArguments {
  readonly file: string;
  readonly set: readonly string[];
}

/** The command `point`. */
export const pointCommand: CommandBody<PointArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      addFigureOptions(
        yargs
          .positional('file', { type: 'string', demandOption: true, describe: 'scan file (YAML)' })
          .option('set', {
            type: 'string',
            array: true,
            nargs: 1,
            default: [],
            describe:
              'PARAMETER=VALUE, for each axis of the scan at least; KEY=VALUE as for scan, and dirt.KEY=VALUE',
          }),
        { axes: false, names: true },
      ),
      '.svg, .png, .pdf (spectra) or .csv (bins)',
    )
      .example(
        '$0 point scans/quickstart.yaml --set m4_gev=0.1 --set m5_gev=0.2 --set Umu5_sq=1e-8 --set epsilon=8e-4',
        'the dual benchmark of arXiv:2502.10900',
      )
      .example(
        '$0 point scans/long-lived.yaml --set m5_gev=0.2 --set epsilon=8e-4 --set Umu5_sq=1e-5 --out spectra.png',
        'its spectra: data, background and signal',
      ),
  handler: async ({ file, set, json, out, ...chosen }) => {
    const style = readFigureStyle(chosen);
    for (const path of out) checkExportFile(path, 'spectra');
    const { parameters, changes } = splitParameters(set);
    const values = parseAssignments(parameters);
    const scan = await loadScanWith(file, changes);
    const { data } = scan.statistic;
    const raises = scan.autoEvents !== undefined;
    const report = evaluateJointPoint(scan, overrideParameters(scan, values));
    const written = out.length === 0 ? [] : [out.map((path) => `wrote ${path}`).join('\n')];
    for (const path of out) await writeSpectra(scan, report, path, style);
    const [only] = report.experiments;
    if (report.experiments.length === 1 && only) {
      const page = [describePoint(only, data, raises), ...written];
      console.log(json ? JSON.stringify(only) : page.join('\n\n'));
      return;
    }
    const pages = report.experiments.map(
      (page) => `${page.experiment}\n\n${describePoint(page, data, raises)}`,
    );
    const total = `together: signal ${report.signal.toPrecision(4)} events, chi2 ${report.chi2.toFixed(4)} (background alone ${report.background_chi2.toFixed(4)})`;
    console.log(json ? JSON.stringify(report) : [...pages, total, ...written].join('\n\n'));
  },
};
