/** Programs that tests start: run to their end, with a guard that only a hang meets. What ends without an exit code says so in words. */
import { type ChildProcess, spawn } from 'node:child_process';

/**
 * A program that hangs is ended after this, so that its test fails and not the suite. The longest takes seconds: no load of a
 * machine makes twenty minutes of them.
 */
export const HANG_MS = 20 * 60_000;

/** What a process left behind. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What it wrote to file descriptor 3. */
  readonly third: string;
}

/** Where and how to run a program. */
export interface ProcessOptions {
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Replaces HANG_MS: for the guard's own test. */
  readonly hangMs?: number;
}

/** Runs a program to its end. Throws where it does not start, and where it has no exit code: killed by the guard, or by a signal. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  { cwd = '.', env = {}, hangMs = HANG_MS }: ProcessOptions = {},
): Promise<Ended> {
  const child = spawn(program, args, {
    cwd,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const words = [program, ...args].join(' ');
  const texts = ['', '', ''];
  child.stdio.slice(1).forEach((stream, i) => {
    if (stream && 'read' in stream) stream.setEncoding('utf8').on('data', (text) => (texts[i] += text));
  });
  const end = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === null) reject(new Error(`ended by ${signal}, not by itself: ${words}\n${texts[1]}`));
      else resolve(code);
    });
  });
  const code = await withGuard(end, child, words, hangMs);
  const [stdout = '', stderr = '', third = ''] = texts;
  return { code, stdout, stderr, third };
}

/** The environment of a program: what the test runner sets for itself is not for it. */
export function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0', ...more };
}

/** Waits for something of a child's. Kills it and throws where that takes longer than the guard allows. */
export async function withGuard<T>(
  work: Promise<T>,
  child: ChildProcess,
  words: string,
  hangMs = HANG_MS,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const guard = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`hangs: not done after ${hangMs / 1000} s, and killed: ${words}`));
      child.kill('SIGKILL');
      // What it has started itself may still hold them open.
      for (const stream of child.stdio) stream?.destroy();
    }, hangMs);
  });
  try {
    return await Promise.race([work, guard]);
  } finally {
    clearTimeout(timer);
    // After the guard nobody waits for it.
    work.catch(() => undefined);
  }
}
