/** The CLI as a person runs it: the built program, in a folder of its own. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect } from 'vitest';
import { stringify } from 'yaml';
import { runToEnd } from '../processes.js';
import { residentProgram } from './residentProgram.js';

/** The checkout, absolute. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The built program, absolute: the set-up makes it before the tests run. */
export const MAIN = join(ROOT, 'dist', 'cli', 'main.js');

/** Environment in which the Vulkan loader finds no driver, whatever the machine has. */
export const NO_DRIVER = {
  VK_DRIVER_FILES: '/nonexistent/icd.json',
  VK_ICD_FILENAMES: '/nonexistent/icd.json',
};

/** What a process left behind. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  /** With all that native code wrote. */
  readonly stderr: string;
}

/** How to run a command. */
export interface RunOptions {
  /** Added to the environment; with any, the command has a process of its own. */
  readonly env?: Readonly<Record<string, string>>;
  /** In a process of its own, as users have it: where its start, its end or what native code prints is looked at. */
  readonly ownProcess?: boolean;
}

/**
 * Tells the peak memory on file descriptor 3 at the end. Not getrusage's, which a child inherits from its parent:
 * VmHWM belongs to the program's own memory map.
 */
const MEMORY_PROBE = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs'; process.on('exit', () => fs.writeSync(3, fs.readFileSync('/proc/self/status')));",
)}`;

const resident = residentProgram(pathToFileURL(MAIN).href);
const folders: string[] = [];
afterAll(async () => {
  resident.close();
  await Promise.all(folders.map((dir) => rm(dir, { recursive: true, force: true })));
});

/** Makes a folder with the given files (name to text); it goes away after the tests of the file. */
export async function makeFolder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'dualnu-e2e-')));
  folders.push(dir);
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}

/**
 * Runs `dualnu ...args` in `cwd`. Unless a process of its own is asked for, commands share one that keeps the program's modules: to
 * load them is most of what a command takes.
 */
export async function dualnu(
  cwd: string,
  args: readonly string[],
  { env, ownProcess = env !== undefined || args.includes('--debug') }: RunOptions = {},
): Promise<Run> {
  if (!ownProcess) {
    return await resident.run(cwd, args);
  }
  return await runProcess(process.execPath, [MAIN, ...args], cwd, env);
}

/** The same in a process of its own, with its largest resident memory in bytes: Linux only. */
export async function measuredProcess(
  cwd: string,
  args: readonly string[],
): Promise<Run & { readonly peakBytes: number }> {
  const { third, ...run } = await runToEnd(process.execPath, ['--import', MEMORY_PROBE, MAIN, ...args], {
    cwd,
  });
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(third)?.[1];
  if (kilobytes === undefined) throw new Error(`the process did not tell its memory: ${run.stderr}`);
  return { ...run, peakBytes: 1024 * Number(kilobytes) };
}

/** Runs any program in `cwd` and waits for its end. */
export async function runProcess(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const { code, stdout, stderr } = await runToEnd(program, args, { cwd, env });
  return { code, stdout, stderr };
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
