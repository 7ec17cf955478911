/** `dualnu point FILE`: one grid point in detail. */

import { overrideParameters, parseAssignments } from '../config/override.js';
import { evaluateJointPoint } from '../detail/point.js';
import { describeJointPoint } from '../detail/pointPage.js';
import { checkExportFile } from '../reports/export.js';
import { writeSpectra } from '../reports/pointSpectra.js';
import { splitParameters } from '../settings/keys.js';
import { loadScanWith } from '../settings/scanSet.js';
import { addOutputOptions, type OutputArguments } from '../terminal/commonOptions.js';
import {
  addFigureOptions,
  checkNames,
  type FigureArguments,
  readFigureStyle,
} from '../terminal/figureOptions.js';
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
    ).example(
      '$0 point scans/quickstart.yaml --set m4_gev=0.1 --set m5_gev=0.2 --set Umu5_sq=1e-8 --set epsilon=8e-4',
      'the dual benchmark of arXiv:2502.10900',
    ),
  handler: async ({ file, set, json, out, ...chosen }) => {
    const style = readFigureStyle(chosen);
    for (const path of out) checkExportFile(path, 'spectra');
    const { parameters, changes } = splitParameters(set);
    const values = parseAssignments(parameters);
    const scan = await loadScanWith(file, changes);
    const report = evaluateJointPoint(scan, overrideParameters(scan, values));
    const names = report.experiments.map(({ experiment }) => experiment);
    checkNames(style, names);
    for (const path of out) await writeSpectra(scan, report, path, style);
    const [only, ...others] = report.experiments;
    const page = [describeJointPoint(scan, report), ...out.map((path) => `wrote ${path}`)];
    console.log(json ? JSON.stringify(others.length === 0 ? only : report) : page.join('\n'));
  },
};
