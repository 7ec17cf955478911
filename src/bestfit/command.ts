/** `dualnu best-fit GRID`: the best fit, refined between grid points by the engine. */
import { parseAssignments } from '../config/override.js';
import { ConfigError } from '../errors.js';
import { openGrid } from '../grid/store.js';
import type { EngineName } from '../scan/run.js';
import type { AdapterArguments } from '../terminal/engineOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { beforeWriting } from '../terminal/stopping.js';
import { tellNotice, tellWarnings } from '../terminal/warnings.js';
import { fitGrid } from './fit.js';
import { describeFit, fitToJson } from './report.js';

interface BestFitArguments extends AdapterArguments {
  readonly grid: string;
  readonly fix: readonly string[];
  readonly experiment: string | undefined;
  readonly starts: string;
  readonly scan: string | undefined;
  readonly engine: EngineName;
  readonly strict: boolean;
  readonly json: boolean;
}

/** The command `best-fit`. */
export const bestFitCommand: CommandBody<BestFitArguments> = {
  builder: (yargs) =>
    yargs
      .positional('grid', { type: 'string', demandOption: true, describe: 'folder of the grid' })
      .option('fix', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'AXIS=VALUE: an axis that is held, exactly at this value; may be repeated',
      })
      .option('experiment', {
        type: 'string',
        requiresArg: true,
        describe: 'an experiment of a joint grid; by default the sum of all',
      })
      .option('starts', {
        type: 'string',
        requiresArg: true,
        default: '3',
        describe:
          'most grid points from which a search begins, the lowest of those that no neighbour is below',
      })
      .option('scan', {
        type: 'string',
        requiresArg: true,
        describe: 'scan file of the grid; by default the one that the run log names',
      })
      .option('engine', {
        choices: ['gpu', 'reference'] as const,
        default: 'gpu' as const,
        describe: 'gpu, or reference: plain f64 (slow)',
      })
      .option('adapter', {
        type: 'string',
        requiresArg: true,
        describe: 'GPU by (part of) its name; see dualnu doctor',
      })
      .option('software', {
        type: 'boolean',
        default: false,
        describe: 'accept a software adapter if there is no GPU',
      })
      .option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 best-fit grids/quickstart.zarr --software', 'the best fit over all axes')
      .example('$0 best-fit grids/quickstart.zarr --fix epsilon=8e-4 --software', 'at one epsilon'),
  handler: async ({ grid, fix, experiment, starts, scan, engine, adapter, software, strict, json }) => {
    const request = {
      fix: parseAssignments(fix, '--fix'),
      experiment,
      starts: readStarts(starts),
      scanFile: scan,
    };
    const options = {
      engine,
      ...(adapter === undefined ? {} : { adapterName: adapter }),
      allowSoftware: software,
      onNotice: tellNotice,
    };
    const fit = await beforeWriting(async () => fitGrid(await openGrid(grid), request, options));
    tellWarnings(fit.warnings, strict);
    console.log(json ? JSON.stringify({ grid, ...fitToJson(fit) }) : describeFit(fit));
  },
};

/** Most starts of a search. */
const MOST_STARTS = 32;

function readStarts(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count >= 1 && count <= MOST_STARTS) return count;
  throw new ConfigError(`--starts ${text}: give a whole number, 1 to ${MOST_STARTS}`);
}
