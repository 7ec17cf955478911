/** Differences in parts of their bounds: what is beyond any, and what is none. */
import { expect, it } from 'vitest';
import type { TileResult } from '../../src/outputs/result.js';
import { FLAGS } from '../../src/prediction/flags.js';
import type { ResolvedScan } from '../../src/resolved/scan.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import { isWithinBound } from '../../src/upkeep/deviation.js';
import { differenceOf } from '../../src/upkeep/difference.js';

/** Of a point with 2 expected events; the bounds here need nothing else of it. */
const POINT = {
  scan: { runs: [] } as unknown as ResolvedScan,
  result: { signal: [2], experiments: [] } as unknown as TileResult,
  experiment: -1,
};
const ofBound = (name: string, grid: readonly number[], reference: readonly number[]) =>
  differenceOf(name, POINT, grid, reference)?.of_bound;

it('a number that is none is within no bound, whatever stands beside it', () => {
  expect(isWithinBound({ of_bound: 1 })).toBe(true);
  expect(isWithinBound({ of_bound: 1.001 })).toBe(false);
  expect(isWithinBound({ of_bound: Number.NaN })).toBe(false);
  for (const grid of [[Number.NaN, 1], [1, Number.NaN]]) // biome-ignore format: a line
    expect(ofBound('spectrum', grid, [1, 1])).toBeNaN();
  expect(ofBound('signal', [2], [Number.NaN])).toBeNaN();
});

it('numbers that are missing in both are equal, and in one of them are not', () => {
  const missing = FILL_VALUES.float32;
  expect(ofBound('ctau_cm', [missing], [missing])).toBe(0);
  expect(ofBound('ctau_cm', [missing], [1])).toBeGreaterThan(1);
  expect(ofBound('ctau_cm', [1], [missing])).toBeGreaterThan(1);
});

it('flags are equal or not, apart from that of few events, which may differ at its threshold', () => {
  const [few, other] = [FLAGS.lowEffectiveSampleSize, FLAGS.overflow];
  for (const name of ['flags', 'flags_sbnd']) {
    expect(ofBound(name, [other | few], [other])).toBe(0);
    expect(ofBound(name, [other], [few])).toBe(Number.POSITIVE_INFINITY);
  }
});

it('bounds are those of docs/numerics.md', () => {
  expect(ofBound('signal', [2.002], [2])).toBeCloseTo(1, 9);
  // A group of channels is held to a millionth of the total, too.
  expect(ofBound('signal_dirt', [4e-6], [2e-6])).toBeCloseTo(1, 9);
  expect(ofBound('n_eff', [101], [100])).toBeCloseTo(1, 9);
  expect(ofBound('ctau_cm', [1 + 1e-6], [1])).toBeCloseTo(1, 6);
  expect(ofBound('spectrum', [1, 2.002], [1, 2])).toBeCloseTo(1, 9);
  expect(ofBound('spectrum_error', [1], [2])).toBeUndefined();
});
