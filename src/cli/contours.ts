/** `dualnu contours GRID`: confidence contours in a plane of a grid. */

import { parseAssignments } from '../config/override.js';
import { openGrid } from '../grid/store.js';
import { edgeSentence, minimumOf, placeInWords } from '../planes/placeWords.js';
import { checkContourFile, writeContours } from '../reports/contourFile.js';
import { flagLines, missingLines, overlayLines, regionInWords } from '../reports/contourText.js';
import { computeContours, contoursToJson, type PlaneContours } from '../results/contours.js';
import {
  addOutputOptions,
  addPlaneOptions,
  type PlaneArguments,
  readLevel,
} from '../terminal/commonOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { tellWarnings } from '../terminal/warnings.js';
import { percent, shortNumber } from '../words.js';

interface ContoursArguments extends PlaneArguments {
  readonly cl: readonly string[];
  readonly experiment: string | undefined;
}

/** The command `contours`. */
export const contoursCommand: CommandBody<ContoursArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      addPlaneOptions(yargs)
        .option('cl', {
          type: 'string',
          array: true,
          nargs: 1,
          default: ['0.95'],
          describe: 'confidence level',
        })
        .option('experiment', {
          type: 'string',
          requiresArg: true,
          describe: 'one experiment of a joint grid; by default the sum of all',
        }),
      '.svg, .png (figures) or .csv (points)',
      'print one JSON document, with the points',
    )
      .example(
        '$0 contours grids/quickstart.zarr --x m5_gev --y Umu5_sq --fix m4_gev=0.1 --fix epsilon=8e-4 --out limit.svg --out limit.csv',
        'the 95 % contour at m4 = 0.1 GeV, epsilon = 8e-4',
      )
      .example(
        "$0 contours grids/paper-point.zarr --x m4_gev --y Umu4_sq --limits none --curve 'theirs.csv,label=Theirs,style=dashed' --out single.svg",
        'without other limits, with your own curve',
      ),
  handler: async ({ grid, x, y, fix, cl, experiment, limits, curve, strict, out, json }) => {
    for (const path of out) checkContourFile(path);
    const request = {
      x,
      y,
      fix: parseAssignments(fix, '--fix'),
      confidenceLevels: cl.map(readLevel),
      experiment,
      limits,
      curves: curve,
    };
    const result = await computeContours(await openGrid(grid), request);
    // With --strict, where warnings are errors, before anything is written; otherwise after all steps that may fail.
    if (strict) tellWarnings(result.warnings, strict);
    for (const path of out) await writeContours(result, path);
    tellWarnings(result.warnings);
    console.log(
      json ? JSON.stringify({ grid, ...contoursToJson(result), files: out }) : describeContours(result, out),
    );
  },
};

/** Contours as a few lines of text: the parameter values, the minimum, each level, flags, and the written files. */
export function describeContours(result: PlaneContours, files: readonly string[]): string {
  const { plane, fixed, backgroundChi2, contours, attributes } = result;
  const { chi2, at, on_edge } = minimumOf(plane);
  const edge = edgeSentence(on_edge);
  return [
    `${plane.y.name} against ${plane.x.name}, ${attributes.experiment}`,
    ...fixed.map(({ name, value, requested }) => {
      const nearest =
        requested === undefined || shortNumber(requested) === shortNumber(value)
          ? ''
          : ` (grid value nearest to ${requested})`;
      return `at ${name} = ${shortNumber(value)}${nearest}`;
    }),
    `Delta chi2 from the minimum over this plane and |U|^2 = 0: chi2 = ${chi2.toFixed(3)} at ${placeInWords(at)}; background alone ${backgroundChi2.toFixed(3)}`,
    ...(edge === '' ? [] : [`    ${edge}`]),
    ...contours.flatMap((contour) => {
      const { cl, level, lines } = contour;
      const what =
        lines.length === 0
          ? 'no line on this plane'
          : `${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`;
      return [
        `${percent(cl)} CL, Delta chi2 = ${level.toFixed(3)}: ${what}`,
        `    ${regionInWords(result, contour)}`,
      ];
    }),
    ...missingLines(result),
    ...flagLines(result),
    ...overlayLines(result),
    ...files.map((path) => `wrote ${path}`),
  ].join('\n');
}
