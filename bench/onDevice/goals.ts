/** The goals of docs/performance.md beside what was reached, from the results of bench/onDevice.sh. */
import type { Limit } from '../../src/scan/occupancy.js';
import type { PeersResult } from '../peers/result.js';
import type { Profile } from '../profile/profile.js';
import type { Report } from '../report.js';

/** A scan from its first tile to its last byte. */
export interface ReadyScan {
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
  readonly limitedBy: Limit;
}

/** What readyScans.ts prints. */
export interface ReadyScans {
  readonly adapter: string;
  readonly software: boolean;
  readonly scans: readonly ReadyScan[];
}

/** Numbers of tests, as vitest's JSON has them. */
export interface TestCounts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Files that could not be run count here alone. */
  readonly numFailedTestSuites: number;
}

/** The results that are there. */
export interface Results {
  readonly tests?: TestCounts | undefined;
  readonly bench?: Pick<Report, 'gpu' | 'startUp'> | undefined;
  readonly dense?: Profile | undefined;
  readonly peers?: Pick<PeersResult, 'peers'> | undefined;
  readonly scans?: ReadyScans | undefined;
  /** Scans of an older version on the same machine. */
  readonly scansBefore?: ReadyScans | undefined;
}

/** A line of the table. `isReached` is undefined where something is not measured. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly reached: string;
  readonly isReached: boolean | undefined;
}

/** A scan counts as slower than before if it takes that much more time: two runs of one version differ by as much. */
const NOISE = 1.1;

/** All goals. */
export function goalsOf(results: Results): Goal[] {
  return [
    testGoal(results.tests),
    ...denseGoals(results.dense),
    ...peerGoals(results.peers),
    ...scanGoals(results.scans),
    ...startUpGoals(results.bench),
    ...beforeGoals(results),
  ];
}

function missing(what: string, goal: string, why = 'not measured'): Goal {
  return { what, goal, reached: why, isReached: undefined };
}

function testGoal(tests: TestCounts | undefined): Goal {
  const [what, goal] = ['tests of engine and shaders', 'all pass'];
  if (!tests) return missing(what, goal);
  const { numPassedTests: passed, numFailedTests: failed, numFailedTestSuites: suites } = tests;
  return {
    ...{ what, goal, reached: `${passed} passed, ${failed} failed` },
    isReached: passed > 0 && failed === 0 && suites === 0,
  };
}

function atMost(what: string, value: number | undefined, most: number, unit = 's'): Goal {
  const goal = `at most ${most} ${unit}`;
  if (value === undefined) return missing(what, goal);
  return { what, goal, reached: `${digits(value)} ${unit}`, isReached: value <= most };
}

function denseGoals(dense: Profile | undefined): Goal[] {
  const what = 'dense.yaml: what limits it is busy';
  const fraction = dense && busyOf(dense);
  const floor = dense && dense.limitedBy !== 'none' ? dense.floors[dense.limitedBy] : undefined;
  return [
    atMost('dense.yaml, 537 M points', dense?.seconds, 3),
    atMost('dense.yaml, memory of the host', dense?.peakMemoryMib, 2048, 'MiB'),
    fraction === undefined || !dense
      ? missing(what, 'at least 85 %', dense ? 'nothing was busy for long' : undefined)
      : {
          what,
          goal: 'at least 85 %',
          reached: `${dense.limitedBy}, ${(100 * fraction).toFixed(0)} %${floor === undefined ? '' : `, alone ${digits(floor)} s`}`,
          isReached: fraction >= 0.85,
        },
  ];
}

function busyOf({ limitedBy, busy }: Profile): number | undefined {
  if (limitedBy === 'none') return undefined;
  return limitedBy === 'disk' ? busy.write : busy[limitedBy];
}

function peerGoals(peers: Results['peers']): Goal[] {
  return (
    [
      ['cuda', 'CUDA', 1],
      ['jax-gpu', 'JAX on the GPU', 5],
    ] as const
  ).flatMap(([name, title, least]) => {
    const outcome = peers?.peers.find((peer) => peer.name === name)?.outcome;
    const ratios = outcome && 'report' in outcome ? outcome.report.ratios : undefined;
    const why = outcome && 'reason' in outcome ? outcome.reason : outcome ? 'it disagrees' : undefined;
    return (['events', 'points'] as const).map((kind) => {
      const what = `${kind === 'events' ? 'events x mass points' : 'grid points'}/s over ${title}`;
      const goal = `at least ${least} x`;
      if (!ratios) return missing(what, goal, why);
      return { what, goal, reached: `${digits(ratios[kind])} x`, isReached: ratios[kind] >= least };
    });
  });
}

function scanGoals(scans: ReadyScans | undefined): Goal[] {
  const seconds = (name: string) => scans?.scans.find((scan) => scan.name === name)?.seconds;
  const [a, b] = [seconds('figure4a'), seconds('figure4b')];
  return [
    atMost('joint with MiniBooNE combined, 101 M points', seconds('joint'), 1.5),
    atMost('figure 4, both scans', a === undefined || b === undefined ? undefined : a + b, 2),
  ];
}

function startUpGoals(bench: Results['bench']): Goal[] {
  return [
    atMost('one point from the shell', bench?.startUp.onePoint, 0.7),
    atMost('a hundred points from the shell', bench?.startUp.hundredPoints, 0.8),
  ];
}

/** No scan slower than before; a goal of software adapters, told for others where there is something to compare. */
function beforeGoals({ scans, scansBefore }: Results): Goal[] {
  if (!scans || !scansBefore) return [];
  return scans.scans.flatMap(({ name, seconds }) => {
    const before = scansBefore.scans.find((scan) => scan.name === name)?.seconds;
    if (before === undefined) return [];
    return {
      what: `${name}, beside before`,
      goal: `${digits(before)} s`,
      reached: `${digits(seconds)} s`,
      isReached: seconds <= NOISE * before,
    };
  });
}

/** Where and how the results were measured. */
export interface Setting {
  readonly adapter: string;
  /** Goals are those of a hardware GPU. */
  readonly isSoftware: boolean;
  readonly isReduced: boolean;
}

/** The table. On a software adapter, or with reduced sizes, it does not say whether goals are reached, but for tests and, sizes whole, comparisons. */
export function tableOfGoals(goals: readonly Goal[], { adapter, isSoftware, isReduced }: Setting): string {
  const isJudged = ({ what }: Goal) =>
    what.startsWith('tests') || (!isReduced && (!isSoftware || what.endsWith('beside before')));
  const verdict = (goal: Goal) => {
    if (goal.isReached === undefined || !isJudged(goal)) return '';
    return goal.isReached ? 'reached' : 'MISSED';
  };
  const rows = [
    ['goal', 'wanted', 'reached', ''],
    ...goals.map((goal) => [goal.what, goal.goal, goal.reached, verdict(goal)]),
  ];
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const remarks = [
    ...(isReduced ? ['sizes are reduced: the numbers only show that everything runs'] : []),
    ...(isSoftware ? ['a software adapter: the goals are those of a GPU'] : []),
  ];
  return [
    `on ${adapter}`,
    ...remarks,
    '',
    ...rows.map((row) =>
      row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  ].join('\n');
}

function digits(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
