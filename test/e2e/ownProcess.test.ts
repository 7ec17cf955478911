/**
 * Each command and each kind of failure in a process of its own, as users have it, against the resident process in which most tests
 * run commands: the same exit code, words and files.
 */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { dualnu, hashTree, MAIN, makeFolder, type Run, type RunOptions, smallScan } from './cli.js';

/** Commands in the order in which they build on each other's files. */
const COMMANDS: readonly string[][] = [
  ['scan', 'small.yaml', '--software', '--out', 'grid.zarr', '--json'],
  ['info', 'grid.zarr'],
  [
    'contours',
    'grid.zarr',
    '--x',
    'm5_gev',
    '--y',
    'Umu5_sq',
    '--fix',
    'm4_gev=0.1',
    '--fix',
    'epsilon=8e-4',
  ].concat(['--out', 'contours.csv']),
  ['point', 'small.yaml', '--set', 'm4_gev=0.1', '--set', 'm5_gev=0.2', '--set', 'Umu5_sq=1e-5'].concat([
    '--set',
    'epsilon=8e-4',
  ]),
  ['xsec', '--m5', '0.2', '--m4', '0.1', '--mz', '1.25', '--v2', '1e-8', '--target', 'Ar40', '--enu', '0.8'],
  ['width', '--m5', '0.2', '--m4', '0.1', '--mz', '1.25', '--json'],
  ['experiment', 'check', 'microboone-2025'],
  ['scan', '--help'],
  ['--version'],
  // One of every exit code but 5, which takes an environment without a driver, and 6.
  ['scan', 'small.yaml', '--softwear'],
  ['scan', 'none.yaml'],
  ['experiment', 'check', './none'],
  ['scan', 'small.yaml', '--engine', 'reference', '--out', 'small.yaml/grid.zarr'],
];

/** Runs all of them in one folder; what they left behind at the end. */
async function runAll(options: RunOptions) {
  const dir = await makeFolder({ 'small.yaml': smallScan() });
  const runs: Run[] = [];
  for (const args of COMMANDS) runs.push(await dualnu(dir, args, options));
  const files = await hashTree(dir);
  // The run log tells times.
  delete files['grid.zarr.log.json'];
  return { words: runs.map(withoutTimes), files };
}

/** Without times and rates, and without lines of progress: how many there are is a matter of time. */
function withoutTimes({ code, stdout, stderr }: Run): Run {
  return {
    code,
    stdout: stdout.replace(/"(seconds|points_per_second|gpu_busy)": ?[\d.e+-]+/g, '"$1": 0'),
    stderr: stderr.replace(/^\d+ %: .* left\n/gm, ''),
  };
}

it('gives the same as in the resident process', async () => {
  const own = await runAll({ ownProcess: true });
  expect(own.words.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 4, 7]);
  const resident = await runAll({ ownProcess: false });
  expect(resident.words).toEqual(own.words);
  expect(resident.files).toEqual(own.files);
});

it('says that its working folder was deleted, without a stack trace', async () => {
  const cwd = await makeFolder();
  const script = 'rmdir "$PWD" && exec "$0" "$1" info grid.zarr';
  const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, MAIN], {
    cwd,
    encoding: 'utf8',
  });
  expect(stderr).toBe('dualnu: the working folder no longer exists; change to another one with cd\n');
  expect(status).toBe(7);
});
