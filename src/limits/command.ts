/** `dualnu limits GRID`: limits on |U|^2 mass by mass, for one or several experiments, observed and expected. */

import { parseAssignments } from '../config/override.js';
import { ConfigError } from '../errors.js';
import { openGrid } from '../grid/store.js';
import { checkCurveFile, writeCurveFile } from '../reports/curveFile.js';
import { settingsOf } from '../reports/provenance.js';
import { PICTURE_HELP } from '../style/pictureEndings.js';
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
import { thisWriter } from '../terminal/writer.js';
import { massLimitsToJson } from './json.js';
import { computeMassLimits, type DegreesOfFreedom } from './massLimits.js';
import { limitsToText, massLimitTable } from './table.js';

interface LimitArguments extends OutputArguments, AxisArguments, FigureArguments {
  readonly experiment: readonly string[];
  readonly expected: string | undefined;
  readonly cl: string;
  readonly dof: string;
  readonly strict: boolean;
}

/** The command `limits`. */
export const limitsCommand: CommandBody<LimitArguments> = {
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
        .option('expected', {
          type: 'string',
          requiresArg: true,
          describe: 'grid of the same scan with --set data=asimov: expected limits beside the observed ones',
        })
        .option('cl', { type: 'string', requiresArg: true, default: '0.95', describe: 'confidence level' })
        .option('dof', {
          type: 'string',
          requiresArg: true,
          default: '1',
          describe: 'degrees of freedom of the level: 1, |U|^2 at each mass; 2, as for a contour',
        })
        .option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' }),
      `${PICTURE_HELP}, .csv, .json, .npy or .nc (tables)`,
    ).example(
      '$0 limits grids/quickstart.zarr --x m5_gev --fix m4_gev=0.1 --fix epsilon=8e-4 --out limits.svg',
      'the limit at m4 = 0.1 GeV, epsilon = 8e-4',
    ),
  handler: async ({
    grid,
    x,
    fix,
    profile,
    marginalise,
    experiment,
    expected,
    cl,
    dof,
    strict,
    out,
    json,
    ...chosen
  }) => {
    const style = readFigureStyle(chosen);
    for (const path of out) checkCurveFile(path, true, '--x m5_gev');
    const opened = await openGrid(grid);
    const request = {
      x,
      fix: parseAssignments(fix, '--fix'),
      profile,
      marginalise,
      experiments: experiment,
      confidenceLevel: readLevel(cl),
      degreesOfFreedom: readDegrees(dof),
    };
    const asimov = expected === undefined ? undefined : await openGrid(expected);
    const result = await computeMassLimits(opened, request, asimov);
    checkNames(
      style,
      result.curves.map(({ name }) => name),
    );
    if (strict) tellWarnings(result.warnings, strict);
    const table = massLimitTable(result);
    const figure = async () => (await import('./figure.js')).massLimitFigure(result, style);
    const settings = settingsOf(massLimitsToJson(result));
    const from = { attributes: opened.attributes, settings, writer: await thisWriter() };
    for (const path of out) await writeCurveFile(path, table, figure, style, from);
    tellWarnings(result.warnings);
    const lines = [limitsToText(result), ...out.map((path) => `wrote ${path}`)];
    console.log(json ? JSON.stringify({ grid, ...massLimitsToJson(result), files: out }) : lines.join('\n'));
  },
};

/** Reads the degrees of freedom of a level; ConfigError where they are neither 1 nor 2. */
export function readDegrees(text: string): DegreesOfFreedom {
  if (text === '1') return 1;
  if (text === '2') return 2;
  throw new ConfigError(`--dof ${text}: give 1 (|U|^2 at each mass) or 2 (as for a contour)`);
}
