/** Options of commands that compute grids: the engine and its adapter. */
import type { Argv } from 'yargs';

/** Arguments that choose an adapter. */
export interface AdapterArguments {
  readonly adapter: string | undefined;
  readonly software: boolean;
}

/** Arguments of a command that computes grids. */
export interface EngineArguments extends AdapterArguments {
  readonly engine: 'gpu' | 'reference';
  readonly sync: boolean;
}

/** Adds `--engine`, `--adapter`, `--software` and `--no-sync`. */
export function addEngineOptions<T>(yargs: Argv<T>) {
  return addSync(addEngineChoice(yargs));
}

/** Adds `--engine`, `--adapter` and `--software`. */
export function addEngineChoice<T>(yargs: Argv<T>) {
  return yargs
    .option('engine', {
      choices: ['gpu', 'reference'] as const,
      default: 'gpu' as const,
      describe: 'gpu, or reference: plain f64 (slow; what the tests compare with)',
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
    });
}

/** Adds `--adapter` and `--software` to a command that goes on with a grid, by the engine that made it. */
export function addSameAdapter<T>(yargs: Argv<T>) {
  return yargs
    .option('adapter', {
      type: 'string',
      requiresArg: true,
      describe: 'GPU by (part of) its name; it must be the one that made the grid',
    })
    .option('software', { type: 'boolean', default: false, describe: 'accept a software adapter' });
}

/** Adds `--no-sync`. */
export function addSync<T>(yargs: Argv<T>) {
  return yargs.option('sync', {
    type: 'boolean',
    default: true,
    describe: 'wait for the disk at each file; with --no-sync (scratch disks) no grid outlives a power cut',
  });
}
