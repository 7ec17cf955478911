/** `dualnu map GRID --of VARIABLE`: any variable of a grid as a colour map in a plane. */
import { parseAssignments } from '../config/override.js';
import { ConfigError } from '../errors.js';
import { openGrid } from '../grid/store.js';
import { checkExportFile, exportFile } from '../reports/export.js';
import { tableToCsv } from '../results/numberTable.js';
import { pageOfStyle } from '../style/figureStyle.js';
import type { OutputArguments } from '../terminal/commonOptions.js';
import {
  type AxisArguments,
  addGridAndX,
  addOtherAxes,
  addOutputOptions,
} from '../terminal/commonOptions.js';
import { addFigureOptions, type FigureArguments, readFigureStyle } from '../terminal/figureOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { finiteNumber } from '../terminal/ranges.js';
import { tellWarnings } from '../terminal/warnings.js';
import { colourScaleOf, type IntervalRequest } from './interval.js';
import { readMap } from './mapped.js';
import { mapTable, mapToJson, mapToText } from './table.js';

interface MapArguments extends OutputArguments, AxisArguments, FigureArguments {
  readonly y: string;
  readonly of: string;
  readonly experiment: string | undefined;
  readonly at: readonly string[];
  readonly scale: 'log' | 'linear' | undefined;
  readonly range: string | undefined;
  readonly strict: boolean;
}

/** The command `map`. */
export const mapCommand: CommandBody<MapArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      addFigureOptions(
        addOtherAxes(
          addGridAndX(yargs).option('y', {
            type: 'string',
            demandOption: true,
            requiresArg: true,
            describe: 'axis shown vertically',
          }),
          'AXIS=VALUE for each other axis that the variable depends on; the nearest grid value is used',
        )
          .option('of', {
            type: 'string',
            demandOption: true,
            requiresArg: true,
            describe: 'variable: ctau_cm, n_eff, signal, chi2, ... (dualnu info GRID lists them)',
          })
          .option('experiment', {
            type: 'string',
            requiresArg: true,
            describe: 'the variable of one experiment of a joint grid; by default that of all',
          })
          .option('at', {
            type: 'string',
            array: true,
            nargs: 1,
            default: [],
            describe:
              "DIMENSION=INDEX or LABEL for a variable with further dimensions, such as bin=0 of 'spectrum'",
          })
          .option('scale', {
            choices: ['log', 'linear'] as const,
            requiresArg: true,
            describe: 'colours by the logarithm or the value; by default as the numbers need it',
          })
          .option('range', {
            type: 'string',
            requiresArg: true,
            describe: 'LOW:HIGH of the colour bar, either may be left out; beyond it, the colour of its end',
          })
          .option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' }),
        { axes: true, names: false },
      ),
      '.svg, .png, .pdf (figures) or .csv (points)',
      'print one JSON document, with all values',
    )
      .example(
        '$0 map grids/quickstart.zarr --x m5_gev --y epsilon --of ctau_cm --fix m4_gev=0.1 --out ctau.png',
        'the decay length, which does not depend on |U_mu5|^2',
      )
      .example(
        '$0 map grids/quickstart.zarr --x m5_gev --y Umu5_sq --of chi2 --profile m4_gev --profile epsilon --range :100 --out chi2.svg',
        'the least chi2 over the other two axes',
      ),
  handler: async (args) => {
    const { grid, x, y, fix, profile, marginalise, of, experiment, strict, out, json } = args;
    const style = readFigureStyle(args);
    for (const path of out) checkExportFile(path, 'maps');
    const interval: IntervalRequest = { scale: args.scale, range: readRange(args.range) };
    const mapped = await readMap(await openGrid(grid), {
      x,
      y,
      fix: parseAssignments(fix, '--fix'),
      profile,
      marginalise,
      of,
      experiment,
      place: readPlaces(args.at),
    });
    const scale = colourScaleOf(mapped.coloured, interval);
    if (strict) tellWarnings(mapped.warnings, strict);
    const draw = async () => (await import('./figure.js')).drawMap(mapped, scale, style);
    for (const path of out)
      await exportFile(
        { draw, csv: () => tableToCsv(mapTable(mapped)), cm: pageOfStyle(style).cm },
        path,
        'maps',
      );
    tellWarnings(mapped.warnings);
    console.log(
      json ? JSON.stringify({ grid, ...mapToJson(mapped), files: out }) : mapToText(mapped, scale, out),
    );
  },
};

/** The ends of `--range LOW:HIGH`; ConfigError where it is not two numbers, of which one may be missing. */
function readRange(text: string | undefined): IntervalRequest['range'] {
  if (text === undefined) return undefined;
  const [low = '', high = '', ...rest] = text.split(':');
  if (rest.length > 0 || !text.includes(':') || (low === '' && high === ''))
    throw new ConfigError(`--range ${text}: write LOW:HIGH, LOW: or :HIGH, such as 1e-3:1e3`);
  const end = (part: string) => (part === '' ? undefined : finiteNumber('--range', part));
  return { low: end(low), high: end(high) };
}

/** `bin=0` as a place on a dimension; ConfigError where there is no `=`, and for a dimension that is given twice. */
function readPlaces(list: readonly string[]): Record<string, string> {
  const entries = list.map((text): readonly [string, string] => {
    const cut = text.indexOf('=');
    if (cut <= 0)
      throw new ConfigError(`--at ${text}: write DIMENSION=INDEX or DIMENSION=LABEL, such as bin=0`);
    return [text.slice(0, cut), text.slice(cut + 1)];
  });
  const twice = entries.find(([name], i) => entries.findIndex(([other]) => other === name) < i);
  if (twice !== undefined) throw new ConfigError(`--at ${twice[0]} is given twice; remove one`);
  return Object.fromEntries(entries);
}
