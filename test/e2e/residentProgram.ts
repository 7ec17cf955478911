/** The built program in a resident process: many command lines, of which only the first pays for Node's start and the modules. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environment, withGuard } from '../processes.js';

const HOST = fileURLToPath(new URL('./residentProgram.mjs', import.meta.url));

/** What the host writes to its stderr after each command: native code may have written there before. */
const END_OF_COMMAND = '\0';

/** What a command printed, and its exit code. */
export interface Answer {
  readonly code: number;
  readonly stdout: string;
  /** After what native code wrote there. */
  readonly stderr: string;
}

/** Command lines of a program, one after another in the order of the calls. */
export interface ResidentProgram {
  /** Runs a command line in a folder. Throws where the process dies or hangs; the next call has a new one. */
  run(cwd: string, args: readonly string[]): Promise<Answer>;
  /** Ends the process. */
  close(): void;
}

/** A resident program for an entry module (URL), which is started with the first command line. */
export function residentProgram(entry: string): ResidentProgram {
  let host: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function answer(cwd: string, args: readonly string[]): Promise<Answer> {
    host ??= fork(HOST, [entry], { env: environment(), stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    try {
      return await ask(host, cwd, args);
    } catch (error) {
      host = undefined;
      throw error;
    }
  }

  return {
    run(cwd, args) {
      const result = last.then(() => answer(cwd, args));
      last = result.catch(() => undefined);
      return result;
    },
    close() {
      host?.disconnect();
      host = undefined;
    },
  };
}

async function ask(host: ChildProcess, cwd: string, args: readonly string[]): Promise<Answer> {
  const words = ['dualnu', ...args].join(' ');
  let native = '';
  const ended = new Promise<void>((resolve) => {
    host.stderr?.setEncoding('utf8').on('data', (text: string) => {
      native += text;
      if (native.endsWith(END_OF_COMMAND)) resolve();
    });
  });
  const answered = new Promise<Answer>((resolve, reject) => {
    host.once('message', (message) => resolve(message as Answer));
    host.once('error', reject);
    host.once('close', (code, signal) => {
      reject(new Error(`the process ended (${signal ?? code}) within: ${words}\n${native}`));
    });
  });
  host.send({ cwd, args });
  try {
    const { code, stdout, stderr } = await withGuard(answered, host, words);
    await ended;
    return { code, stdout, stderr: native.slice(0, -END_OF_COMMAND.length) + stderr };
  } finally {
    for (const event of ['message', 'error', 'close']) host.removeAllListeners(event);
    host.stderr?.removeAllListeners('data');
  }
}
