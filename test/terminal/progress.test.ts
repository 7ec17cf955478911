/** Progress in words: what a run computed counts, and nothing is told before it can be known. The clock is the test's. */
import { describe, expect, it } from 'vitest';
import {
  duration,
  type Progress,
  pace,
  short,
  showProgress,
  showSteps,
} from '../../src/terminal/progress.js';

/** A stream that keeps what is written, and a clock that is set. */
function watch(total: number): { progress: Progress; lines: string[]; clock: { seconds: number } } {
  const lines: string[] = [];
  const clock = { seconds: 1000 };
  const stream = { isTTY: false, write: (text: string) => lines.push(text) } as unknown as NodeJS.WriteStream;
  return { progress: showProgress(total, stream, () => 1000 * clock.seconds), lines, clock };
}

describe('pace', () => {
  it('counts what was computed, not what was on disk', () => {
    // 900 of 1000 were there; 50 took 10 s, and as many are to come.
    expect(pace(10, 950, 900, 1000)).toEqual({ rate: '5', left: '10 s' });
    expect(pace(10, 50, 0, 100)).toEqual({ rate: '5', left: '10 s' });
  });

  it('tells nothing before it can be known', () => {
    const unknown = { rate: '...', left: '...' };
    expect(pace(0, 0, 0, 1000)).toEqual(unknown);
    // Too soon, and too little of what is to be computed.
    expect(pace(1.9, 500, 0, 1000)).toEqual(unknown);
    expect(pace(5, 19, 0, 1000)).toEqual(unknown);
    expect(pace(5, 20, 0, 1000)).toEqual({ rate: '4', left: '4 min 5 s' });
    // Of a hundred points that are left, two are enough.
    expect(pace(5, 901, 900, 1000)).toEqual(unknown);
    expect(pace(5, 902, 900, 1000)).toEqual({ rate: '0.4', left: '4 min 5 s' });
    // After a while whatever there is, but of nothing there is no rate.
    expect(pace(15, 15, 0, 1e6)).toEqual({ rate: '1', left: '11 d 13 h' });
    expect(pace(3600, 900, 900, 1000)).toEqual(unknown);
  });

  it('has nothing left at the end, and no rate where nothing was computed', () => {
    expect(pace(0.5, 1000, 0, 1000)).toEqual({ rate: '2.00 k', left: '0 s' });
    expect(pace(0.5, 1000, 1000, 1000)).toEqual({ rate: '...', left: '0 s' });
    expect(pace(0, 1000, 0, 1000)).toEqual({ rate: '...', left: '0 s' });
  });
});

describe('plain lines', () => {
  it('come every five seconds and at the end, counted from the first news', () => {
    const { progress, lines, clock } = watch(1000);
    clock.seconds += 100;
    progress.update(0, 0);
    clock.seconds += 4;
    progress.update(400, 0);
    expect(lines).toEqual([]);
    clock.seconds += 1;
    progress.update(500, 0);
    clock.seconds += 1;
    progress.update(600, 0);
    clock.seconds += 4;
    progress.update(1000, 0);
    progress.update(1000, 0);
    progress.stop();
    expect(lines).toEqual([
      '50 %: 500 of 1.00 k points, 100 points/s, 5 s left\n',
      '100 %: 1.00 k of 1.00 k points, 100 points/s, 0 s left\n',
    ]);
  });

  it('of a resumed scan have the rate of what is new', () => {
    const { progress, lines, clock } = watch(1000);
    progress.update(800, 800);
    clock.seconds += 5;
    progress.update(801, 800);
    clock.seconds += 5;
    progress.update(900, 800);
    expect(lines).toEqual([
      '80 %: 801 of 1.00 k points, ... points/s, ... left\n',
      '90 %: 900 of 1.00 k points, 10 points/s, 10 s left\n',
    ]);
  });

  it('of a scan that was whole is one', () => {
    const { progress, lines } = watch(1000);
    progress.update(1000, 1000);
    progress.update(1000, 1000);
    expect(lines).toEqual(['100 %: 1.00 k of 1.00 k points, ... points/s, 0 s left\n']);
  });
});

describe('plain lines of steps', () => {
  /** Steps of hundreds of points, each in so many seconds; of its last point each tells twice. */
  function linesOf(steps: readonly (readonly [points: number, seconds: number])[]): string[] {
    const lines: string[] = [];
    const stream = { isTTY: false, write: (text: string) => lines.push(text) };
    let seconds = 0;
    const show = showSteps(stream as unknown as NodeJS.WriteStream, () => 1000 * seconds);
    for (const [points, lasts] of steps) {
      for (let done = 100; done <= points; done += 100) {
        seconds += (100 * lasts) / points;
        show(done, points);
      }
      show(points, points);
    }
    return lines;
  }

  it('are none where all steps are over soon', () => {
    expect(linesOf(Array.from({ length: 11 }, () => [200, 0.4] as const))).toEqual([]);
  });

  it('come every five seconds of all steps, each with the number of its step', () => {
    const lines = linesOf([
      [200, 2],
      [200, 2],
      [400, 4],
      [1000, 10],
    ]);
    expect(lines.map((line) => line.replace(/points\/s.*/s, ''))).toEqual([
      '25 %: 100 of 400 points of step 3, ... ',
      '20 %: 200 of 1.00 k points of step 4, ... ',
      '70 %: 700 of 1.00 k points of step 4, 117 ',
    ]);
  });
});

describe('words', () => {
  it('round counts to three digits, and seconds up', () => {
    expect([0, 7.4, 999, 1000, 262144, 1048576].map(short)).toEqual([
      '0',
      '7',
      '999',
      '1.00 k',
      '262 k',
      '1.05 M',
    ]);
    expect([0, 0.2, 59.1, 3599.5, 7500].map(duration)).toEqual([
      '0 s',
      '1 s',
      '1 min 0 s',
      '1 h 0 min',
      '2 h 5 min',
    ]);
  });
});
