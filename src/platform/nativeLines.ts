/**
 * Lines that Dawn, the Vulkan loader and drivers write directly to stderr, bypassing process.stderr, during the search for adapters.
 * They are of no use to most users, so they are held back, and shown only if no device can be opened. With --debug they appear as they are
 * written.
 *
 * Dawn has no switch for these lines, which it writes with fprintf. So file descriptor 2 is redirected into a file while native code
 * runs, by dup and dup2 of the C library. Node does not offer these calls; koffi does. No JavaScript runs in the meantime.
 */
import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** Functions of the C library; each returns a file descriptor, or -1. */
interface Descriptors {
  /** Makes another descriptor of the same open file. */
  dup(descriptor: number): number;
  /** Makes the second descriptor refer to the open file of the first. */
  dup2(from: number, to: number): number;
}

const STDERR = 2;

/** At most this many bytes of the lines held back are read. */
const MOST_BYTES = 2 ** 16;

/** A harmless line, which Dawn writes for every adapter with a limit beyond what it can use. */
const HARMLESS = /artificially reduced/;

let descriptors: Descriptors | undefined;
let isPrepared = false;
let areShown = false;
const held = new Set<string>();

/** From now on native lines are shown as they are written. */
export function showNativeLines(): void {
  areShown = true;
}

/** Loads the C functions. Where they cannot be loaded, native lines are shown as they are written. */
export async function prepareToHold(): Promise<void> {
  // Threads share the descriptor: two at a time would each restore the other's file.
  if (isPrepared || areShown || process.platform === 'win32' || !isMainThread) return;
  isPrepared = true;
  try {
    const { load } = await import('koffi');
    const library = load(null);
    const dup = library.func('int dup(int descriptor)');
    const dup2 = library.func('int dup2(int from, int to)');
    descriptors = { dup: (descriptor) => dup(descriptor), dup2: (from, to) => dup2(from, to) };
  } catch {
    // koffi has no build for this platform: the lines are only a nuisance.
    descriptors = undefined;
  }
}

/** Runs native code and holds back the lines that it writes to stderr before it returns. */
export function holdNativeLines<T>(run: () => T): T {
  const release = descriptors === undefined || areShown ? undefined : redirect(descriptors);
  try {
    return run();
  } finally {
    for (const line of release?.() ?? []) held.add(line);
  }
}

/** The lines held back so far, without harmless ones, duplicates, severities and C++ stack frames. */
export function heldLines(): string[] {
  return [...held].filter((line) => !HARMLESS.test(line));
}

/** Redirects stderr into a file; the returned function restores it and returns the lines that were written. */
function redirect({ dup, dup2 }: Descriptors): (() => string[]) | undefined {
  let file: number;
  try {
    const path = join(tmpdir(), `dualnu-${process.pid}-${process.hrtime.bigint()}.txt`);
    file = openSync(path, 'wx+', 0o600);
    rmSync(path);
  } catch {
    // There is no writable folder for temporary files.
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

/** The lines of native code in a text: `Warning: vkCreateInstance: Found no drivers!`, some followed by C++ stack frames. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at .*:\d+\)$/.test(line))
    .map((line) => line.replace(/^(Debug|Info|Warning|Error): /, '').trim());
}
