/** `dualnu export GRID`: a grid, a slice or a profile of it as a file for other programs. */

import { shapeOf } from '../arrayFiles/arraySet.js';
import { parseAssignments } from '../config/override.js';
import { ConfigError } from '../errors.js';
import { openGrid } from '../grid/store.js';
import {
  type AxisArguments,
  addOtherAxes,
  addOutputOptions,
  type OutputArguments,
} from '../terminal/commonOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { tellWarnings } from '../terminal/warnings.js';
import { thisWriter } from '../terminal/writer.js';
import { checkGridFile, prepareExport } from './exportGrid.js';

interface ExportArguments extends OutputArguments, Omit<AxisArguments, 'x'> {
  readonly variable: readonly string[];
  readonly strict: boolean;
}

/** The command `export`. */
export const exportCommand: CommandBody<ExportArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      addOtherAxes(
        yargs
          .positional('grid', { type: 'string', demandOption: true, describe: 'folder of the grid' })
          .option('variable', {
            type: 'string',
            array: true,
            nargs: 1,
            default: [],
            defaultDescription: 'all; of an .npy file chi2',
            describe: 'variable to write; may be repeated',
          }),
        'AXIS=VALUE of an axis of which one value is written, the nearest of the grid; all others are written whole',
      ).option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' }),
      '.nc (netCDF), .npy, .json or .csv (a row for each point)',
    )
      .example('$0 export grids/quickstart.zarr --out quickstart.nc', 'the whole grid as netCDF')
      .example(
        '$0 export grids/quickstart.zarr --fix m4_gev=0.1 --profile epsilon --out profile.csv',
        'the least chi2 over epsilon, as a list of points',
      ),
  handler: async ({ grid, variable, fix, profile, marginalise, strict, out, json }) => {
    if (out.length === 0) throw new ConfigError('nothing to write: give --out FILE.nc, .npy, .json or .csv');
    for (const path of out) checkGridFile(path);
    const request = { variables: variable, fix: parseAssignments(fix, '--fix'), profile, marginalise };
    const { arrays, axes, warnings, write } = await prepareExport(
      await openGrid(grid),
      request,
      await thisWriter(),
    );
    if (strict) tellWarnings(warnings, strict);
    for (const path of out) await write(path);
    tellWarnings(warnings);
    const variables = arrays.arrays
      .filter(({ name }) => arrays.dimensions[name] === undefined)
      .map((array) => ({ name: array.name, dimensions: array.dimensions, shape: shapeOf(arrays, array) }));
    const lines = [
      ...variables.map(
        ({ name, dimensions, shape }) =>
          `${name}: ${dimensions.length === 0 ? 'one value' : `${shape.join(' x ')} (${dimensions.join(', ')})`}`,
      ),
      ...out.map((path) => `wrote ${path}`),
    ];
    console.log(json ? JSON.stringify({ grid, axes, variables, warnings, files: out }) : lines.join('\n'));
  },
};
