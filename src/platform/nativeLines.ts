/**
 * What Dawn, the Vulkan loader and drivers write on stderr by themselves, past process.stderr, while adapters are looked for: of no
 * use to who scans, and so it is held back. It is told where no device can be opened, and comes as it is written with --debug.
 *
 * Nothing in Dawn turns these lines off: they are written with fprintf. So file descriptor 2 leads into a file while native code runs,
 * by dup and dup2 of the C library, which Node does not offer and koffi calls. JavaScript does not run meanwhile.
 */
import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** Calls of the C library: each returns a file descriptor, or -1. */
interface Descriptors {
  /** Another descriptor of the same open file. */
  dup(descriptor: number): number;
  /** Makes the second a descriptor of the first's open file. */
  dup2(from: number, to: number): number;
}

const STDERR = 2;

/** More than this of what was held back is not read. */
const MOST_BYTES = 2 ** 16;

/** What says nothing: Dawn does so of every adapter that has more of something than it can use. */
const HARMLESS = /artificially reduced/;

let descriptors: Descriptors | undefined;
let isAsked = false;
let areShown = false;
const held = new Set<string>();

/** From now on native lines come as they are written. */
export function showNativeLines(): void {
  areShown = true;
}

/** Loads what holding back needs. Where it cannot be loaded, native lines come as they are written. */
export async function prepareToHold(): Promise<void> {
  // Threads share the descriptor: two at a time would give each other's file back.
  if (isAsked || areShown || process.platform === 'win32' || !isMainThread) return;
  isAsked = true;
  try {
    const { load } = await import('koffi');
    const library = load(null);
    const dup = library.func('int dup(int descriptor)');
    const dup2 = library.func('int dup2(int from, int to)');
    descriptors = { dup: (descriptor) => dup(descriptor), dup2: (from, to) => dup2(from, to) };
  } catch {
    // A platform without a build of koffi's: the lines are a nuisance and no more.
    descriptors = undefined;
  }
}

/** Runs native code, and holds back what it writes on stderr before it returns. */
export function holdNativeLines<T>(run: () => T): T {
  const release = descriptors === undefined || areShown ? undefined : redirect(descriptors);
  try {
    return run();
  } finally {
    for (const line of release?.() ?? []) held.add(line);
  }
}

/** What was held back so far and may matter, each line once, without the names of severities and C++ frames. */
export function heldLines(): string[] {
  return [...held].filter((line) => !HARMLESS.test(line));
}

/** Lets stderr lead into a file; the function returned gives it back, and the lines that were written. */
function redirect({ dup, dup2 }: Descriptors): (() => string[]) | undefined {
  let file: number;
  try {
    const path = join(tmpdir(), `dualnu-${process.pid}-${process.hrtime.bigint()}.txt`);
    file = openSync(path, 'wx+', 0o600);
    rmSync(path);
  } catch {
    // No folder for temporary files that can be written.
    return undefined;
  }
  const saved = dup(STDERR);
  if (saved < 0 || dup2(file, STDERR) < 0) {
    if (saved >= 0) closeSync(saved);
    closeSync(file);
    return undefined;
  }
  return () => {
    dup2(saved, STDERR);
    closeSync(saved);
    const bytes = Buffer.alloc(Math.min(fstatSync(file).size, MOST_BYTES));
    const length = readSync(file, bytes, 0, bytes.length, 0);
    closeSync(file);
    return linesOf(bytes.toString('utf8', 0, length));
  };
}

/** Lines of native code: `Warning: vkCreateInstance: Found no drivers!`, with frames of C++ below some. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at .*:\d+\)$/.test(line))
    .map((line) => line.replace(/^(Debug|Info|Warning|Error): /, '').trim());
}
