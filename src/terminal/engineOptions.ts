/** Options of commands that compute grids: the engine and its adapter. */
import type { Argv } from 'yargs';

/** Arguments of a command that computes grids. */
export interface EngineArguments {
  readonly engine: 'gpu' | 'reference';
  readonly adapter: string | undefined;
  readonly software: boolean;
  readonly sync: boolean;
}

/** Adds `--engine`, `--adapter`, `--software` and `--no-sync`. */
export function addEngineOptions<T>(yargs: Argv<T>) {
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
    })
    .option('sync', {
      type: 'boolean',
      default: true,
      describe: 'wait for the disk at each file; with --no-sync (scratch disks) no grid outlives a power cut',
    });
}
