/**
 * What is said of a process that cannot say it itself: a driver may end it by a fault of its own, the system for lack of memory, anyone by SIGKILL.
 *
 * A shell stands by. It reads lines from a pipe whose other end only this process holds, and prints the last one when the pipe ends, unless
 * that is empty. A child costs two milliseconds; a parent would be another Node, in memory for the whole night and in the way of every signal,
 * of the terminal and of the exit status, which remains that of the process itself. Where there is no shell, nothing is said.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { visible } from '../visible.js';

/** Signals that a terminal or batch system sends to all processes of a job: the shell survives them, to speak afterwards. */
const SCRIPT = `
trap '' HUP INT QUIT TERM
words=
while IFS= read -r line; do words=$line; done
[ -z "$words" ] || printf '%s\\n' "$words" >&2
`;

/** Words that are printed when the process ends before they are withdrawn. */
export interface LastWords extends Disposable {
  change(text: string): void;
}

let current: LastWords | undefined;

/** Leaves a sentence to be printed on stderr if the process ends before this is disposed of. */
export function leaveLastWords(text: string): LastWords {
  const pipe = startShell();
  const words: LastWords = {
    // Small writes to a pipe are done at once, also when the process is about to end.
    change: (next) => pipe?.write(`dualnu: ${visible(next)}\n`),
    [Symbol.dispose]() {
      pipe?.end('\n');
      if (current === words) current = undefined;
    },
  };
  words.change(text);
  current = words;
  return words;
}

/** Withdraws what there is: whoever ends the process now knows why. */
export function withdrawLastWords(): void {
  current?.[Symbol.dispose]();
}

/** The pipe to the shell; undefined where none can be started, for lack of memory or processes. */
function startShell(): Writable | undefined {
  try {
    const shell: ChildProcess = spawn('/bin/sh', ['-c', SCRIPT], {
      cwd: '/',
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    shell.on('error', () => undefined);
    shell.stdin?.on('error', () => undefined);
    shell.unref();
    return shell.stdin ?? undefined;
  } catch {
    return undefined;
  }
}
