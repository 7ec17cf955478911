/** Weights of the events of a point, against the point itself, and events of equal weight. */

import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { evaluatePoint } from '../../src/detail/point.js';
import { ConfigError } from '../../src/errors.js';
import { chosenScan } from '../../src/eventFiles/chosenScan.js';
import type { WeightedEvent } from '../../src/eventFiles/pointEvents.js';
import { sum } from '../../src/sum.js';
import { DUAL, eventsOf, SINGLE, testPoint } from './points.js';

const DIRT = { changes: ['production.dirt=cylinder'] };

describe('weights', () => {
  it.each([
    ['of the dual model, from the dirt too', DUAL, DIRT],
    ['of the single model', SINGLE, { model: 'single' as const }],
    ['of two beams', DUAL, { experiment: 'miniboone-2020:combined' }],
  ])('%s add up to the decays that `point` expects, channel by channel', async (_, parameters, choice) => {
    const { scan, point } = await testPoint(parameters, choice);
    const at = { point, scan: { ...scan, eventsPerMassPoint: 2048 } };
    const { events, found } = eventsOf(at);
    const report = evaluatePoint(at.scan, at.point);
    expect(found.channels.length).toBe(report.channels.length);
    for (const [i, channel] of report.channels.entries()) {
      const mine = events.filter((event) => event.channel === channel.name);
      expect(sum(mine.map(({ weight }) => weight)) / channel.decays).toBeCloseTo(1, 12);
      expect(found.channels[i]?.births).toBe(channel.births);
    }
    expect(found.rate / sum(report.channels.map(({ decays }) => decays))).toBeCloseTo(1, 12);
  });

  it('are the same however many events there are, within their errors', async () => {
    const at = await testPoint(DUAL, DIRT);
    const [few, many] = [1024, 32768].map((events) => eventsOf(at, { events }).found);
    if (!few || !many) throw new Error('two samples');
    expect(Math.abs(few.rate - many.rate)).toBeLessThan(4 * Math.hypot(few.error, many.error));
    expect(few.count).toBeLessThanOrEqual(2 ** 10 * 3);
    expect(many.nEff).toBeGreaterThan(10 * few.nEff);
  });
});

/** E_ee, angle, E_nu, way and channel: what spectra are compared in. */
const QUANTITIES: Readonly<Record<string, (event: WeightedEvent) => number>> = {
  'E_ee (GeV)': ({ minus, plus }) => minus.e + plus.e,
  'cosine of the pair': ({ minus, plus }) => {
    const p = vec3d.add(minus.p, plus.p);
    return (p[2] ?? 0) / vec3d.length(p);
  },
  'E_nu (GeV)': ({ neutrino }) => neutrino.e,
  'way (cm)': ({ wayCm }) => wayCm,
  'z of the decay (cm)': ({ decay }) => decay[2] ?? 0,
  'number of protons': ({ target }) => target.pdg,
};

describe('unweighted events', () => {
  const COUNT = 800;
  const drawn = testPoint(DUAL, DIRT).then((at) => ({
    at,
    all: eventsOf(at, { events: 2 ** 15 }),
    equal: eventsOf(at, { events: 2 ** 15, unweighted: COUNT }),
  }));

  it('are as many as are asked for, of equal weight and without copies', async () => {
    const { all, equal } = await drawn;
    expect(equal.events.length).toBe(COUNT);
    expect(equal.found.repeated).toBe(0);
    expect(new Set(equal.events.map(({ weight }) => weight))).toEqual(new Set([all.found.rate / COUNT]));
    expect(new Set(equal.events.map(({ neutrino }) => neutrino.e)).size).toBeGreaterThan(COUNT - 5);
  });

  it.each(Object.keys(QUANTITIES))('have the spectrum of the weighted ones in %s', async (name) => {
    const { all, equal } = await drawn;
    const quantity = QUANTITIES[name] ?? (() => Number.NaN);
    const sorted = equal.events.map(quantity).sort((a, b) => a - b);
    const edges = [1, 2, 3, 4, 5, 6, 7].map((k) => sorted[Math.floor((k * COUNT) / 8)] ?? Number.NaN);
    const bins = (events: readonly WeightedEvent[]) => {
      const sums = new Float64Array(8);
      for (const event of events) {
        const bin = edges.filter((edge) => quantity(event) >= edge).length;
        sums[bin] = (sums[bin] ?? 0) + event.weight;
      }
      return sums;
    };
    const [expected, found] = [bins(all.events), bins(equal.events)];
    const { rate } = all.found;
    for (const [bin, weight] of expected.entries()) {
      const p = weight / rate;
      const error = rate * Math.sqrt((p * (1 - p)) / COUNT);
      expect(Math.abs((found[bin] ?? 0) - weight)).toBeLessThanOrEqual(3.5 * error + 1e-12 * rate);
    }
  });

  it('are in a random order, the same for a seed', async () => {
    const { at } = await drawn;
    const request = { unweighted: 300 };
    const list = (seed: number) =>
      eventsOf({ ...at, scan: { ...at.scan, seed } }, request).events.map(({ neutrino }) => neutrino.e);
    expect(list(1)).toEqual(list(1));
    expect(list(1)).not.toEqual(list(2));
    const { events } = eventsOf(at, request);
    const fromDirt = (part: readonly WeightedEvent[]) =>
      part.filter(({ channel }) => channel.startsWith('dirt')).length;
    const [first, second] = [fromDirt(events.slice(0, 150)), fromDirt(events.slice(150))];
    expect(Math.abs(first - second)).toBeLessThan(5 * Math.sqrt(150 / 2));
    expect(Math.min(first, second)).toBeGreaterThan(0);
  });

  it('take more events than the scan has where they need them, and count copies where there are too few', async () => {
    const { at } = await drawn;
    const enough = eventsOf(at, { unweighted: 2000 }).found;
    expect(enough.generated).toBeGreaterThan(at.scan.eventsPerMassPoint);
    expect(enough.repeated).toBe(0);
    const few = eventsOf(at, { events: 512, unweighted: 2000 });
    expect(few.found.generated).toBe(512);
    const distinct = new Set(few.events.map(({ neutrino }) => neutrino.e)).size;
    expect(few.found.repeated).toBe(2000 - distinct);
    expect(few.found.repeated).toBeGreaterThan(1000);
  });
});

describe('what cannot be', () => {
  it('is refused in words', async () => {
    const closed = await testPoint({ ...DUAL, m4_gev: 0.1995 });
    expect(() => eventsOf(closed)).toThrow(/no events: N is not produced/);
    const open = await testPoint(DUAL);
    for (const request of [{ events: 0 }, { events: 1.5 }, { unweighted: Number.NaN }, { unweighted: 1e8 }])
      expect(() => eventsOf(open, request)).toThrow(/is not a whole number from 1 to/);
    await expect(testPoint({ m5_gev: 0.2 })).rejects.toThrow(
      /options: no single value for m4_gev, mZprime_gev, Umu5_sq; add --set m4_gev=/,
    );
    const joint = { file: 'scans/figure4a.yaml', model: undefined, changes: [] };
    await expect(chosenScan({ ...joint, experiment: undefined })).rejects.toThrow(
      /choose one with --experiment/,
    );
    await expect(chosenScan({ ...joint, experiment: 'nova' })).rejects.toThrow(
      /--experiment nova: .*figure4a.yaml has/,
    );
    await expect(chosenScan({ ...joint, experiment: 'x', model: 'dual' })).rejects.toThrow(ConfigError);
    const found = await chosenScan({ ...joint, experiment: 'miniboone-coherent' });
    expect(found.experiment.name).toBe('miniboone-coherent');
  });
});
