/** `dualnu hepdata GRID`: contours in a plane, or limits mass by mass, as a submission to HEPData. */
import { access } from 'node:fs/promises';
import { parseAssignments } from '../config/override.js';
import { ConfigError } from '../errors.js';
import { openGrid } from '../grid/store.js';
import { readDegrees } from '../limits/command.js';
import { computeMassLimits, type MassLimits } from '../limits/massLimits.js';
import { computeContours, type PlaneContours } from '../results/contours.js';
import { type AxisArguments, addGridAndX, addOtherAxes, readLevel } from '../terminal/commonOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { tellWarnings } from '../terminal/warnings.js';
import { thisWriter } from '../terminal/writer.js';
import { tableWarnings } from './contourTables.js';
import { checkFolder, writeHepdata } from './submission.js';

interface HepdataArguments extends AxisArguments {
  readonly y: string | undefined;
  readonly cl: readonly string[];
  readonly experiment: readonly string[];
  readonly expected: string | undefined;
  readonly dof: string;
  readonly scan: string | undefined;
  readonly out: string;
  readonly strict: boolean;
  readonly json: boolean;
}

/** The command `hepdata`. */
export const hepdataCommand: CommandBody<HepdataArguments> = {
  builder: (yargs) =>
    addOtherAxes(
      addGridAndX(yargs).option('y', {
        type: 'string',
        requiresArg: true,
        describe: 'axis shown vertically, for contours; without it limits on |U|^2 at each value of x',
      }),
      'AXIS=VALUE for each other axis; the nearest grid value is used',
    )
      .option('cl', {
        type: 'string',
        array: true,
        nargs: 1,
        default: ['0.95'],
        describe: 'confidence level',
      })
      .option('experiment', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'an experiment of a joint grid; may be repeated; by default the sum of all',
      })
      .option('expected', {
        type: 'string',
        requiresArg: true,
        describe: 'of limits: grid of the same scan with --set data=asimov, for expected limits',
      })
      .option('dof', {
        type: 'string',
        requiresArg: true,
        default: '1',
        describe: 'degrees of freedom of the level of limits: 1 or 2; a contour has 2',
      })
      .option('scan', { type: 'string', requiresArg: true, describe: 'scan file to add, for readers' })
      .option('out', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: 'folder of the submission: new or empty',
      })
      .option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example(
        '$0 hepdata grids/quickstart.zarr --x m5_gev --y Umu5_sq --fix m4_gev=0.1 --fix epsilon=8e-4 --scan scans/quickstart.yaml --out submission',
        'the 95 % contour as a submission to HEPData',
      ),
  handler: async (args) => {
    const { grid: folder, scan, out, strict, json } = args;
    await checkFolder(out);
    if (scan !== undefined)
      await access(scan).catch(() => {
        throw new ConfigError(`--scan ${scan}: no such file`);
      });
    const grid = await openGrid(folder);
    const found = await compute(grid, args);
    const warnings = [...new Set(found.warnings)];
    if (strict) tellWarnings(warnings, strict);
    const content = { ...found, attributes: grid.attributes, scanFile: scan, writer: await thisWriter() };
    const { files, tables } = await writeHepdata(out, content);
    tellWarnings(warnings);
    const lines = [...tables.map((name) => `table ${name}`), `wrote ${out}: ${files.join(', ')}`];
    console.log(
      json ? JSON.stringify({ grid: folder, folder: out, tables, files, warnings }) : lines.join('\n'),
    );
  },
};

/** Contours of each experiment, or limits at each level. */
async function compute(
  grid: Awaited<ReturnType<typeof openGrid>>,
  { x, y, cl, dof, expected, experiment: names, fix, profile, marginalise }: HepdataArguments,
): Promise<{ contours: PlaneContours[]; limits: MassLimits[]; warnings: string[] }> {
  const request = { x, fix: parseAssignments(fix, '--fix'), profile, marginalise };
  // HEPData takes no two tables of one name.
  const levels = [...new Set(cl.map(readLevel))];
  const experiment = [...new Set(names)];
  const contours: PlaneContours[] = [];
  const limits: MassLimits[] = [];
  if (y === undefined) {
    const asimov = expected === undefined ? undefined : await openGrid(expected);
    const degreesOfFreedom = readDegrees(dof);
    for (const confidenceLevel of levels)
      limits.push(
        await computeMassLimits(
          grid,
          { ...request, experiments: experiment, confidenceLevel, degreesOfFreedom },
          asimov,
        ),
      );
  } else {
    const overlays = { limits: ['none'], curves: [] };
    for (const name of experiment.length > 0 ? experiment : [undefined])
      contours.push(
        await computeContours(grid, {
          ...request,
          ...overlays,
          y,
          confidenceLevels: levels,
          experiment: name,
        }),
      );
  }
  const warnings = [...contours, ...limits].flatMap((result) => result.warnings);
  return { contours, limits, warnings: [...warnings, ...contours.flatMap(tableWarnings)] };
}
