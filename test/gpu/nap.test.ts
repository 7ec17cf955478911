/** Naps by a fake clock: soon on a software adapter, never on a GPU that answers, none when nothing is waited for. */
import { expect, it } from 'vitest';
import { Naps } from '../../src/gpu/nap.js';

function fake() {
  const turns: (() => void)[] = [];
  const state = { now: 0, slept: 0 };
  const naps = new Naps({
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
  return { naps, state, turnAt, turns };
}

it('sleeps on a software adapter when a wait is more than a millisecond old', () => {
  const { naps, state, turnAt } = fake();
  naps.start('software');
  turnAt(0.5);
  expect(state.slept).toBe(0);
  turnAt(1.5);
  turnAt(1.5);
  expect(state.slept).toBe(2);
});

it('stays awake on a GPU while waits begin and end, though there is always one', () => {
  const { naps, state, turnAt } = fake();
  let end = naps.start('hardware');
  for (let now = 10; now < 200; now += 10) {
    const next = naps.start('hardware');
    end();
    end = next;
    turnAt(now + 9);
  }
  expect(state.slept).toBe(0);
  turnAt(240);
  expect(state.slept).toBe(1);
});

it('asks for no more turns when nothing is waited for', () => {
  const { naps, turnAt, turns } = fake();
  const end = naps.start('software');
  end();
  end();
  turnAt(100);
  expect(turns).toEqual([]);
  naps.start('software');
  expect(turns).toHaveLength(1);
});
