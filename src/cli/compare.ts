/** `dualnu compare GRID`: how much of the regions that other experiments prefer or allow one experiment excludes. */

import { parseAssignments } from '../config/override.js';
import { type Grid, openGrid } from '../grid/store.js';
import { comparisonNotes } from '../reports/comparisonNotes.js';
import {
  checkComparisonFile,
  comparisonToJson,
  comparisonToText,
  writeComparison,
} from '../reports/comparisonReport.js';
import { comparisonTable } from '../reports/comparisonTable.js';
import { compareReplicas } from '../results/replicas.js';
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

interface CompareArguments extends PlaneArguments, FigureArguments, RefineArguments {
  readonly panel: readonly string[];
  readonly excludes: string;
  readonly prefers: readonly string[];
  readonly cl: string;
  readonly replica: readonly string[];
}

/** The command `compare`. */
export const compareCommand: CommandBody<CompareArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      addRefineOptions(addFigureOptions(addPlaneOptions(yargs), { axes: true, names: true }))
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
        })
        .option('replica', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          describe:
            'grid of the same scan with another seed (--set seed=2), for the Monte Carlo error of the shares; repeat it, three are a start',
        }),
      `${PICTURE_HELP}, .csv, .npy (table), .json or .nc (table and contours)`,
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
    replica,
    ...rest
  }) => {
    const style = readFigureStyle(rest);
    checkNames(style, [excludes, ...prefers]);
    for (const path of out) checkComparisonFile(path);
    const request = {
      x,
      y,
      panels: panel,
      excludes,
      prefers,
      cl: readLevel(cl),
      fix: parseAssignments(fix, '--fix'),
      profile: rest.profile,
      marginalise: rest.marginalise,
      limits,
      curves: curve,
    };
    const opened = await openGrid(grid);
    const replicas = await Promise.all(replica.map((dir) => openGrid(dir)));
    // `--scan` is the file of the grid itself: a replica's has another seed.
    const refinerOf = (one: Grid) => readRefiner(one, one === opened ? rest : { ...rest, scan: undefined });
    const comparison = await beforeWriting(() => compareReplicas(opened, request, replicas, refinerOf));
    // With --strict, where warnings are errors, before anything is written; otherwise after all steps that may fail.
    if (strict) tellWarnings(comparison.warnings, strict);
    const writer = await thisWriter();
    for (const path of out) await writeComparison(comparison, path, style, writer);
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
