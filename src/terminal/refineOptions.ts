/** Options of commands that refine planes of a grid with points that an engine computes. */
import type { Argv } from 'yargs';
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { type PlaneRefiner, REFINE_DEFAULTS, refinerOf } from '../refinement/enginePlanes.js';
import { showSteps } from './progress.js';
import { finiteNumber } from './ranges.js';
import { tellNotice } from './warnings.js';

/** Arguments of a command that may refine. */
export interface RefineArguments {
  readonly refine: boolean;
  readonly tolerance: string | undefined;
  readonly depth: string | undefined;
  readonly most: string | undefined;
  readonly engine: 'gpu' | 'reference' | undefined;
  readonly adapter: string | undefined;
  readonly software: boolean | undefined;
  readonly scan: string | undefined;
}

/** Adds `--refine` and what goes with it. */
export function addRefineOptions<T>(yargs: Argv<T>) {
  const { tolerance, depth, most } = REFINE_DEFAULTS;
  return yargs
    .option('refine', {
      type: 'boolean',
      default: false,
      describe: 'compute the mass points that the contours lack between those of the grid, with an engine',
    })
    .option('tolerance', {
      type: 'string',
      requiresArg: true,
      defaultDescription: String(tolerance),
      describe:
        '--refine ends where a contour moves by less: part of a decade, or of the length of a linear axis',
    })
    .option('depth', {
      type: 'string',
      requiresArg: true,
      defaultDescription: String(depth),
      describe: '--refine halves steps of the grid at most so often',
    })
    .option('most', {
      type: 'string',
      requiresArg: true,
      defaultDescription: String(most),
      describe: '--refine computes at most so many mass points in a plane',
    })
    .option('scan', {
      type: 'string',
      requiresArg: true,
      describe: 'scan file of the grid, for --refine; by default the one that the run log names',
    })
    .option('engine', {
      choices: ['gpu', 'reference'] as const,
      defaultDescription: "the grid's",
      describe: 'engine of --refine: gpu, or reference (plain f64, slow)',
    })
    .option('adapter', {
      type: 'string',
      requiresArg: true,
      describe: 'GPU of --refine by (part of) its name; see dualnu doctor',
    })
    .option('software', {
      type: 'boolean',
      describe: 'accept a software adapter for --refine if there is no GPU',
    });
}

/** Names of the options that mean nothing without `--refine`. */
const OF_REFINE = ['tolerance', 'depth', 'most', 'scan', 'engine', 'adapter', 'software'] as const;

/** A refiner as the options want it; undefined without `--refine`. ConfigError where one of its options is given alone, or a number cannot be meant. */
export function readRefiner(grid: Grid, options: RefineArguments): PlaneRefiner | undefined {
  if (!options.refine) {
    const alone = OF_REFINE.find((name) => options[name] !== undefined);
    if (alone === undefined) return undefined;
    throw new ConfigError(`--${alone} is an option of --refine; add --refine, or leave --${alone} out`);
  }
  const numberOf = (name: 'tolerance' | 'depth' | 'most') => {
    const text = options[name];
    return text === undefined ? {} : { [name]: finiteNumber(`--${name}`, text) };
  };
  const { engine, adapter, software, scan } = options;
  return refinerOf(grid, {
    ...numberOf('tolerance'),
    ...numberOf('depth'),
    ...numberOf('most'),
    engine,
    scanFile: scan,
    allowSoftware: software ?? false,
    ...(adapter === undefined ? {} : { adapterName: adapter }),
    onNotice: tellNotice,
    onProgress: showSteps(),
  });
}
