/** Shares of weighted events and their errors: known cases, and how often the true share is within an error. */
import { describe, expect, it } from 'vitest';
import {
  addTo,
  effectiveEvents,
  emptyTally,
  pooled,
  shareOf,
  wilsonDistance,
} from '../../../src/samples/response/weightedShare.js';
import { randomStream } from '../../scans.js';

/** Tallies of events of these weights, of which some pass. */
function tallies(events: readonly (readonly [weight: number, passes: boolean])[]) {
  const [all, passed] = [emptyTally(), emptyTally()];
  for (const [weight, passes] of events) {
    addTo(all, weight);
    if (passes) addTo(passed, weight);
  }
  return { all, passed };
}

const share = (events: readonly (readonly [number, boolean])[]) => {
  const { all, passed } = tallies(events);
  return shareOf(passed, all);
};

const equal = (n: number, k: number) => Array.from({ length: n }, (_, i) => [2, i < k] as const);

describe('a share', () => {
  it('of equal weights has the binomial error where many pass and many fail', () => {
    const found = share(equal(40_000, 10_000));
    expect(found?.value).toBeCloseTo(0.25, 12);
    // Wilson's interval is wider by (1 - 2 epsilon)/(2 n) on one side.
    const binomial = Math.sqrt((0.25 * 0.75) / 40_000);
    expect((found?.error ?? 0) - binomial).toBeGreaterThan(0);
    expect((found?.error ?? 0) - binomial).toBeLessThan(0.51 / (2 * 40_000));
  });

  it.each([
    ['none', 0, 0],
    ['all', 9, 1],
  ])('of %s is not known exactly', (_, k, value) => {
    expect(share(equal(9, k))).toEqual({ value, error: expect.closeTo(0.1, 12) });
  });

  it('of one light event among heavy ones has the error of the heavy ones', () => {
    const found = share([[1e-6, true], ...Array.from({ length: 9 }, () => [1, false] as const)]);
    expect(found?.error).toBeCloseTo(0.1, 5);
  });

  it('of one heavy event has the error of its own', () => {
    const events = [[10, true] as const, ...Array.from({ length: 100 }, () => [1, false] as const)];
    // By hand: epsilon = 10/110, [(1 - epsilon)^2 100 + epsilon^2 100]/110^2.
    const epsilon = 10 / 110;
    const variance = ((1 - epsilon) ** 2 * 100 + epsilon ** 2 * 100) / 110 ** 2;
    expect(share(events)).toEqual({
      value: expect.closeTo(epsilon, 12),
      error: expect.closeTo(Math.sqrt(variance), 12),
    });
  });

  it('of no events is none', () => {
    expect(share([])).toBeUndefined();
  });

  it('is in its interval: the ends solve (epsilon - p)^2 = p (1 - p)/n', () => {
    for (const [epsilon, n] of [
      [0.02, 30],
      [0.5, 7],
      [0.97, 100],
    ] as const) {
      const distance = wilsonDistance(epsilon, n);
      const isEnd = [epsilon - distance, epsilon + distance].map(
        (p) => Math.abs((epsilon - p) ** 2 - (p * (1 - p)) / n) < 1e-12,
      );
      expect(isEnd.some(Boolean)).toBe(true);
    }
  });

  it.each([
    ['equal weights', () => 1],
    ['weights over three decades', (u: number) => 10 ** (3 * u)],
  ])('of %s scatters by its error, which is no smaller for few events', (_, weightOf) => {
    const random = randomStream(7);
    const trials = 1000;
    // Four standard deviations of a root mean square.
    const allowed = 4 / Math.sqrt(2 * trials);
    const ratio = (events: number, truth: number) => {
      let [scatter, told] = [0, 0];
      for (let trial = 0; trial < trials; trial++) {
        const found = share(Array.from({ length: events }, () => [weightOf(random()), random() < truth]));
        scatter += ((found?.value ?? Number.NaN) - truth) ** 2;
        told += (found?.error ?? 0) ** 2;
      }
      return Math.sqrt(scatter / told);
    };
    for (const truth of [0.03, 0.4]) expect(ratio(40, truth)).toBeLessThan(1 + allowed);
    expect(Math.abs(ratio(600, 0.4) - 1)).toBeLessThan(allowed);
  });
});

it('tallies of several add up', () => {
  const one = tallies([[1, true]]).all;
  const two = tallies([
    [2, true],
    [3, true],
  ]).all;
  expect(pooled([one, two])).toEqual({ events: 3, sum: 6, squares: 14 });
  expect(effectiveEvents(pooled([one, two]))).toBeCloseTo(36 / 14, 12);
  expect(pooled([])).toEqual(emptyTally());
  expect(effectiveEvents(emptyTally())).toBe(0);
});
