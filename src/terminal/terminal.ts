/** Output to the terminal: no text from a file or from the command line may control it by escape sequences. */
import { DualnuError, StoreError } from '../errors.js';
import { storeErrorFrom, systemErrorCode } from '../systemErrors.js';
import { visible, visiblePage } from '../visible.js';

/**
 * Makes hidden characters visible in everything that commands print on stdout, and keeps a full disk or a closed pipe there and on stderr from
 * ending the process: a scan has more to lose. What stdout lacks then is told at once, by `onLoss`; a closed pipe has no reader to miss it.
 */
export function guardStreams(onLoss: (message: string) => void): void {
  const write = process.stdout.write.bind(process.stdout) as (chunk: unknown, ...rest: unknown[]) => boolean;
  process.stdout.write = ((chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === 'string' ? visiblePage(chunk) : chunk, ...rest)) as typeof process.stdout.write;
  let isTold = false;
  process.stdout.on('error', (error) => {
    if (isTold || systemErrorCode(error) === 'EPIPE') return;
    isTold = true;
    onLoss(storeErrorFrom(error, 'cannot write', 'to stdout').message);
  });
  process.stderr.on('error', () => undefined);
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
