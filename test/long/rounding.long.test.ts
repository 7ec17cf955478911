/**
 * What rounding changes of the kernel's chi2, against its own estimate, over problems of every size and condition number: the estimate
 * is what a point is trusted or left to the host by (docs/numerics.md).
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';
import { chi2 } from '../../src/statistics/chi2.js';
import { UNKNOWN } from '../../src/statistics/counts.js';
import { FLOAT32, needsWhitening } from '../../src/statistics/precision.js';
import { type PreparedCounts, prepareCounts } from '../../src/statistics/prepared.js';
import { preparedForm } from '../../src/statistics/preparedChi2.js';
import { scaledBin } from '../../src/statistics/scaledBin.js';
import { randomStream } from '../scans.js';
import { gaussianAt, type RandomSignal, randomCounts, randomSignal } from '../statistics/problems.js';
import { preparedOnGpu } from '../twins/preparedOnGpu.js';

const PROBLEMS = 60;
const SIGNALS = 400;

let context: GpuContext;
beforeAll(async () => {
  context = await openDevice({ allowSoftware: true });
});
afterAll(async () => {
  await context[Symbol.asyncDispose]();
});

/** The estimate of the basis that the kernel takes; undefined where that depends on its rounding. */
function estimateOf(counts: PreparedCounts, { signal, relativeError }: RandomSignal): number | undefined {
  const bins = signal.map((s, i) => scaledBin(counts, i, s, relativeError[i] ?? 0));
  for (const isWhitened of needsWhitening(counts) ? [false, true] : [false]) {
    const form = preparedForm(counts, isWhitened, bins);
    if (form === undefined) continue;
    const loss = FLOAT32.roundoff * form.loss;
    if (loss <= FLOAT32.absolute + FLOAT32.relative * form.value) return loss;
  }
  return undefined;
}

it('is hardly ever more than estimated, and never twice as much', async () => {
  const random = randomStream(20261240);
  let [known, above, worst, worstOfBound] = [0, 0, 0, 0];
  for (let problem = 0; problem < PROBLEMS; problem++) {
    const bins = [2, 3, 4, 6, 11, 22][Math.floor(6 * random())] ?? 2;
    const condition = 10 ** (random() * 14 * (random() < 0.4 ? 0.25 : 1));
    const statistical = Math.min(0.3, condition ** (-0.5 * random()));
    const counts = randomCounts(random, { bins, condition, hasErrors: random() < 0.4, statistical });
    const statistic = gaussianAt(problem);
    const prepared = prepareCounts(
      statistic,
      counts,
      counts.data.map((_, i) => i),
    );
    const error = prepared.error[0] ?? Number.NaN;
    const at = Array.from({ length: SIGNALS }, (_, k) =>
      randomSignal(random, bins, k % 4 === 0 ? [1e-30, 1e30] : [1e-5 * error, 1e3 * error]),
    );
    for (const [k, found] of (await preparedOnGpu(context, prepared, at)).entries()) {
      const signal = at[k];
      if (found === UNKNOWN || signal === undefined) continue;
      const estimate = estimateOf(prepared, signal);
      if (estimate === undefined) continue;
      const expected = chi2(statistic, counts, signal.signal, signal.relativeError);
      known++;
      // The last rounding of the result itself is not in the estimate.
      const ratio = (Math.abs(found - expected) - FLOAT32.roundoff * expected) / estimate;
      if (ratio > 1) above++;
      worst = Math.max(worst, ratio);
      worstOfBound = Math.max(worstOfBound, Math.abs(found - expected) / (1e-3 + 1e-4 * expected));
    }
  }
  console.info(`${known} points, ${above} above the estimate; worst ${worst.toPrecision(3)} of it`);
  expect(known).toBeGreaterThan(0.9 * PROBLEMS * SIGNALS);
  expect(above / known).toBeLessThan(1e-3);
  expect(worst).toBeLessThan(2);
  expect(worstOfBound).toBeLessThan(1);
});
