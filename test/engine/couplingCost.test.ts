/** Coupling axes must not cost events: the template time of a doubled epsilon axis. */
import { expect, it } from 'vitest';
import { openGpuEngine } from '../../src/engine/gpu.js';
import { axis, logSpaced, scanOf, wholeTile } from '../scans.js';

/** Interleaved repetitions; the least time of each, because other programs can only add to it. */
const REPETITIONS = 9;

it('doubling the epsilon axis raises the template time by less than 15 %', { timeout: 120_000 }, async () => {
  const scans = [32, 64].map((n) =>
    scanOf([axis('m5_gev', logSpaced(0.15, 1, 16)), axis('epsilon', logSpaced(1e-4, 1e-2, n))]),
  );
  const least = scans.map(() => Number.POSITIVE_INFINITY);
  const engines = await Promise.all(scans.map((scan) => openGpuEngine(scan, { allowSoftware: true })));
  try {
    // The first round warms up and does not count.
    for (let round = 0; round <= REPETITIONS; round++) {
      for (const [i, engine] of engines.entries()) {
        const scan = scans[i];
        if (!scan) continue;
        const before = engine.times.templates;
        await engine.evaluateTile(wholeTile(scan));
        const spent = engine.times.templates - before;
        if (round > 0) least[i] = Math.min(least[i] ?? spent, spent);
      }
    }
  } finally {
    for (const engine of engines) await engine[Symbol.asyncDispose]();
  }
  const [single = Number.NaN, double = Number.NaN] = least;
  expect(double / single, `${single} ms, doubled ${double} ms`).toBeLessThan(1.15);
});
