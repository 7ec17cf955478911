/** The CLI as a person runs it: the built program in a process of its own, in a folder of its own. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import { stringify } from 'yaml';

/** The checkout, absolute. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The built program, absolute: scripts/setup.sh makes it before the tests run. */
export const MAIN = join(ROOT, 'dist', 'cli', 'main.js');

/** Environment in which the Vulkan loader finds no driver, whatever the machine has. */
export const NO_DRIVER = {
  VK_DRIVER_FILES: '/nonexistent/icd.json',
  VK_ICD_FILENAMES: '/nonexistent/icd.json',
};

/** What a process left behind. */
export interface Run {
  /** Null when it was killed: it ran into the time limit. */
  readonly code: number | null;
  readonly stdout: string;
  /** Without the lines of Dawn's native code, which no program can silence. */
  readonly stderr: string;
  readonly seconds: number;
  /** Largest resident memory; 0 unless measured. */
  readonly peakBytes: number;
}

/** How to run a command. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Measures the peak memory; Linux only. */
  readonly measureMemory?: boolean;
}

/** A command that hangs is ended, so that the test fails and not the suite. */
const TIME_LIMIT_MS = 90_000;

/**
 * Tells the peak memory on file descriptor 3 at the end. Not getrusage's, which a child inherits from its parent:
 * VmHWM belongs to the program's own memory map.
 */
const MEMORY_PROBE = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs'; process.on('exit', () => fs.writeSync(3, fs.readFileSync('/proc/self/status')));",
)}`;

const folders: string[] = [];
afterAll(async () => {
  await Promise.all(folders.map((dir) => rm(dir, { recursive: true, force: true })));
});

/** Makes a folder with the given files (name to text); it goes away after the tests of the file. */
export async function makeFolder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'dualnu-e2e-')));
  folders.push(dir);
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}

/** Runs `dualnu ...args` in `cwd`. */
export async function dualnu(cwd: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const probe = options.measureMemory ? ['--import', MEMORY_PROBE] : [];
  return await runProcess(process.execPath, [...probe, MAIN, ...args], cwd, options.env);
}

/** Runs any program in `cwd` and waits for its end. */
export async function runProcess(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const start = performance.now();
  const child = spawn(program, args, {
    cwd,
    // What the test runner sets for itself is not for the program.
    env: { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const texts = child.stdio.slice(1).map(async (stream) => {
    let text = '';
    if (stream && 'read' in stream) for await (const chunk of stream.setEncoding('utf8')) text += chunk;
    return text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [stdout = '', stderr = '', status = ''] = await Promise.all(texts);
  const peakBytes = 1024 * Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0);
  return {
    code,
    stdout,
    stderr: withoutNativeLines(stderr),
    seconds: (performance.now() - start) / 1000,
    peakBytes,
  };
}

/** Dawn's warnings, with the C++ frames and the empty lines that follow them. */
function withoutNativeLines(text: string): string {
  return text.replace(/^Warning: .*\n(?: +at .*\.cpp:\d+\)\n)*\n*/gm, '');
}

/** SHA-256 of every file below a folder, and `folder` for every folder, by relative path in order. */
export async function hashTree(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const pairs = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const hash = entry.isDirectory()
      ? 'folder'
      : createHash('sha256')
          .update(await readFile(path))
          .digest('hex');
    return [relative(dir, path), hash] as const;
  });
  return Object.fromEntries((await Promise.all(pairs)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Runs a command that must fail: with that exit code, one line on stderr (returned, without its newline), no stack
 * trace, nothing on stdout, and nothing left in `cwd`.
 */
export async function failing(
  cwd: string,
  args: readonly string[],
  code: number,
  options: RunOptions = {},
): Promise<string> {
  const before = await hashTree(cwd);
  const run = await dualnu(cwd, args, options);
  expect(run.stderr).toMatch(/^dualnu: [^\n]*\n$/);
  expect(run.stderr).not.toMatch(/unexpected error|\bat \S+ \(|\.js:\d+/);
  expect({ code: run.code, stdout: run.stdout }).toEqual({ code, stdout: '' });
  expect(await hashTree(cwd)).toEqual(before);
  return run.stderr.trimEnd();
}

/** The same for a command that may tell several mistakes: the lines of stderr without `dualnu: `. */
export async function failingLines(cwd: string, args: readonly string[], code: number): Promise<string[]> {
  const before = await hashTree(cwd);
  const run = await dualnu(cwd, args);
  expect(run.stderr).toMatch(/^(dualnu: [^\n]*\n)+$/);
  expect(run.stderr).not.toMatch(/unexpected error|\bat \S+ \(|\.js:\d+/);
  expect({ code: run.code, stdout: run.stdout }).toEqual({ code, stdout: '' });
  expect(await hashTree(cwd)).toEqual(before);
  return run.stderr
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^dualnu: /, ''));
}

/** Keys of a scan file that a test replaces. */
export type ScanChanges = Readonly<Record<string, unknown>>;

/** A scan of 240 points in a second: text of a scan file, with some of its top-level keys replaced or added. */
export function smallScan(changes: ScanChanges = {}): string {
  return stringify({
    model: { kind: 'dual', parameters: { mZprime_gev: 1.25 } },
    axes: SMALL_AXES,
    experiments: ['microboone-2025'],
    events: 512,
    ...changes,
  });
}

/** Axes of the small scan: m5 = 0.15 GeV is closed where m4 = 0.2 GeV. */
export const SMALL_AXES = {
  m4_gev: { values: [0.05, 0.1, 0.2] },
  m5_gev: { log: [0.15, 0.6], points: 4 },
  Umu5_sq: { log: [1e-6, 1e-2], points: 5 },
  epsilon: { log: [2e-4, 3e-3], points: 4 },
};
