/** `dualnu report GRID`: one page about a grid, with its figures. */
import { extname } from 'node:path';
import { parseAssignments } from '../config/override.js';
import { ConfigError } from '../errors.js';
import { writeAtomically } from '../grid/atomicStore.js';
import { readPackages } from '../scan/packages.js';
import { readLevel } from '../terminal/commonOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { tellWarnings } from '../terminal/warnings.js';
import { shellWord } from '../terminal/writer.js';
import { composeReport } from './compose.js';

interface ReportArguments {
  readonly grid: string;
  readonly out: string;
  readonly x: string | undefined;
  readonly y: string | undefined;
  readonly fix: readonly string[];
  readonly cl: readonly string[];
  readonly map: readonly string[];
  readonly scan: string | undefined;
  readonly verify: boolean;
  readonly oracle: string;
  readonly strict: boolean;
  readonly json: boolean;
}

/** The command `report`. */
export const reportCommand: CommandBody<ReportArguments> = {
  builder: (yargs) =>
    yargs
      .positional('grid', { type: 'string', demandOption: true, describe: 'folder of the grid' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'file to write: .html, which needs nothing beside it',
      })
      .option('x', {
        type: 'string',
        requiresArg: true,
        describe: 'axis shown horizontally; a mass by default',
      })
      .option('y', { type: 'string', requiresArg: true, describe: 'axis shown vertically; |U|^2 by default' })
      .option('fix', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'AXIS=VALUE of another axis; by default at the best fit',
      })
      .option('cl', {
        type: 'string',
        array: true,
        nargs: 1,
        default: ['0.6827', '0.95'],
        describe: 'confidence level of contours; limits are at the highest',
      })
      .option('map', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        defaultDescription: 'ctau_cm, n_eff, signal',
        describe: 'variable shown as a colour map; may be repeated; none for no map',
      })
      .option('scan', {
        type: 'string',
        requiresArg: true,
        describe: 'scan file of the grid, for spectra; by default the one that the run log names',
      })
      .option('verify', {
        type: 'boolean',
        default: true,
        describe: 'compare every file with what was written; --no-verify does not',
      })
      .option('oracle', {
        type: 'string',
        default: '0',
        requiresArg: true,
        describe: 'number of random points to compare with the f64 reference engine',
      })
      .option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 report grids/quickstart.zarr --out report.html', 'all figures and tables at the best fit')
      .example(
        '$0 report grids/quickstart.zarr --fix m4_gev=0.1 --fix epsilon=8e-4 --map ctau_cm --out report.html',
        'in another plane, with one map',
      ),
  handler: async (args) => {
    const { grid, out, x, y, fix, cl, map, scan, verify, oracle, strict, json } = args;
    if (extname(out).toLowerCase() !== '.html')
      throw new ConfigError(`${out}: reports are written to .html; choose that ending`);
    const points = pointsOf(oracle);
    if (!verify && points > 0)
      throw new ConfigError(
        `--oracle ${oracle}: points are compared when the grid is verified; drop --no-verify or --oracle`,
      );
    const report = await composeReport(grid, {
      x,
      y,
      fix: parseAssignments(fix, '--fix'),
      confidenceLevels: cl.map(readLevel),
      maps: map.length === 0 ? undefined : map.filter((name) => name !== 'none'),
      scanFile: scan,
      verify,
      oracle: points,
      version: (await readPackages()).version,
      date: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      command: ['dualnu', ...process.argv.slice(2).map(shellWord)].join(' '),
    });
    if (strict) tellWarnings(report.warnings, strict);
    await writeAtomically(out, report.html);
    tellWarnings(report.warnings);
    const { sections, verdict, warnings } = report;
    console.log(
      json
        ? JSON.stringify({ grid, sections, verification: verdict, warnings, files: [out] })
        : `${sections.length} sections: ${sections.join(', ')}\nwrote ${out}`,
    );
  },
};

/** The number of points of `--oracle`. */
function pointsOf(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count <= 1e6) return count;
  throw new ConfigError(`--oracle ${text}: give a whole number, 0 to 1000000`);
}
