/** `dualnu corner GRID`: chi2 profiled onto all pairs of axes, and onto each alone. */
import { parseAssignments } from '../config/override.js';
import { openGrid } from '../grid/store.js';
import { checkExportFile, exportFile } from '../reports/export.js';
import { tableToCsv } from '../results/numberTable.js';
import { pageOfStyle } from '../style/figureStyle.js';
import { addOutputOptions, type OutputArguments, readLevel } from '../terminal/commonOptions.js';
import { addFigureOptions, type FigureArguments, readFigureStyle } from '../terminal/figureOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { tellWarnings } from '../terminal/warnings.js';
import { computeCorner } from './corner.js';
import { cornerTable, cornerToJson, cornerToText } from './cornerWords.js';

interface CornerArguments extends OutputArguments, FigureArguments {
  readonly grid: string;
  readonly axis: readonly string[];
  readonly fix: readonly string[];
  readonly cl: readonly string[];
  readonly experiment: string | undefined;
  readonly strict: boolean;
}

/** The command `corner`. */
export const cornerCommand: CommandBody<CornerArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      addFigureOptions(
        yargs
          .positional('grid', { type: 'string', demandOption: true, describe: 'folder of the grid' })
          .option('axis', {
            type: 'string',
            array: true,
            nargs: 1,
            default: [],
            describe: 'axis to show, two or more times; by default every axis that varies',
          })
          .option('fix', {
            type: 'string',
            array: true,
            nargs: 1,
            default: [],
            describe: 'AXIS=VALUE for an axis that is not profiled; the nearest grid value is used',
          })
          .option('cl', {
            type: 'string',
            array: true,
            nargs: 1,
            default: ['0.6827', '0.95'],
            describe: 'confidence level',
          })
          .option('experiment', {
            type: 'string',
            requiresArg: true,
            describe: 'one experiment of a joint grid; by default the sum of all',
          })
          .option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' }),
        { axes: false, names: false },
      ),
      '.svg, .png, .pdf (figures) or .csv (the profiles onto single axes)',
      'print one JSON document, with contours and profiles',
    )
      .example('$0 corner grids/quickstart.zarr --out corner.png', 'all pairs of the four axes')
      .example(
        '$0 corner grids/quickstart.zarr --axis m5_gev --axis Umu5_sq --fix epsilon=8e-4 --cl 0.9 --out two.svg',
        'two axes, profiled over m4, at one epsilon',
      ),
  handler: async ({ grid, axis, fix, cl, experiment, strict, out, json, ...chosen }) => {
    const style = readFigureStyle(chosen);
    for (const path of out) checkExportFile(path, 'corners');
    const corner = await computeCorner(await openGrid(grid), {
      axes: axis,
      fix: parseAssignments(fix, '--fix'),
      confidenceLevels: cl.map(readLevel),
      experiment,
    });
    if (strict) tellWarnings(corner.warnings, strict);
    const draw = async () => (await import('./cornerFigure.js')).drawCorner(corner, style);
    for (const path of out)
      await exportFile(
        { draw, csv: () => tableToCsv(cornerTable(corner)), cm: pageOfStyle(style).cm },
        path,
        'corners',
      );
    tellWarnings(corner.warnings);
    console.log(
      json ? JSON.stringify({ grid, ...cornerToJson(corner), files: out }) : cornerToText(corner, out),
    );
  },
};
