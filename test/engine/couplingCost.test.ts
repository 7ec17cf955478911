/**
 * Coupling axes must not cost events: the template time of a doubled epsilon axis. A software adapter computes on this
 * process's own threads, so its work is read from their processor time, to which other programs add nothing.
 */
import { expect, it } from 'vitest';
import { openGpuEngine } from '../../src/engine/gpu.js';
import { axis, logSpaced, scanOf, wholeTile } from '../scans.js';

/** Interleaved repetitions; the least time of each, because whatever disturbs can only add to it. */
const REPETITIONS = 15;

/** Milliseconds of processor time, over all threads of this process. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

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
        const before = { wall: engine.times.templates, processor: processorMs() };
        let processor = 0;
        // The last report of progress comes when the last event is done: the rest of the tile is yields and chi2.
        await engine.evaluateTile(wholeTile(scan), (fraction) => {
          if (fraction === 1) processor = processorMs() - before.processor;
        });
        const spent = engine.info.software ? processor : engine.times.templates - before.wall;
        if (round > 0) least[i] = Math.min(least[i] ?? spent, spent);
      }
    }
  } finally {
    for (const engine of engines) await engine[Symbol.asyncDispose]();
  }
  const [single = Number.NaN, double = Number.NaN] = least;
  expect(double / single, `${single} ms, doubled ${double} ms`).toBeLessThan(1.15);
});
