/** `dualnu limit GRID`: upper limits on |U|^2 mass by mass, for one or several experiments. */

import { parseAssignments } from '../config/override.js';
import { PICTURE_HELP } from '../drawing/pictureEndings.js';
import { openGrid } from '../grid/store.js';
import { checkCurveFile, writeCurveFile } from '../reports/curveFile.js';
import { massLimitsToJson } from '../reports/massLimitJson.js';
import { aboutLimits, computeMassLimits, massLimitTable } from '../results/massLimits.js';
import { tableToText } from '../results/numberTable.js';
import {
  type AxisArguments,
  addGridAndX,
  addOtherAxes,
  addOutputOptions,
  type OutputArguments,
  readLevel,
} from '../terminal/commonOptions.js';
import {
  addFigureOptions,
  checkNames,
  type FigureArguments,
  readFigureStyle,
} from '../terminal/figureOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { tellWarnings } from '../terminal/warnings.js';

interface LimitArguments extends OutputArguments, AxisArguments, FigureArguments {
  readonly experiment: readonly string[];
  readonly cl: string;
  readonly strict: boolean;
}

/** The command `limit`. */
export const limitCommand: CommandBody<LimitArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      addOtherAxes(
        addFigureOptions(addGridAndX(yargs), { axes: true, names: true }),
        'AXIS=VALUE for each axis other than x and |U|^2; the nearest grid value is used',
      )
        .option('experiment', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          describe: 'an experiment of a joint grid, once for each curve; by default the sum of all',
        })
        .option('cl', { type: 'string', requiresArg: true, default: '0.95', describe: 'confidence level' })
        .option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' }),
      `${PICTURE_HELP} or .csv (tables)`,
    ).example(
      '$0 limit grids/quickstart.zarr --x m5_gev --fix m4_gev=0.1 --fix epsilon=8e-4 --out limit.svg',
      'the limit at m4 = 0.1 GeV, epsilon = 8e-4',
    ),
  handler: async ({ grid, x, fix, profile, marginalise, experiment, cl, strict, out, json, ...chosen }) => {
    const style = readFigureStyle(chosen);
    for (const path of out) checkCurveFile(path, true, '--x m5_gev');
    const result = await computeMassLimits(await openGrid(grid), {
      x,
      fix: parseAssignments(fix, '--fix'),
      profile,
      marginalise,
      experiments: experiment,
      confidenceLevel: readLevel(cl),
    });
    checkNames(
      style,
      result.curves.map(({ name }) => name),
    );
    if (strict) tellWarnings(result.warnings, strict);
    const table = massLimitTable(result);
    const figure = async () => (await import('../charts/massLimitFigure.js')).massLimitFigure(result, style);
    for (const path of out) await writeCurveFile(path, table, figure, style);
    tellWarnings(result.warnings);
    const lines = [...aboutLimits(result), '', tableToText(table), ...out.map((path) => `wrote ${path}`)];
    console.log(json ? JSON.stringify({ grid, ...massLimitsToJson(result), files: out }) : lines.join('\n'));
  },
};
