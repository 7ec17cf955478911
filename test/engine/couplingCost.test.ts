/**
 * What the templates cost: nothing for coupling axes, and in proportion for events and mass points. A software adapter computes
 * on this process's own threads, so its work is read from their processor time, to which other programs add little.
 */
import { expect, it } from 'vitest';
import type { ExperimentScan } from '../../src/config/types.js';
import { openGpuEngine } from '../../src/engine/gpu.js';
import { axis, logSpaced, scanOf, wholeTile } from '../scans.js';
import { processorMs } from './processorTime.js';

/** Interleaved repetitions; the least time of each, because whatever disturbs can only add to it. */
const REPETITIONS = 10;
/** Cost of twice the work where it is linear: 2.1, and what a loaded machine adds. */
const TWICE = 2.1 + 0.15;

/** What a scan has of everything that costs. */
interface Size {
  readonly masses: number;
  readonly epsilons: number;
  readonly events: number;
}

const SINGLE: Size = { masses: 16, epsilons: 32, events: 16384 };

function scanOfSize({ masses, epsilons, events }: Size): ExperimentScan {
  const axes = [axis('m5_gev', logSpaced(0.15, 1, masses)), axis('epsilon', logSpaced(1e-4, 1e-2, epsilons))];
  return scanOf(axes, { eventsPerMassPoint: events });
}

/** Least template time, ms, of the size alone and of a changed one. */
async function templateMs(changed: Partial<Size>): Promise<[single: number, changed: number]> {
  const scans = [SINGLE, { ...SINGLE, ...changed }].map(scanOfSize);
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
  const [single = Number.NaN, other = Number.NaN] = least;
  return [single, other];
}

it.each([
  ['twice the epsilon axis', 1.15, { epsilons: 64 }],
  ['four times the epsilon axis', 1.3, { epsilons: 128 }],
  ['twice the events', TWICE, { events: 32768 }],
  ['twice the mass points', TWICE, { masses: 32 }],
] as const)('%s costs at most %s x the template time', { timeout: 120_000 }, async (_, most, changed) => {
  const [single, other] = await templateMs(changed);
  const words = `${single} ms, changed ${other} ms, ratio ${(other / single).toFixed(3)}`;
  expect(other / single, words).toBeLessThanOrEqual(most);
});
