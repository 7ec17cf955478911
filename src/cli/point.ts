/** `dualnu point FILE`: one grid point in detail. */

import { overrideParameters, parseAssignments } from '../config/override.js';
import { evaluateJointPoint } from '../detail/point.js';
import { describePoint } from '../reports/pointPage.js';
import { splitParameters } from '../settings/keys.js';
import { loadScanWith } from '../settings/scanSet.js';
import type { CommandBody } from '../terminal/lateCommand.js';

interface PointArguments {
  readonly file: string;
  readonly set: readonly string[];
  readonly json: boolean;
}

/** The command `point`. */
export const pointCommand: CommandBody<PointArguments> = {
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'scan file (YAML)' })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe:
          'PARAMETER=VALUE, for each axis of the scan at least; KEY=VALUE as for scan, and dirt.KEY=VALUE',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example(
        '$0 point scans/quickstart.yaml --set m4_gev=0.1 --set m5_gev=0.2 --set Umu5_sq=1e-8 --set epsilon=8e-4',
        'the dual benchmark of arXiv:2502.10900',
      ),
  handler: async ({ file, set, json }) => {
    const { parameters, changes } = splitParameters(set);
    const values = parseAssignments(parameters);
    const scan = await loadScanWith(file, changes);
    const { data } = scan.statistic;
    const raises = scan.autoEvents !== undefined;
    const report = evaluateJointPoint(scan, overrideParameters(scan, values));
    const [only] = report.experiments;
    if (report.experiments.length === 1 && only) {
      console.log(json ? JSON.stringify(only) : describePoint(only, data, raises));
      return;
    }
    const pages = report.experiments.map(
      (page) => `${page.experiment}\n\n${describePoint(page, data, raises)}`,
    );
    const total = `together: signal ${report.signal.toPrecision(4)} events, chi2 ${report.chi2.toFixed(4)} (background alone ${report.background_chi2.toFixed(4)})`;
    console.log(json ? JSON.stringify(report) : [...pages, total].join('\n\n'));
  },
};
