/** The built program in a resident process: many command lines, of which only the first pays for Node's start and the modules. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environment, withGuard } from '../processes.js';

const HOST = fileURLToPath(new URL('./residentProgram.mjs', import.meta.url));

/** What a command printed, and its exit code. */
export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Command lines of a program, one after another in the order of the calls. */
export interface ResidentProgram {
  /** Runs a command line in a folder. Throws where the process dies or hangs, which the next call begins anew. */
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
    const child = host;
    const words = `${entry} ${args.join(' ')}`;
    // Of its native code alone: the program's own is in the answer.
    let native = '';
    child.stderr?.setEncoding('utf8').on('data', (text) => (native += text));
    const answered = new Promise<Answer>((resolve, reject) => {
      child.once('message', (message) => resolve(message as Answer));
      child.once('error', reject);
      child.once('close', (code, signal) => {
        reject(new Error(`the process died (${signal ?? code}) of: ${words}\n${native}`));
      });
    });
    child.send({ cwd, args });
    try {
      return await withGuard(answered, child, words);
    } catch (error) {
      host = undefined;
      throw error;
    } finally {
      for (const event of ['message', 'error', 'close']) child.removeAllListeners(event);
      child.stderr?.removeAllListeners('data').resume();
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
