/** The table of goals, from results that nobody measured; and what the script refuses before it begins. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Goal,
  goalsOf,
  type ReadyScans,
  type Results,
  tableOfGoals,
} from '../../bench/onDevice/goals.js';
import { ROOT, runProcess } from '../e2e/cli.js';

const scansOf = (seconds: Readonly<Record<string, number>>): ReadyScans => ({
  adapter: 'A',
  software: false,
  scans: Object.entries(seconds).map(([name, time]) => ({
    name,
    points: 1,
    seconds: time,
    limitedBy: 'gpu',
  })),
});
const peersOf = (cuda: object, jax: object) =>
  ({
    peers: [
      { name: 'cuda', outcome: cuda },
      { name: 'jax-gpu', outcome: jax },
    ],
  }) as unknown as NonNullable<Results['peers']>;
const ran = (events: number, points: number) => ({ report: { ratios: { events, points } } });
const dense = {
  seconds: 2.9,
  peakMemoryMib: 2000,
  limitedBy: 'disk',
  busy: { gpu: 0.5, host: 0.4, write: 0.9, writeWait: 0.3 },
  floors: { gpu: 1.4, host: 1.2, disk: 2.5 },
} as unknown as NonNullable<Results['dense']>;
const GOOD: Results = {
  tests: { numPassedTests: 456, numFailedTests: 0, numFailedTestSuites: 0 },
  bench: { startUp: { version: 0.1, onePoint: 0.7, hundredPoints: 0.8 } } as unknown as NonNullable<
    Results['bench']
  >,
  dense,
  peers: peersOf(ran(1, 1), ran(5, 5.2)),
  scans: scansOf({ joint: 1.5, figure4a: 0.8, figure4b: 1.2, quickstart: 1.1 }),
  scansBefore: scansOf({ quickstart: 1 }),
};
const SETTING = { adapter: 'A', isSoftware: false, isReduced: false };
const missed = (results: Results) =>
  goalsOf(results)
    .filter(({ isReached }) => isReached !== true)
    .map(({ what, reached }) => `${what}: ${reached}`);

describe('goals', () => {
  it('are reached at their limits', () => {
    expect(missed(GOOD)).toEqual([]);
  });

  it.each<[string, Partial<Results>]>([
    ['dense.yaml, 537 M points: 3.01 s', { dense: { ...dense, seconds: 3.01 } }],
    ['dense.yaml, memory of the host: 2100 MiB', { dense: { ...dense, peakMemoryMib: 2100 } }],
    [
      'dense.yaml: what limits it is busy: disk, 84 %, alone 2.5 s',
      { dense: { ...dense, busy: { ...dense.busy, write: 0.84 } } },
    ],
    [
      'dense.yaml: what limits it is busy: nothing was busy for long',
      { dense: { ...dense, limitedBy: 'none' } },
    ],
    ['events x mass points/s over CUDA: 0.9 x', { peers: peersOf(ran(0.9, 1), ran(5, 5)) }],
    ['grid points/s over JAX on the GPU: 4.99 x', { peers: peersOf(ran(1, 1), ran(5, 4.99)) }],
    [
      'joint with MiniBooNE combined, 101 M points: 1.6 s',
      { scans: scansOf({ ...{ joint: 1.6 }, figure4a: 1, figure4b: 1 }) },
    ],
    ['figure 4, both scans: not measured', { scans: scansOf({ joint: 1, figure4a: 1 }) }],
    ['figure 4, both scans: 2.1 s', { scans: scansOf({ joint: 1, figure4a: 1, figure4b: 1.1 }) }],
    [
      'quickstart, beside before: 1.11 s',
      { scans: scansOf({ ...{ joint: 1, figure4a: 1 }, figure4b: 1, quickstart: 1.11 }) },
    ],
    [
      'tests of engine and shaders: 0 passed, 0 failed',
      { tests: { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 0 } },
    ],
    [
      'tests of engine and shaders: 5 passed, 0 failed',
      { tests: { numPassedTests: 5, numFailedTests: 0, numFailedTestSuites: 1 } },
    ],
  ])('are missed beyond them: %s', (line, change) => {
    expect(missed({ ...GOOD, ...change })).toEqual([line]);
  });

  it('that could not be measured say why', () => {
    const peers = peersOf({ reason: 'no nvcc' }, { report: { ratios: undefined } });
    expect(missed({ ...GOOD, peers })).toEqual([
      'events x mass points/s over CUDA: no nvcc',
      'grid points/s over CUDA: no nvcc',
      'events x mass points/s over JAX on the GPU: it disagrees',
      'grid points/s over JAX on the GPU: it disagrees',
    ]);
    expect(
      goalsOf({}).every(({ isReached, reached }) => isReached === undefined && reached === 'not measured'),
    ).toBe(true);
  });
});

describe('their table', () => {
  const goals: Goal[] = [
    { what: 'tests', goal: 'all pass', reached: '1 passed', isReached: true },
    { what: 'dense', goal: 'at most 3 s', reached: '4 s', isReached: false },
    { what: 'cuda', goal: 'at least 1 x', reached: 'no nvcc', isReached: undefined },
  ];
  it('has verdicts on a GPU', () => {
    expect(tableOfGoals(goals, SETTING).split('\n')).toEqual([
      ...['on A', '', 'goal   wanted        reached'],
      'tests  all pass      1 passed  reached',
      'dense  at most 3 s   4 s       MISSED',
      'cuda   at least 1 x  no nvcc',
    ]);
  });

  it.each([
    [{ isSoftware: true }, true],
    [{ isReduced: true }, false],
    [{ isSoftware: true, isReduced: true }, false],
  ])('has none but of tests and, sizes whole, of comparisons with %o', (change, isCompared) => {
    const compared = { what: 'a, beside before', goal: '1 s', reached: '2 s', isReached: false };
    const table = tableOfGoals([...goals, compared], { ...SETTING, ...change });
    expect(table).toMatch(/^tests .* reached$/m);
    expect(table).toMatch(/^dense .* 4 s$/m);
    expect(table.includes('MISSED')).toBe(isCompared);
  });
});

describe.skipIf(process.platform === 'win32')('the script', () => {
  it.each([
    [['--only', 'tests,peer'], 'no step peer; there are tests, bench, profile, peers, scans'],
    [['--fast'], 'unknown argument --fast'],
    [['--results'], '--results wants a value'],
  ])('refuses %o', async (args, line) => {
    const { code, stderr } = await runProcess('bash', [join(ROOT, 'bench', 'onDevice.sh'), ...args], ROOT);
    expect(code).toBe(2);
    expect(stderr).toContain(line);
  });
});
