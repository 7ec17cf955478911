import { expect, it } from 'vitest';
import { type Ticker, Watchdog } from '../../src/gpu/watchdog.js';

/** A watchdog with a timer that the test turns. */
function watchdogOf(device: 'hardware' | 'software') {
  const silent: number[] = [];
  let tick: (() => void) | undefined;
  const ticker: Ticker = {
    every(milliseconds, next) {
      expect(milliseconds).toBe(5000);
      tick = next;
      return () => {
        tick = undefined;
      };
    },
  };
  const watchdog = new Watchdog(device, (minutes) => silent.push(minutes), ticker);
  return {
    watchdog,
    silent,
    isTicking: () => tick !== undefined,
    pass(ticks: number) {
      for (let n = 0; n < ticks; n++) tick?.();
    },
  };
}

it('barks once after ten minutes without an answer from hardware, an hour from software', () => {
  for (const [device, ticks, minutes] of [['hardware', 120, 10] as const, ['software', 720, 60] as const]) {
    const { watchdog, silent, pass, isTicking } = watchdogOf(device);
    watchdog.wait();
    watchdog.wait();
    pass(ticks - 1);
    expect(silent).toEqual([]);
    pass(1);
    expect(silent).toEqual([minutes]);
    expect(isTicking()).toBe(false);
  }
});

it('hears any answer, and sleeps while nothing is awaited', () => {
  const { watchdog, silent, pass, isTicking } = watchdogOf('hardware');
  const long = watchdog.wait();
  for (let n = 0; n < 10; n++) {
    const short = watchdog.wait();
    pass(5);
    short();
  }
  pass(119);
  expect(silent).toEqual([]);
  long();
  expect(isTicking()).toBe(false);
});

it('waits twenty times as long as a device has ever taken', () => {
  const { watchdog, silent, pass } = watchdogOf('hardware');
  const end = watchdog.wait();
  pass(12);
  end();
  watchdog.wait();
  pass(239);
  expect(silent).toEqual([]);
  pass(1);
  expect(silent).toEqual([20]);
});
