/** A scan that something happens to: at calls to its disk, from outside, and what is left of it. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environment, withGuard } from '../processes.js';
import { MAIN, type Run, smallScan } from './cli.js';

/** 3000 mass points: twenty tiles, of which a few are in flight. */
export const TWENTY_TILES = {
  events: 256,
  axes: {
    m4_gev: { linear: [0.02, 0.3], points: 20 },
    m5_gev: { log: [0.11, 1.3], points: 150 },
    Umu5_sq: { values: [1e-6, 1e-4] },
  },
};

/** Its scan file, and that of another scan of the same points. */
export const FILES = {
  'scan.yaml': smallScan(TWENTY_TILES),
  'other.yaml': smallScan({ ...TWENTY_TILES, seed: 2 }),
};

/** The command that computes it; another file or options may be given. */
export function scanTo(out: string, file = 'scan.yaml', ...more: string[]): string[] {
  return ['scan', file, '--software', '--no-sync', '--out', out, ...more];
}

/** Something that happens at a call to the disk (diskFaults.mjs). */
export interface Fault {
  readonly kind?: 'open' | 'write' | 'sync' | 'rename' | 'mkdir' | 'rm';
  /** Part of the path; of `rename`, of the new one. */
  readonly match?: string;
  /** At which call of this kind, from 1. */
  readonly at: number;
  /** An error of the system, from then on; `full`, a disk without room from then on; a signal; the removal of a folder; a clock that jumps a day back. */
  readonly does: string;
  readonly folder?: string;
}

/** Something that happens at calls to WebGPU (deviceFaults.mjs). */
export interface DeviceFault {
  readonly of: string;
  readonly call: string;
  readonly label?: string;
  /** At which call, from 1; at all without it. */
  readonly at?: number;
  /** `lose` the device, `hang` for ever, or a signal. */
  readonly does: string;
}

const pathTo = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A process's end: its signal if it was ended by one. */
export interface End extends Run {
  readonly signal: NodeJS.Signals | null;
}

/** Runs a command in a process of its own in which faults happen. `stdio` replaces its pipes: file descriptors of stdout and stderr. */
export async function runWith(
  cwd: string,
  args: readonly string[],
  faults: readonly Fault[] | DeviceFault = [],
  stdio: { readonly stdout?: number; readonly stderr?: number } = {},
): Promise<End> {
  const hook = pathTo(Array.isArray(faults) ? './diskFaults.mjs' : './deviceFaults.mjs');
  const child = spawn(process.execPath, ['--import', hook, MAIN, ...args], {
    cwd,
    env: environment({ FAULT: JSON.stringify(faults) }),
    stdio: ['ignore', stdio.stdout ?? 'pipe', stdio.stderr ?? 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const end = new Promise<{ code: number; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? -1, signal }));
  });
  return { ...(await withGuard(end, child, args.join(' '))), stdout, stderr };
}

/** The lines on stderr that are not of progress. */
export function wordsOf({ stderr }: Run): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !/^\d+ %: /.test(line));
}
