/** `dualnu scan FILE`: evaluates every point of a scan file and writes a grid. */

import { normalize } from 'node:path';
import { openGrid } from '../grid/store.js';
import { eventsInWords } from '../planes/eventCounts.js';
import { bestFitInWords } from '../planes/placeWords.js';
import { type GridSummary, summarizeGrid } from '../results/summary.js';
import { occupancyInWords } from '../scan/occupancy.js';
import { preflight } from '../scan/preflight.js';
import { type RunSummary, runScan } from '../scan/run.js';
import { warningsOf } from '../scan/warnings.js';
import { defaultGrid } from '../settings/gridName.js';
import { loadScanWith } from '../settings/scanSet.js';
import { addEngineOptions, type EngineArguments } from '../terminal/engineOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { describePlan, formatPlan, setInWords } from '../terminal/plan.js';
import { short } from '../terminal/progress.js';
import { tellNotice, tellWarnings } from '../terminal/warnings.js';
import { watchRun } from '../terminal/watchedRun.js';
import { productOf } from '../tiles/tiles.js';

interface ScanArguments extends EngineArguments {
  readonly file: string;
  readonly set: readonly string[];
  readonly out: string | undefined;
  readonly overwrite: boolean;
  readonly strict: boolean;
  readonly 'dry-run': boolean;
  readonly json: boolean;
}

/** The command `scan`. */
export const scanCommand: CommandBody<ScanArguments> = {
  builder: (yargs) =>
    addEngineOptions(
      yargs
        .positional('file', { type: 'string', demandOption: true, describe: 'scan file (YAML)' })
        .option('out', {
          type: 'string',
          describe: 'folder of the grid; default grids/NAME.zarr, with --set grids/NAME-KEY=VALUE.zarr',
          requiresArg: true,
        })
        .option('set', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          describe:
            'KEY=VALUE, in place of what the file has: a parameter, or any key, such as axes.m5_gev.points=64',
        }),
    )
      .option('overwrite', {
        type: 'boolean',
        default: false,
        describe: 'replace an existing grid, which stays until the new one is whole',
      })
      .option('dry-run', {
        type: 'boolean',
        default: false,
        describe: 'check the scan file, estimate what it takes and say what a run would do; write nothing',
      })
      .option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 scan scans/quickstart.yaml --software', 'a million points into grids/quickstart.zarr')
      .example(
        '$0 scan scans/quickstart.yaml --set m4_gev=0.1 --dry-run',
        'what it takes with another value',
      ),
  handler: async (args) => {
    const scan = await loadScanWith(args.file, args.set);
    const warnings = warningsOf(scan);
    tellWarnings(warnings, args.strict);
    // Normalised, since folders that are only passed through by `..` need not exist.
    const out = normalize(args.out ?? defaultGrid(scan));
    const options = {
      out,
      engine: args.engine,
      ...(args.adapter === undefined ? {} : { adapterName: args.adapter }),
      allowSoftware: args.software,
      overwrite: args.overwrite,
      sync: args.sync,
      onNotice: tellNotice,
    };
    if (args['dry-run']) {
      const plan = { ...describePlan(scan, await preflight(scan, options)), warnings };
      console.log(args.json ? JSON.stringify(plan) : formatPlan(plan));
      return;
    }
    const total = productOf(scan.axes.map((axis) => axis.values.length));
    const summary = await watchRun(total, (watch) => runScan(scan, { ...options, ...watch }));
    const grid = await summarizeGrid(await openGrid(out), summary.seen);
    console.log(
      args.json
        ? JSON.stringify({ ...toJson(grid, summary), ...(scan.set ? { set: scan.set } : {}), warnings })
        : [describeRun(grid, summary), ...setInWords(scan)].join('\n'),
    );
  },
};

function toJson(grid: GridSummary, { info, computed, resumed, seconds }: RunSummary) {
  return {
    grid: grid.grid,
    shape: grid.shape,
    points: grid.points,
    points_resumed: resumed,
    seconds,
    points_per_second: computed / seconds,
    adapter: info.adapter,
    software: info.software,
    best_fit: grid.best_fit,
    background_chi2: grid.background_chi2,
    flags: grid.flags,
    ...(grid.flags_by_experiment ? { flags_by_experiment: grid.flags_by_experiment } : {}),
    ...(grid.events ? { events: grid.events } : {}),
  };
}

function describeRun(grid: GridSummary, { info, computed, resumed, seconds, busy }: RunSummary): string {
  const best = grid.best_fit;
  const flags = Object.entries(grid.flags).filter(([, count]) => count > 0);
  return [
    computed === 0
      ? 'nothing was computed: the grid is complete'
      : `${short(computed)} points in ${seconds.toFixed(1)} s (${short(computed / seconds)} points/s) on ${info.adapter}`,
    // Times and shares differ from run to run: for eyes, not for files.
    ...(busy && process.stdout.isTTY ? [occupancyInWords(busy)] : []),
    ...(resumed > 0 ? [`${short(resumed)} points were on disk already`] : []),
    ...(info.engine === 'gpu' && info.software
      ? ['this is a software adapter: a GPU is many times faster']
      : []),
    `grid: ${grid.grid} (${grid.shape.join(' x ')})`,
    ...(best ? bestFitInWords(best, grid.background_chi2) : ['the grid has no chi2']).map(
      (line, i) => `${i === 0 ? 'best fit: ' : '    '}${line}`,
    ),
    ...(grid.events
      ? [`events: ${eventsInWords(grid.events, Number(grid.provenance.events_per_mass_point))}`]
      : []),
    ...flags.map(([name, count]) => `flag ${name}: ${short(count)} points`),
  ].join('\n');
}
