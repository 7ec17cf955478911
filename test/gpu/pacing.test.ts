/** Pacing by a fake clock: the size of dispatches, what is in flight, and how long the queue had work. */
import { describe, expect, it } from 'vitest';
import { DispatchBudget, Pacer, QueueClock } from '../../src/gpu/pacing.js';

describe('DispatchBudget', () => {
  it('approaches the target from below without leaping', () => {
    const budget = new DispatchBudget({ targetMs: 100, first: 10, most: 1e6 });
    const msPerUnit = 0.05;
    const counts: number[] = [];
    for (let i = 0; i < 6; i++) {
      counts.push(budget.count);
      budget.record(budget.count, budget.count * msPerUnit);
    }
    expect(counts).toEqual([10, 40, 160, 640, 2000, 2000]);
  });

  it('falls at once when a dispatch took too long, and never below one', () => {
    const budget = new DispatchBudget({ targetMs: 100, first: 1000, most: 1e6 });
    budget.record(1000, 10_000);
    expect(budget.count).toBe(10);
    budget.record(1, 1e6);
    expect(budget.count).toBe(1);
  });

  it('stays within its bound', () => {
    const budget = new DispatchBudget({ targetMs: 100, first: 50, most: 64 });
    budget.record(50, 0);
    expect(budget.count).toBe(64);
  });

  it('does not fall because of the short dispatch at the end of a tile', () => {
    const budget = new DispatchBudget({ targetMs: 100, first: 1000, most: 1e6 });
    budget.record(3, 0.3);
    expect(budget.count).toBe(600);
    budget.record(6, 0.6);
    expect(budget.count).toBe(600);
  });
});

describe('QueueClock', () => {
  it('counts overlapping submissions from completion to completion, and no idle time', () => {
    let now = 0;
    const clock = new QueueClock(() => now);
    const first = clock.submitted();
    now = 10;
    const second = clock.submitted();
    now = 30;
    expect(first()).toBe(30);
    now = 50;
    expect(second()).toBe(20);
    now = 70;
    const late = clock.submitted();
    now = 75;
    expect(late()).toBe(5);
  });
});

describe('Pacer', () => {
  /** A submission that takes `ms` and is done when told so. */
  function submission(ms: number) {
    let end = () => {};
    let fail = (_error: Error) => {};
    const done = new Promise<void>((resolve, reject) => {
      end = resolve;
      fail = reject;
    });
    return { done, end, fail, milliseconds: () => ms };
  }
  const budgetOf = (count: number) => new DispatchBudget({ targetMs: 100, first: count, most: 1e6 });

  it('lets two full dispatches ahead, and the next when the first is done', async () => {
    const pacer = new Pacer(2);
    const budget = budgetOf(10);
    const [a, b] = [submission(100), submission(100)];
    pacer.track(budget, 10, a.done, a.milliseconds);
    expect(pacer.hasRoom).toBe(true);
    pacer.track(budget, 10, b.done, b.milliseconds);
    expect(pacer.hasRoom).toBe(false);
    let hasRoom = false;
    const room = pacer.room().then(() => {
      hasRoom = true;
    });
    await new Promise(setImmediate);
    expect(hasRoom).toBe(false);
    a.end();
    await room;
    expect(pacer.hasRoom).toBe(true);
  });

  it('lets many ahead where each is a small part of a full one', () => {
    const pacer = new Pacer(2);
    const budget = budgetOf(1000);
    for (let i = 0; i < 19; i++) pacer.track(budget, 100, new Promise(() => {}), () => 0);
    expect(pacer.hasRoom).toBe(true);
    pacer.track(budget, 150, new Promise(() => {}), () => 0);
    expect(pacer.hasRoom).toBe(false);
  });

  it('corrects the budget by what was measured, but not by what was seen together with another', async () => {
    const pacer = new Pacer(2);
    const budget = budgetOf(10);
    const [a, b] = [submission(200), submission(0.001)];
    pacer.track(budget, 10, a.done, a.milliseconds);
    pacer.track(budget, 10, b.done, b.milliseconds);
    a.end();
    b.end();
    await new Promise(setImmediate);
    expect(budget.count).toBe(5);
  });

  it('throws what a submission failed with, to those who wait and to those who come', async () => {
    const pacer = new Pacer(1);
    const a = submission(1);
    pacer.track(budgetOf(1), 1, a.done, a.milliseconds);
    const waiting = pacer.room();
    a.fail(new Error('device lost'));
    await expect(waiting).rejects.toThrow('device lost');
    await expect(pacer.room()).rejects.toThrow('device lost');
  });
});
