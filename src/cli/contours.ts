/** `dualnu contours GRID`: confidence contours in a plane of a grid. */

import { parseAssignments } from '../config/override.js';
import { openGrid } from '../grid/store.js';
import { checkContourFile, writeContours } from '../reports/contourFile.js';
import { describeContours } from '../reports/contourText.js';
import { checkGridsFile, describeGrids, gridsToJson, writeGrids } from '../reports/gridsFile.js';
import { computeContours, contoursToJson } from '../results/contours.js';
import { contoursOfGrids } from '../results/severalGrids.js';
import { PICTURE_HELP } from '../style/pictureEndings.js';
import {
  addOutputOptions,
  addPlaneOptions,
  type PlaneArguments,
  readLevel,
} from '../terminal/commonOptions.js';
import {
  addFigureOptions,
  checkNames,
  type FigureArguments,
  readFigureStyle,
} from '../terminal/figureOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { addRefineOptions, type RefineArguments, readRefiner } from '../terminal/refineOptions.js';
import { beforeWriting } from '../terminal/stopping.js';
import { tellWarnings } from '../terminal/warnings.js';
import { thisWriter } from '../terminal/writer.js';

interface ContoursArguments extends PlaneArguments, FigureArguments, RefineArguments {
  readonly cl: readonly string[];
  readonly map: boolean;
  readonly also: readonly string[];
  readonly experiment: string | undefined;
}

/** The command `contours`. */
export const contoursCommand: CommandBody<ContoursArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      addRefineOptions(addFigureOptions(addPlaneOptions(yargs), { axes: true, names: true }))
        .option('cl', {
          type: 'string',
          array: true,
          nargs: 1,
          default: ['0.95'],
          describe: 'confidence level',
        })
        .option('map', {
          type: 'boolean',
          default: false,
          group: 'Figures:',
          describe: 'colour the plane by Delta chi2 under the contours',
        })
        .option('also', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          describe: 'another grid with the same axes, drawn in the same figure; may be repeated',
        })
        .option('experiment', {
          type: 'string',
          requiresArg: true,
          describe: 'one experiment of a joint grid; by default the sum of all',
        }),
      `${PICTURE_HELP}, .csv, .npy (points), .json or .nc (points and plane)`,
      'print one JSON document, with the points',
    )
      .example(
        '$0 contours grids/quickstart.zarr --x m5_gev --y Umu5_sq --fix m4_gev=0.1 --fix epsilon=8e-4 --out limit.svg --out limit.csv',
        'the 95 % contour at m4 = 0.1 GeV, epsilon = 8e-4',
      )
      .example(
        "$0 contours grids/paper-point.zarr --x m4_gev --y Umu4_sq --limits none --curve 'theirs.csv,label=Theirs,style=dashed' --out single.svg",
        'without other limits, with your own curve',
      )
      .example(
        '$0 contours grids/coarse.zarr --x m4_gev --y Umu4_sq --refine --software --out fine.svg',
        'as if the mass axis were fine',
      ),
  handler: async ({
    grid,
    x,
    y,
    fix,
    profile,
    marginalise,
    cl,
    experiment,
    limits,
    curve,
    strict,
    out,
    json,
    map,
    also,
    ...chosen
  }) => {
    const style = { ...readFigureStyle(chosen), hasMap: map };
    for (const path of out) (also.length > 0 ? checkGridsFile : checkContourFile)(path);
    const request = {
      x,
      y,
      fix: parseAssignments(fix, '--fix'),
      profile,
      marginalise,
      confidenceLevels: cl.map(readLevel),
      experiment,
      limits,
      curves: curve,
    };
    if (also.length > 0) {
      checkNames(style, [grid, ...also]);
      const opened = await Promise.all([grid, ...also].map(openGrid));
      const grids = await beforeWriting(() =>
        contoursOfGrids(opened, request, (one) => readRefiner(one, chosen)),
      );
      const warnings = grids.flatMap(({ result: { warnings } }) => warnings);
      if (strict) tellWarnings(warnings, strict);
      for (const path of out) await writeGrids(grids, path, style);
      tellWarnings(warnings);
      console.log(json ? JSON.stringify({ ...gridsToJson(grids), files: out }) : describeGrids(grids, out));
      return;
    }
    const opened = await openGrid(grid);
    await using refiner = readRefiner(opened, chosen);
    const result = await beforeWriting(() => computeContours(opened, request, refiner?.refine));
    checkNames(style, [result.attributes.experiment]);
    // With --strict, where warnings are errors, before anything is written; otherwise after all steps that may fail.
    if (strict) tellWarnings(result.warnings, strict);
    const writer = await thisWriter();
    for (const path of out) await writeContours(result, path, style, writer);
    tellWarnings(result.warnings);
    console.log(
      json ? JSON.stringify({ grid, ...contoursToJson(result), files: out }) : describeContours(result, out),
    );
  },
};
