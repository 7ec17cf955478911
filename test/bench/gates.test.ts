/** The benchmark's limits, on reports that nobody measured. */
import { expect, it } from 'vitest';
import { missedGates } from '../../bench/gates.js';
import type { Report } from '../../bench/report.js';

const RATES = { adapter: 'A', eventsPerSecond: 2, chi2PerSecond: 2, pointsPerSecond: 2 };
const GOOD = {
  node: '20.19.0',
  gpu: RATES,
  reference: RATES,
  ratios: { events: 1, points: 1 },
  endToEnd: { estimateRatio: 1 },
  writeMbPerSecond: 1,
  costs: { 'template time of 4 x epsilon': 1.3, 'time of 2 x events': 2.1 },
  deviation: { signal: 0, chi2: 0 },
  startUp: { version: 0.1, onePoint: 1, hundredPoints: 2 },
} as unknown as Report;

it('misses nothing where every limit is kept', () => {
  expect(missedGates(GOOD)).toEqual([]);
});

it.each([
  [
    { costs: { 'template time of 4 x epsilon': 1.31 } },
    'template time of 4 x epsilon: 1.31, where at most 1.3 is',
  ],
  [{ costs: { 'time of 2 x events': 2.2 } }, 'time of 2 x events: 2.20, where at most 2.1 is the limit'],
  [{ costs: { 'time of 2 x events': Number.NaN } }, 'time of 2 x events: NaN'],
  [{ endToEnd: { estimateRatio: 0.4 } }, 'estimates, over it: 0.40, where 0.5 to 2 is the limit'],
  [{ endToEnd: { estimateRatio: 2.5 } }, 'estimates, over it: 2.50'],
  [{ startUp: { onePoint: 1.2, hundredPoints: 1 } }, 'seconds of a scan of one point: 1.20'],
  [{ startUp: { onePoint: 1, hundredPoints: 3 } }, 'seconds of a scan of a hundred points: 3.00'],
])('names what is beyond its limit: %o', (change, line) => {
  const missed = missedGates({ ...GOOD, ...change } as unknown as Report);
  expect(missed).toHaveLength(1);
  expect(missed[0]).toContain(line);
});
