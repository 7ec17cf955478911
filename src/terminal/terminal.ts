/** Output to the terminal: no text from a file or from the command line may control it by escape sequences. */
import { DualnuError, StoreError } from '../errors.js';
import { visible, visiblePage } from '../visible.js';

/** Makes hidden characters visible in everything that commands print on stdout. */
export function guardStdout(): void {
  const write = process.stdout.write.bind(process.stdout) as (chunk: unknown, ...rest: unknown[]) => boolean;
  process.stdout.write = ((chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === 'string' ? visiblePage(chunk) : chunk, ...rest)) as typeof process.stdout.write;
}

/** StoreError where the working folder was deleted: nothing relative to it can be found. */
export function checkWorkingFolder(): void {
  try {
    process.cwd();
  } catch (error) {
    throw new StoreError('the working folder no longer exists; change to another one with cd', {
      cause: error,
    });
  }
}

/** Prints an error on stderr, one line for each mistake in a file, with `debug` also its stack; returns the exit code. */
export function tellError(error: unknown, debug: boolean): number {
  const isKnown = error instanceof DualnuError;
  const message = error instanceof Error ? error.message : String(error);
  const lines = isKnown ? error.lines : [`unexpected error: ${message.split('\n')[0]}`];
  for (const line of lines) process.stderr.write(`dualnu: ${visible(line)}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${visiblePage(error.stack ?? '')}\n`);
  return isKnown ? error.exitCode : 1;
}
