/** Stopping a scan: the first signal lets it finish the tiles in hand, the second one ends the process. */

import { withdrawLastWords } from './lastWords.js';

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
  const dispose = () => {
    for (const name of SIGNALS) process.removeListener(name, onSignal);
  };
  const onSignal = (name: NodeJS.Signals) => {
    if (!controller.signal.aborted) {
      // A progress bar leaves the cursor behind itself.
      const newline = stream.isTTY ? '\n' : '';
      stream.write(
        `${newline}dualnu: ${name}: finishing the tiles in hand and stopping then; once more stops at once\n`,
      );
      controller.abort(name);
      return;
    }
    dispose();
    if (stream.isTTY) stream.write('\u001b[?25h\n');
    withdrawLastWords();
    // As if nobody had listened: whoever waits for the process is told of the signal.
    process.kill(process.pid, name);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return { signal: controller.signal, [Symbol.dispose]: dispose };
}
