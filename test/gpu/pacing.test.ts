import { describe, expect, it } from 'vitest';
import { DispatchBudget } from '../../src/gpu/timing.js';

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
});
