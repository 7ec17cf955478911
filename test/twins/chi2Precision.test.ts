/**
 * The kernel's chi2 against integers of any length: signals from 1e-30 to 1e30 events in any bins, condition numbers up to 1e14. It is
 * within its bound or says that it does not know; and it does know wherever bins are correlated no more than MiniBooNE's.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';
import { UNKNOWN } from '../../src/statistics/counts.js';
import { prepareCounts } from '../../src/statistics/prepared.js';
import { randomStream } from '../scans.js';
import { exactChi2 } from '../statistics/exact.js';
import { gaussianAt, randomCounts, randomSignal } from '../statistics/problems.js';
import { preparedOnGpu } from './preparedOnGpu.js';

const SIGNALS = 128;

let context: GpuContext;
beforeAll(async () => {
  context = await openDevice({ allowSoftware: true });
});
afterAll(async () => {
  await context[Symbol.asyncDispose]();
});

/** Worst error over the bound among the points that the kernel knows, and the share of those that it does not. */
interface Found {
  readonly worst: number;
  readonly unknown: number;
}

/** Signals of any size, and such as the errors are, in problems of several sizes with one statistic after another. */
async function compare(seed: number, condition: number, statistical: number): Promise<Found> {
  const random = randomStream(seed);
  let [worst, unknown, all] = [0, 0, 0];
  for (const [size, bins] of [1, 3, 6].entries()) {
    const counts = randomCounts(random, { bins, condition, hasErrors: random() < 0.5, statistical });
    const statistic = gaussianAt(seed + size);
    const error = Math.sqrt(counts.covariance[0]?.[0] ?? 1);
    const at = Array.from({ length: SIGNALS }, (_, k) =>
      randomSignal(random, bins, k % 2 === 0 ? [1e-30, 1e30] : [1e-4 * error, 100 * error]),
    );
    const prepared = prepareCounts(
      statistic,
      counts,
      counts.data.map((_, i) => i),
    );
    for (const [k, found] of (await preparedOnGpu(context, prepared, at)).entries()) {
      all++;
      if (found === UNKNOWN) {
        unknown++;
        continue;
      }
      const { signal = [], relativeError = [] } = at[k] ?? {};
      const exact = exactChi2(statistic, counts, signal, relativeError);
      worst = Math.max(worst, Math.abs(found - exact) / (1e-3 + 1e-4 * exact));
    }
  }
  return { worst, unknown: unknown / all };
}

describe('the chi2 kernel', () => {
  it.each([
    [1, 0.3, 1],
    [30, 0.2, 2],
    [1e2, 0.1, 3],
    [1e3, 0.03, 4],
  ])('knows every signal at a condition number of %f', async (condition, statistical, seed) => {
    const { worst, unknown } = await compare(seed, condition, statistical);
    expect(worst).toBeLessThan(1);
    expect(unknown).toBe(0);
  });

  it.each([
    [1e5, 5],
    [1e8, 6],
    [1e11, 7],
    [1e14, 8],
  ])('is right or says that it is not at a condition number of %f', async (condition, seed) => {
    const { worst, unknown } = await compare(seed, condition, 1e-8);
    expect(worst).toBeLessThan(1);
    expect(unknown).toBeLessThan(0.5);
  });
});
