/** What limits a run, on fractions that nobody measured, and a clock that stands still. */
import { describe, expect, it } from 'vitest';
import {
  type BusyFractions,
  LoadClock,
  limitOf,
  occupancyInLog,
  occupancyInWords,
} from '../../src/scan/occupancy.js';

const BASE: BusyFractions = { gpu: 0.3, host: 0.2, write: 0.1, writeWait: 0 };

describe('the limit of a run', () => {
  it.each([
    [{ gpu: 0.97 }, 'gpu'],
    [{ host: 0.8 }, 'host'],
    [{ gpu: 0.75, host: 0.8 }, 'host'],
    [{ write: 1, writeWait: 0.4 }, 'disk'],
    [{ gpu: 0.9, write: 0.95, writeWait: 0.06 }, 'disk'],
    // Writes wait for the main thread as long as nobody waits for them.
    [{ host: 0.8, write: 0.95, writeWait: 0.04 }, 'host'],
    [{ write: 1, writeWait: 0 }, 'none'],
    [{}, 'none'],
    [{ gpu: 0.499 }, 'none'],
    [{ gpu: 0.5 }, 'gpu'],
    [{ gpu: 0.8, host: 0.8, write: 0.8, writeWait: 0.8 }, 'gpu'],
    [{ host: 0.8, write: 0.8, writeWait: 0.8 }, 'host'],
    // What is not known is not named.
    [{ gpu: undefined, host: 0.99 }, 'host'],
    [{ gpu: undefined, host: undefined }, 'none'],
  ] as const)('of %o is %s', (busy, limit) => {
    expect(limitOf({ ...BASE, ...busy })).toBe(limit);
  });
});

it('is written in the log with three decimals, and without what is not known', () => {
  expect(occupancyInLog({ gpu: 0.98765, host: 0.1, write: 1 / 3, writeWait: 0.2 })).toEqual({
    ...{ gpu_busy: 0.988, host_busy: 0.1, write_busy: 0.333, limited_by: 'gpu' },
  });
  expect(occupancyInLog({ write: 0.9, writeWait: 0.2 })).toEqual({ write_busy: 0.9, limited_by: 'disk' });
});

it('is told in words', () => {
  expect(occupancyInWords({ ...BASE, gpu: 0.974 })).toBe(
    "limited by the GPU: busy 97 % of the time, the host's main thread 20 %, writing 10 %",
  );
  expect(occupancyInWords({ gpu: undefined, host: 0.2, write: 0.9, writeWait: 0.5 })).toBe(
    "limited by writing: busy 90 % of the time, the host's main thread 20 %",
  );
  expect(occupancyInWords(BASE)).toBe(
    "limited by nothing for long: busy were the GPU 30 %, the host's main thread 20 %, writing 10 %",
  );
});

describe('the clock of work under way', () => {
  it('adds up when there was any, and when there was as much as may be', async () => {
    let now = 5;
    const clock = new LoadClock(2, () => now);
    const ends: (() => void)[] = [];
    const begin = () => clock.during(() => new Promise<void>((resolve) => ends.push(resolve)));
    const first = begin();
    now = 8;
    const second = begin();
    now = 12;
    ends[0]?.();
    await first;
    now = 13;
    ends[1]?.();
    await second;
    now = 20;
    expect(clock.times).toEqual({ busy: 8, full: 4 });
    void begin();
    now = 21;
    expect(clock.times).toEqual({ busy: 9, full: 4 });
  });

  it('ends with work that fails', async () => {
    let now = 0;
    const clock = new LoadClock(1, () => now);
    const work = clock.during(async () => {
      now = 3;
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    now = 9;
    expect(clock.times).toEqual({ busy: 3, full: 3 });
  });
});
