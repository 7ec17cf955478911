/** EventLoopSleeper by a fake clock: soon on a software adapter, never on a GPU that answers, none when nothing is waited for. */
import { expect, it } from 'vitest';
import { EventLoopSleeper } from '../../src/gpu/eventLoopSleeper.js';

function fake() {
  const turns: (() => void)[] = [];
  const state = { now: 0, slept: 0 };
  const sleeper = new EventLoopSleeper({
    now: () => state.now,
    sleep: (ms) => {
      state.slept += ms;
      state.now += ms;
    },
    nextTurn: (work) => turns.push(work),
  });
  const turnAt = (now: number) => {
    state.now = Math.max(state.now, now);
    for (const work of turns.splice(0)) work();
  };
  return { sleeper, state, turnAt, turns };
}

it('sleeps on a software adapter when a wait is more than a millisecond old', () => {
  const { sleeper, state, turnAt } = fake();
  sleeper.start('software');
  turnAt(0.5);
  expect(state.slept).toBe(0);
  turnAt(1.5);
  turnAt(1.5);
  expect(state.slept).toBe(2);
});

it('stays awake on a GPU while waits begin and end, though there is always one', () => {
  const { sleeper, state, turnAt } = fake();
  let end = sleeper.start('hardware');
  for (let now = 10; now < 200; now += 10) {
    const next = sleeper.start('hardware');
    end();
    end = next;
    turnAt(now + 9);
  }
  expect(state.slept).toBe(0);
  turnAt(240);
  expect(state.slept).toBe(1);
});

it('asks for no more turns when nothing is waited for', () => {
  const { sleeper, turnAt, turns } = fake();
  const end = sleeper.start('software');
  end();
  end();
  turnAt(100);
  expect(turns).toEqual([]);
  sleeper.start('software');
  expect(turns).toHaveLength(1);
});

it('counts turns that only ask the device, but neither sleep nor work', () => {
  const { sleeper, turnAt } = fake();
  sleeper.start('software');
  turnAt(0.05);
  turnAt(0.09);
  expect(sleeper.emptyMs).toBeCloseTo(0.09);
  // A turn of work, and then sleep.
  turnAt(1.5);
  expect(sleeper.emptyMs).toBeCloseTo(0.09);
  turnAt(2.54);
  expect(sleeper.emptyMs).toBeCloseTo(0.13);
});

it('does not count the time in which nothing was waited for', () => {
  const { sleeper, state, turnAt } = fake();
  const end = sleeper.start('hardware');
  turnAt(0.01);
  end();
  turnAt(0.02);
  state.now = 50;
  sleeper.start('hardware');
  turnAt(50.03);
  expect(sleeper.emptyMs).toBeCloseTo(0.05);
});
