/** `low_effective_sample_size`: up where other seeds give another chi2 at the end of the 95 % interval, and down where they do not. */
import { describe, expect, it } from 'vitest';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { FLAGS } from '../../src/prediction/flags.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { createSampleJudge, LARGEST_SPREAD } from '../../src/prediction/sampleJudge.js';
import { binsOfRows } from '../../src/prediction/signalBins.js';
import { compareSeeds, microboone, miniboone } from '../engine/seeds.js';
import { axis, logSpaced, onlyResult, scanOf, singleScanOf, wholeTile } from '../scans.js';

const at = (m: number, events: number) => ({ m, mX: 1.25, events, seeds: 12 });

describe('low_effective_sample_size', () => {
  it.each([
    ['m5 = 0.3 GeV', at(0.3, 2048)],
    ['m5 = 0.8 GeV', at(0.8, 4096)],
  ])('is down where seeds agree on chi2: microboone-2025, %s', (_, point) => {
    const { flagged, spread } = compareSeeds(microboone, point);
    expect(flagged).toBe(0);
    expect(spread).toBeLessThan(0.5 * LARGEST_SPREAD);
  });

  it.each([
    ['microboone-2025, m5 = 0.3 GeV', microboone, at(0.3, 256)],
    ['miniboone-2020, m5 = 0.3 GeV', miniboone, at(0.3, 512)],
    ['miniboone-2020, m5 = 0.8 GeV', miniboone, at(0.8, 2048)],
  ])('is up where they do not: %s', (_, own, point) => {
    const { flagged, spread } = compareSeeds(own, point);
    expect(flagged).toBe(1);
    expect(spread).toBeGreaterThan(0.5 * LARGEST_SPREAD);
  });
});

describe('the judge', () => {
  const few = { eventsPerMassPoint: 256 };
  const isPoor = (flags: number | undefined) => ((flags ?? 0) & FLAGS.lowEffectiveSampleSize) !== 0;

  it('does not look at |U|^2 where that is a factor only', async () => {
    const mixings = axis('Umu5_sq', [0, 1e-12, 1e-2]);
    const { flags } = await openReferenceEngine(scanOf([mixings], few)).evaluateTile(
      wholeTile(scanOf([mixings])),
    );
    expect(flags.length).toBe(1);
    expect(isPoor(flags[0])).toBe(true);
  });

  it('looks at the signal as it is where |U|^2 is a coupling: neither where it is small nor far beyond the limit', async () => {
    const mixings = [0, ...logSpaced(1e-8, 1, 65)];
    const scan = singleScanOf([axis('Umu4_sq', mixings)], few);
    const result = await openReferenceEngine(scan).evaluateTile(wholeTile(scan));
    const poor = [...result.flags].map(isPoor);
    const [first, last] = [poor.indexOf(true), poor.lastIndexOf(true)];
    const chi2 = onlyResult(result).chi2;
    const background = chi2[0] ?? Number.NaN;
    expect(first).toBeGreaterThan(1);
    expect(last).toBeLessThan(mixings.length - 1);
    // In one piece, around where the limit is.
    expect(poor.slice(first, last + 1).every((is) => is)).toBe(true);
    const limit = chi2.findIndex((value) => value > background + 6);
    expect(limit).toBeGreaterThanOrEqual(first);
    expect(limit).toBeLessThanOrEqual(last);
    expect((chi2[last + 1] ?? 0) - background).toBeGreaterThan(30);
  });

  it('finds a sample poor that has no event in any bin, and leaves out what is no bin', () => {
    const setup = setUpPhysics({ ...microboone, ...few });
    expect(binsOfRows(setup)).toEqual([0, 1, 2]);
    const judge = createSampleJudge(setup, [undefined, 2, 0, 1]);
    const fine = Float32Array.of(0, 0, 1e9, 2e8, 4e8, 3e8);
    const error = Float32Array.of(0, 0, 1, 0.01, 0.01, 0.01);
    expect(judge(fine, error, 2)).toBe(false);
    expect(
      judge(
        fine,
        error.map((e) => 20 * e),
        2,
      ),
    ).toBe(true);
    expect(judge(new Float32Array(4), new Float32Array(4))).toBe(true);
  });
});
