/** Stopping: the first signal lets a scan finish the tiles in hand, the second one ends the process; what writes nothing until its end is ended by the first. */

import { StoppedError } from '../errors.js';
import { withdrawLastWords } from './lastWords.js';
import { tellError } from './terminal.js';

/** Signals that ask for an end: Ctrl-C, and what batch systems send. SIGHUP is left to nohup, which has it ignored. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Listens for signals until it is disposed of. */
export interface StopListener extends Disposable {
  /** Aborted by the first signal, whose name is the reason. */
  readonly signal: AbortSignal;
}

/** From now on SIGINT and SIGTERM do not end the process at once. */
export function listenForStop(stream: NodeJS.WriteStream = process.stderr): StopListener {
  const controller = new AbortController();
  const listening = listen((name) => {
    if (!controller.signal.aborted) {
      // A progress bar leaves the cursor behind itself.
      const newline = stream.isTTY ? '\n' : '';
      stream.write(
        `${newline}dualnu: ${name}: finishing the tiles in hand and stopping then; once more stops at once\n`,
      );
      controller.abort(name);
      return;
    }
    listening[Symbol.dispose]();
    showCursor(stream);
    withdrawLastWords();
    // As if nobody had listened: whoever waits for the process is told of the signal.
    process.kill(process.pid, name);
  });
  return { signal: controller.signal, ...listening };
}

/** Does work before which nothing is written. A signal ends the process in its midst, which is said, with the exit code of a stop. */
export async function beforeWriting<T>(work: () => Promise<T>): Promise<T> {
  using _listening = listen((name) => {
    showCursor(process.stderr);
    // Whatever a device still computes is of no use to anybody.
    process.exit(tellError(new StoppedError(`stopped by ${name}: nothing was written`, name), false));
  });
  return await work();
}

function listen(onSignal: (name: NodeJS.Signals) => void): Disposable {
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    [Symbol.dispose]() {
      for (const name of SIGNALS) process.removeListener(name, onSignal);
    },
  };
}

/** A bar hides the cursor, and leaves it behind itself. */
function showCursor(stream: NodeJS.WriteStream): void {
  if (stream.isTTY) stream.write('\u001b[?25h\n');
}
