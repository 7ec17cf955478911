/** `dualnu extend GRID SCAN`: the grid of a longer scan, in which only what GRID lacks is computed. */
import { normalize } from 'node:path';
import { loadScan } from '../config/load.js';
import { openGrid } from '../grid/store.js';
import { bestFitInWords } from '../planes/placeWords.js';
import { type GridSummary, summarizeGrid } from '../results/summary.js';
import { warningsOf } from '../scan/warnings.js';
import { type AdapterArguments, addSameAdapter, addSync } from '../terminal/engineOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { short } from '../terminal/progress.js';
import { tellNotice, tellWarnings } from '../terminal/warnings.js';
import { watchRun } from '../terminal/watchedRun.js';
import { productOf } from '../tiles/tiles.js';
import { listInWords } from '../words.js';
import { type Extended, type ExtendOptions, extendGrid, lookAtExtension, type Prospect } from './extend.js';
import type { PlannedExtension } from './plan.js';
import { describeExtension, extensionWarnings, formatExtension } from './report.js';
import { pointsKnown } from './savings.js';

interface ExtendArguments extends AdapterArguments {
  readonly grid: string;
  readonly file: string;
  readonly out: string | undefined;
  readonly overwrite: boolean;
  readonly sync: boolean;
  readonly strict: boolean;
  readonly 'dry-run': boolean;
  readonly json: boolean;
}

/** The command `extend`. */
export const extendCommand: CommandBody<ExtendArguments> = {
  builder: (yargs) =>
    addSync(
      addSameAdapter(
        yargs
          .positional('grid', { type: 'string', demandOption: true, describe: 'folder of the grid' })
          .positional('file', {
            type: 'string',
            demandOption: true,
            describe: 'scan file (YAML) with more values on its axes, more experiments or more outputs',
          })
          .option('out', {
            type: 'string',
            describe: 'folder of the new grid; by default it takes the place of the old one',
            requiresArg: true,
          })
          .option('overwrite', {
            type: 'boolean',
            default: false,
            describe: 'replace a grid at --out, which stays until the new one is whole',
          }),
      ),
    )
      .option('dry-run', {
        type: 'boolean',
        default: false,
        describe: 'say what would be taken over and what computed; write nothing',
      })
      .option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 extend grids/quickstart.zarr longer.yaml --dry-run', 'what of the grid can be kept')
      .example('$0 extend grids/quickstart.zarr longer.yaml --out grids/longer.zarr', 'the longer grid'),
  handler: extend,
};

async function extend(args: ExtendArguments): Promise<void> {
  const scan = await loadScan(args.file);
  const grid = normalize(args.grid);
  const options: ExtendOptions = {
    out: args.out === undefined ? undefined : normalize(args.out),
    overwrite: args.overwrite,
    ...(args.adapter === undefined ? {} : { adapterName: args.adapter }),
    allowSoftware: args.software,
    sync: args.sync,
    onNotice: tellNotice,
  };
  let warnings: string[] = [];
  const onProspect = (found: Prospect) => {
    warnings = [...warningsOf(scan), ...(found.kind === 'extend' ? extensionWarnings(found.plan) : [])];
    tellWarnings(warnings, args.strict);
  };
  if (args['dry-run']) {
    const found = await lookAtExtension(grid, scan, { ...options, dryRun: true });
    onProspect(found);
    console.log(await foreseen(found, { ...args, grid, warnings }));
    return;
  }
  const total = productOf(scan.axes.map((axis) => axis.values.length));
  const extended = await watchRun(total, (watch) =>
    extendGrid(grid, scan, { ...options, ...watch, onProspect }),
  );
  const { prospect, run } = extended;
  const out = prospect.kind === 'same' ? grid : prospect.out;
  const summary = await summarizeGrid(await openGrid(out), run?.seen);
  console.log(
    args.json
      ? JSON.stringify({ ...toJson(summary, extended), warnings })
      : describeExtended(summary, extended),
  );
}

/** What `--dry-run` prints. */
async function foreseen(
  found: Prospect,
  {
    grid,
    overwrite,
    json,
    warnings,
  }: Pick<ExtendArguments, 'grid' | 'overwrite' | 'json'> & { warnings: string[] },
): Promise<string> {
  if (found.kind === 'same') {
    const nothing = { grid, points_taken_over: productOf(found.grid.tilePlan.shape), warnings };
    return json ? JSON.stringify(nothing) : `would compute nothing: ${grid} is the grid of the scan already`;
  }
  const place = { out: found.out, isInPlace: found.out === grid, overwrite };
  const report = await describeExtension(found.plan, place);
  return json ? JSON.stringify({ ...report, warnings }) : formatExtension(report);
}

function toJson(summary: GridSummary, { prospect, run }: Extended) {
  return {
    grid: summary.grid,
    shape: summary.shape,
    points: summary.points,
    points_taken_over: prospect.kind === 'same' ? summary.points : pointsKnown(prospect.plan),
    points_computed: run?.computed ?? 0,
    points_resumed: run?.resumed ?? 0,
    seconds: run?.seconds ?? 0,
    best_fit: summary.best_fit,
    background_chi2: summary.background_chi2,
    flags: summary.flags,
  };
}

const oldNames = ({ old }: PlannedExtension) =>
  listInWords(
    old.runs.map(({ experiment }) => experiment.name),
    'and',
  );

function describeExtended(summary: GridSummary, { prospect, run }: Extended): string {
  const { best_fit: best } = summary;
  return [
    ...(prospect.kind === 'same' || run === undefined
      ? ['nothing was computed: the grid is that of the scan already']
      : [
          `taken over from ${prospect.plan.grid.dir}: ${oldNames(prospect.plan)} at ${short(pointsKnown(prospect.plan))} of ${short(summary.points)} points`,
          `computed: ${short(run.computed)} points in ${run.seconds.toFixed(1)} s`,
        ]),
    ...(run !== undefined && run.resumed > 0
      ? [`${short(run.resumed)} points were on disk from a run before`]
      : []),
    `grid: ${summary.grid} (${summary.shape.join(' x ')})`,
    ...(best ? bestFitInWords(best, summary.background_chi2) : ['the grid has no chi2']).map(
      (line, i) => `${i === 0 ? 'best fit: ' : '    '}${line}`,
    ),
  ].join('\n');
}
