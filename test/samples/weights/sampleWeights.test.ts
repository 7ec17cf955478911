/** What events of a sample weigh at a point: the spectrum of `point` and of a scan, event by event, and where there is no answer. */
import { beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../../src/at.js';
import { evaluatePoint } from '../../../src/detail/point.js';
import { openReferenceEngine } from '../../../src/engine/reference/reference.js';
import { ConfigError } from '../../../src/errors.js';
import type { ParameterPoint } from '../../../src/model/point.js';
import type { ExperimentScan } from '../../../src/resolved/scan.js';
import { type EventSample, isCategory } from '../../../src/samples/eventSample.js';
import { sampleWeights } from '../../../src/samples/weights/sampleWeights.js';
import { axis, onlyResult, wholeTile } from '../../scans.js';
import { POINT, scoredSample, scoredScan, WORDS, withOutsiders } from './scoredSample.js';

const integrated = { events: 4096, seed: 5, decays: 'integrated' } as const;

let alone: EventSample;
let mixture: EventSample;
beforeAll(() => {
  alone = withOutsiders(scoredSample([{ ...integrated, parameters: POINT }]));
  mixture = withOutsiders(
    scoredSample([
      { ...integrated, parameters: { ...POINT, m5_gev: 0.32 } },
      { ...integrated, seed: 6, decays: 'sampled', parameters: { ...POINT, epsilon: 8e-3, m5_gev: 0.28 } },
    ]),
  );
});

/** Weights by bin of `reconstructedFolder`, from the sample's columns alone. */
function byBin({ observables: { score, topology } }: EventSample, weight: Float64Array): number[] {
  if (!score || isCategory(score) || !topology || !isCategory(topology)) throw new Error('its columns');
  const bins = [0, 0, 0];
  weight.forEach((w, row) => {
    const [value, word] = [at(score.values, row), at(WORDS, at(topology.codes, row))];
    if (word === 'lost' || !(value >= 0 && value < 1)) return;
    const bin = word === 'two-showers' ? 2 : value < 0.5 ? 0 : 1;
    bins[bin] = at(bins, bin) + w;
  });
  return bins;
}

const samples: [string, () => EventSample, ParameterPoint][] = [
  ['at the point itself', () => alone, POINT],
  ['of other couplings, exactly', () => alone, { ...POINT, mZprime_gev: 0.9, epsilon: 2e-3, Umu5_sq: 1e-6 }],
  ['of another mass, by densities', () => alone, { ...POINT, m5_gev: 0.295 }],
  ['of a mixture of masses and of ways to decay', () => mixture, { ...POINT, epsilon: 4e-3, m5_gev: 0.28 }],
  ['of a mixture, by densities', () => mixture, { ...POINT, epsilon: 6e-3, m5_gev: 0.3 }],
];

describe('weights summed by bin are the spectrum of point', () => {
  it.each(samples)('%s', async (_, sampleOf, point) => {
    const sample = sampleOf();
    const scan = await scoredScan(sample);
    const found = sampleWeights(scan, point);
    const { bins, signal } = evaluatePoint(scan, point);
    const summed = byBin(sample, found.weight);
    bins.forEach((bin, i) => {
      expect(bin.signal).toBeGreaterThan(0);
      expect(at(summed, i) / bin.signal).toBeCloseTo(1, 9);
      const told = at(found.bins, i);
      expect(told.label).toBe(bin.label);
      expect(told.expected / bin.signal).toBeCloseTo(1, 9);
      expect(told.error / Math.sqrt(bin.mc_variance)).toBeCloseTo(1, 9);
      expect(told.nEff / (bin.signal ** 2 / bin.mc_variance)).toBeCloseTo(1, 9);
    });
    expect(summed.reduce((all, w) => all + w, 0) / signal).toBeCloseTo(1, 9);
  });

  it('and of a scan, which holds it in float32', async () => {
    const scan = await scoredScan(mixture);
    const { m5_gev, Umu5_sq, ...fixed } = { ...POINT, epsilon: 6e-3 } as Record<string, number>;
    const axes = [axis('m5_gev', [0.28, 0.31]), axis('Umu5_sq', [1e-6, 1e-5])];
    const onAxes = { ...scan, fixed, axes, outputs: ['signal', 'flags'] } as ExperimentScan;
    await using engine = openReferenceEngine(onAxes);
    const { signal, flags } = onlyResult(await engine.evaluateTile(wholeTile(onAxes)));
    [0.28, 0.31].forEach((m5, i) => {
      const found = sampleWeights(scan, { ...POINT, epsilon: 6e-3, m5_gev: m5 });
      const summed = byBin(mixture, found.weight).reduce((all, w) => all + w, 0);
      expect(at(signal, 2 * i + 1) / summed).toBeCloseTo(1, 6);
      // Bits 1024 and 2048: of coverage and of few events.
      const names = ['sample_uncovered', 'sample_few_events'];
      const bits = names.map((name) => found.report.flags.includes(name));
      expect([(at(flags, i) & 1024) !== 0, (at(flags, i) & 2048) !== 0]).toEqual(bits);
    });
  });
});

describe('the weight of an event', () => {
  it("is the sample's own at its own point, in its row, and 0 where it is outside", async () => {
    const found = sampleWeights(await scoredScan(alone), POINT);
    expect(found.weight.length).toBe(alone.count);
    expect(found.ratio).toBe('exact');
    let outside = 0;
    found.weight.forEach((w, row) => {
      const isOutside = row % 10 === 3;
      if (isOutside) outside += 1;
      expect(w / at(alone.weight, row)).toBeCloseTo(isOutside ? 0 : 1, 9);
    });
    expect(found.outside).toBe(outside);
    expect(outside).toBeGreaterThan(350);
  });

  it('is told by component, with what its sums are worth', async () => {
    const point = { ...POINT, epsilon: 4e-3, m5_gev: 0.28 };
    const { components, all, weight, outside } = sampleWeights(await scoredScan(mixture), point);
    const [other, same] = components;
    // The masses are those of the second component, so that only its events count.
    expect(other).toMatchObject({ weighted: 0, expected: 0, nEff: 0, largestShare: 0 });
    expect(same?.expected).toBe(all.expected);
    expect((other?.events ?? 0) + (same?.events ?? 0)).toBe(mixture.count);
    const squares = weight.reduce((sum, w) => sum + w * w, 0);
    expect(all.nEff).toBeCloseTo(all.expected ** 2 / squares, 6);
    expect(all.error ** 2 / squares).toBeCloseTo(1, 12);
    expect(all.largestShare).toBe(weight.reduce((most, w) => Math.max(most, w), 0) / all.expected);
    expect(all.weighted).toBe(weight.filter((w) => w > 0).length);
    // Of N that fly a centimetre, decays are hardly ever outside.
    expect(outside / mixture.count).toBeGreaterThan(0.1);
  });
});

describe('where the sample covers too little', () => {
  it.each<[string, ParameterPoint]>([
    ['of heavier pairs', { ...POINT, m5_gev: 0.6 }],
    ["of a real Z'", { ...POINT, mZprime_gev: 0.03 }],
  ])('%s there are no weights', async (_, point) => {
    const scan = await scoredScan(alone);
    expect(evaluatePoint(scan, point).signal).toBeNaN();
    expect(() => sampleWeights(scan, point)).toThrow(ConfigError);
    expect(() => sampleWeights(scan, point)).toThrow(/no answer at this point, as in a scan/);
  });

  it('and where nothing decays neither', async () => {
    const closed = { ...POINT, m5_gev: 0.1005 };
    const scan = await scoredScan(alone);
    expect(() => sampleWeights(scan, closed)).toThrow(/no event has a weight at this point/);
  });

  it('flags are those of point', async () => {
    const scan = await scoredScan(alone);
    const point = { ...POINT, m5_gev: 0.285 };
    const { report, uncovered } = sampleWeights(scan, point);
    expect(report.flags).toEqual(evaluatePoint(scan, point).flags);
    expect(report.flags).toContain('sample_uncovered');
    expect([uncovered > 0.01, uncovered < 0.05]).toEqual([true, true]);
  });
});
