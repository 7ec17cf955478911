/** `dualnu compare GRID`: how much of the regions that other experiments prefer or allow one experiment excludes. */

import { parseAssignments } from '../config/override.js';
import { openGrid } from '../grid/store.js';
import { comparisonNotes } from '../reports/comparisonNotes.js';
import {
  checkComparisonFile,
  comparisonTable,
  comparisonToJson,
  comparisonToText,
  writeComparison,
} from '../reports/comparisonReport.js';
import { compareExperiments } from '../results/comparison.js';
import {
  addOutputOptions,
  addPlaneOptions,
  type PlaneArguments,
  readLevel,
} from '../terminal/commonOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { addRefineOptions, type RefineArguments, readRefiner } from '../terminal/refineOptions.js';
import { tellWarnings } from '../terminal/warnings.js';

interface CompareArguments extends PlaneArguments, RefineArguments {
  readonly panel: readonly string[];
  readonly excludes: string;
  readonly prefers: readonly string[];
  readonly cl: string;
}

/** The command `compare`. */
export const compareCommand: CommandBody<CompareArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      addRefineOptions(addPlaneOptions(yargs))
        .option('panel', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          describe: 'axis with one panel for each of its values; repeat it for all combinations',
        })
        .option('excludes', {
          type: 'string',
          demandOption: true,
          requiresArg: true,
          describe: 'experiment whose excluded region is used: what lies above the level',
        })
        .option('prefers', {
          type: 'string',
          array: true,
          nargs: 1,
          demandOption: true,
          describe:
            'experiment whose preferred region is used (allowed, if it contains |U|^2 = 0): what lies below the level; may be repeated',
        })
        .option('cl', {
          type: 'string',
          default: '0.95',
          requiresArg: true,
          describe: 'confidence level of both regions',
        }),
      '.svg, .png (figures) or .csv (table)',
    ).example(
      '$0 compare grids/figure4a.zarr --x m4_gev --y Umu4_sq --panel mZprime_gev --excludes microboone-2025 --prefers miniboone-2020 --out figure4a.png',
      'the six panels of the single model',
    ),
  handler: async ({
    grid,
    fix,
    out,
    json,
    x,
    y,
    panel,
    excludes,
    prefers,
    cl,
    limits,
    curve,
    strict,
    profile,
    marginalise,
    ...refinement
  }) => {
    for (const path of out) checkComparisonFile(path);
    const request = {
      x,
      y,
      panels: panel,
      excludes,
      prefers,
      cl: readLevel(cl),
      fix: parseAssignments(fix, '--fix'),
      profile,
      marginalise,
      limits,
      curves: curve,
    };
    const opened = await openGrid(grid);
    await using refiner = readRefiner(opened, refinement);
    const comparison = await compareExperiments(opened, request, [], refiner?.refine);
    // With --strict, where warnings are errors, before anything is written; otherwise after all steps that may fail.
    if (strict) tellWarnings(comparison.warnings, strict);
    for (const path of out) await writeComparison(comparison, path);
    tellWarnings(comparison.warnings);
    if (json) {
      console.log(JSON.stringify({ grid, ...comparisonToJson(comparison), files: out }));
      return;
    }
    const { about } = comparisonTable(comparison);
    const notes = comparisonNotes(comparison);
    const below = [...(notes.length > 0 ? [''] : []), ...notes, ...out.map((path) => `wrote ${path}`)];
    console.log([...about, '', comparisonToText(comparison), ...below].join('\n'));
  },
};
