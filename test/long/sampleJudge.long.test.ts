/** `low_effective_sample_size` against 20 seeds, over the masses of Figure 4 of arXiv:2502.10900. */
import { expect, it } from 'vitest';
import { LARGEST_SPREAD } from '../../src/prediction/sampleJudge.js';
import { compareSeeds, microboone, miniboone } from '../engine/seeds.js';

const masses = [0.05, 0.15, 0.5, 0.8];
const cases = [
  ...[256, 4096, 16384].map((events) => ['microboone-2025', microboone, events] as const),
  ...[1024, 16384].map((events) => ['miniboone-2020', miniboone, events] as const),
];

it.each(cases)('the flags of %s keep what they promise', (name, own, events) => {
  for (const mX of [0.1, 1.25]) {
    for (const m of masses) {
      const { flagged, spread } = compareSeeds(own, { m, mX, events, seeds: 20 });
      const where = `${name}, ${events} events, m5 = ${m}, mZ' = ${mX}: ${flagged} flagged, spread ${spread.toFixed(2)}`;
      console.info(where);
      if (flagged < 0.5) expect(spread, where).toBeLessThan(LARGEST_SPREAD);
      // Quasi-random points do better than their weights say where a response is smooth: MicroBooNE's has no smearing.
      if (flagged === 1)
        expect(spread, where).toBeGreaterThan((own === miniboone ? 0.5 : 0.25) * LARGEST_SPREAD);
    }
  }
});
