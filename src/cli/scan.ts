/** `dualnu scan FILE`: evaluates every point of a scan file and leaves a grid. */
import { normalize } from 'node:path';
import type { CommandModule } from 'yargs';
import { loadScan } from '../config/load.js';
import { counted, experimentScans, type ResolvedScan, type VariableName } from '../config/types.js';
import { channelCount, groupNames } from '../engine/channels.js';
import { templateBytes } from '../engine/kernels.js';
import { largestBeamBins } from '../engine/physicsSetup.js';
import { layOutTile, lifetimeAxisNames } from '../engine/tileLayout.js';
import { planScan } from '../engine/tilePlan.js';
import { AXIS_INFO } from '../grid/axes.js';
import { openGrid } from '../grid/store.js';
import { productOf, tileAt } from '../grid/tiles.js';
import { bestFitInWords } from '../results/placeWords.js';
import { type GridSummary, summarizeGrid } from '../results/summary.js';
import { type EngineName, type RunSummary, runScan } from '../scan/run.js';
import { short, showProgress } from './progress.js';

interface ScanArguments {
  readonly file: string;
  readonly out: string | undefined;
  readonly engine: EngineName;
  readonly adapter: string | undefined;
  readonly software: boolean;
  readonly overwrite: boolean;
  readonly 'dry-run': boolean;
  readonly json: boolean;
}

/** The command `scan`. */
export const scanCommand: CommandModule<object, ScanArguments> = {
  command: 'scan <file>',
  describe: 'Evaluate every point of a scan file and write a grid',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'scan file (YAML)' })
      .option('out', {
        type: 'string',
        describe: 'folder of the grid; default grids/NAME.zarr',
        requiresArg: true,
      })
      .option('engine', {
        choices: ['gpu', 'reference'] as const,
        default: 'gpu' as const,
        describe: 'gpu, or plain f64 (slow, the oracle of the tests)',
      })
      .option('adapter', {
        type: 'string',
        describe: 'GPU by (part of) its name; see dualnu doctor',
        requiresArg: true,
      })
      .option('software', {
        type: 'boolean',
        default: false,
        describe: 'accept a software adapter if there is no GPU',
      })
      .option('overwrite', { type: 'boolean', default: false, describe: 'replace a grid that is there' })
      .option('dry-run', {
        type: 'boolean',
        default: false,
        describe: 'check the scan file and say what it would take',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 scan scans/quickstart.yaml --software', 'a million points into grids/quickstart.zarr'),
  handler: async (args) => {
    const scan = await loadScan(args.file);
    if (args['dry-run']) {
      const plan = describePlan(scan);
      console.log(args.json ? JSON.stringify(plan) : formatPlan(plan));
      return;
    }
    // Without dots: a folder that the path only passes through need not exist.
    const out = normalize(args.out ?? `grids/${scan.name}.zarr`);
    const total = productOf(scan.axes.map((axis) => axis.values.length));
    const progress = showProgress(total);
    let summary: RunSummary;
    try {
      summary = await runScan(scan, {
        out,
        engine: args.engine,
        ...(args.adapter === undefined ? {} : { adapterName: args.adapter }),
        allowSoftware: args.software,
        overwrite: args.overwrite,
        onProgress: (done) => progress.update(done),
      });
    } finally {
      progress.stop();
    }
    const grid = await summarizeGrid(await openGrid(out), summary.seen);
    console.log(args.json ? JSON.stringify(toJson(grid, summary)) : describeRun(grid, summary));
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
  };
}

function describeRun(grid: GridSummary, { info, computed, resumed, seconds }: RunSummary): string {
  const best = grid.best_fit;
  const flags = Object.entries(grid.flags).filter(([, count]) => count > 0);
  return [
    `${short(computed)} points in ${seconds.toFixed(1)} s (${short(computed / seconds)} points/s) on ${info.adapter}`,
    ...(resumed > 0 ? [`${short(resumed)} points were on disk already`] : []),
    ...(info.engine === 'gpu' && info.software
      ? ['this is a software adapter: a GPU is many times faster']
      : []),
    `grid: ${grid.grid} (${grid.shape.join(' x ')})`,
    ...(best ? bestFitInWords(best, grid.background_chi2) : ['the grid holds no chi2']).map(
      (line, i) => `${i === 0 ? 'best fit: ' : '    '}${line}`,
    ),
    ...flags.map(([name, count]) => `flag ${name}: ${short(count)} points`),
  ].join('\n');
}

/** What a scan would take, without a GPU. */
function describePlan(scan: ResolvedScan) {
  const plan = planScan(scan);
  const layout = layOutTile(scan, tileAt(plan, 0));
  const points = productOf(plan.shape);
  const massPoints = productOf(
    scan.axes.filter(({ name }) => AXIS_INFO[name].kind === 'kinematic').map(({ values }) => values.length),
  );
  const onLifetime = new Set(lifetimeAxisNames(scan));
  const lifetimePoints = productOf(
    scan.axes.filter(({ name }) => onLifetime.has(name)).map(({ values }) => values.length),
  );
  const scans = experimentScans(scan);
  const channels = scans.reduce((sum, own) => sum + channelCount(own), 0);
  const joint = scans.length > 1 ? scans.length + 1 : 1;
  const byChannel = scans.reduce((sum, own) => {
    const groups = groupNames(own).length;
    return sum + (groups > 1 ? groups : 0);
  }, 0);
  const wordsOf = (name: VariableName) => {
    if (name === 'signal_by_channel') return byChannel * points;
    if (name === 'chi2' || name === 'signal') return joint * points;
    if (name === 'ctau_cm') return lifetimePoints;
    // Of each experiment and of all; those of the mixing, which stand on its axis alone, are the same for all.
    const onMixing = scan.axes.filter((axis) => !onLifetime.has(axis.name));
    const shared = name === 'flags' ? onMixing.reduce((sum, { values }) => sum + values.length, 0) : 0;
    return joint * lifetimePoints + shared;
  };
  const rowBytes = scans.reduce(
    (sum, own) => sum + channelCount(own) * largestBeamBins(own.experiment) * templateBytes(own),
    0,
  );
  return {
    name: scan.name,
    experiment: counted(scan.runs, scan.runs)
      .map(({ experiment }) => experiment.name)
      .join(' + '),
    apart: scan.runs.flatMap(({ experiment, apart }) => (apart ? [experiment.name] : [])),
    shape: plan.shape,
    points,
    mass_points: massPoints,
    channels,
    events: massPoints * channels * scan.eventsPerMassPoint,
    tiles: plan.tileCount,
    tile_shape: plan.chunkShape,
    disk_bytes: 4 * scan.outputs.reduce((sum, name) => sum + wordsOf(name), 0),
    tile_memory_bytes:
      layout.masses.length * rowBytes + 4 * (2 * scans.length + byChannel) * productOf(plan.chunkShape),
  };
}

function formatPlan(plan: ReturnType<typeof describePlan>): string {
  return [
    `${plan.name}: ${short(plan.points)} points (${plan.shape.join(' x ')}) against ${plan.experiment}${plan.apart.length > 0 ? `, apart ${plan.apart.join(', ')}` : ''}`,
    `${short(plan.mass_points)} mass points, ${plan.channels} ${plan.channels === 1 ? 'channel' : 'channels'}, ${short(plan.events)} events`,
    `${plan.tiles} ${plan.tiles === 1 ? 'tile' : 'tiles'} of ${plan.tile_shape.join(' x ')}, ${short(plan.tile_memory_bytes)}B of working memory each`,
    `${short(plan.disk_bytes)}B on disk`,
    'nothing was computed (--dry-run)',
  ].join('\n');
}
