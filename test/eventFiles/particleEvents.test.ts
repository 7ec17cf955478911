/** Events of a point: momenta, masses and places of all particles. */

import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import type { FourMomentum } from '../../src/eventFiles/particleEvents.js';
import { decayWay } from '../../src/eventFiles/particleEvents.js';
import type { WeightedEvent } from '../../src/eventFiles/pointEvents.js';
import { massesAt, valuesOfPoint } from '../../src/model/models.js';
import { ELECTRON_MASS_GEV } from '../../src/physics/constants.js';
import { detectorExit } from '../../src/physics/geometry.js';
import { densityAt } from '../../src/physics/upstream.js';
import { bodyForm } from '../../src/shapes/bodies.js';
import { DUAL, eventsOf, SINGLE, testPoint } from './points.js';

const EVENTS = 1024;

const POINTS = {
  'virtual mediator, in a box': () => testPoint(DUAL),
  'real mediator and massless daughter': () => testPoint(SINGLE, { model: 'single' }),
  'N from the dirt': () => testPoint({ ...DUAL, m5_gev: 0.15 }, { changes: ['production.dirt=cylinder'] }),
  'a sphere with a rim, protons and both kinds of neutrinos': () =>
    testPoint(DUAL, {
      experiment: 'miniboone-2020:combined',
      changes: [
        'production.protonElastic=true',
        'production.antineutrinos=true',
        'model.nature=majorana',
        'production.dirt=dn-cone',
      ],
    }),
};

const massSquared = ({ e, p }: FourMomentum) => e * e - vec3d.dot(p, p);

/** The largest difference between sums of momenta, over the energy in the vertex. */
function imbalance(incoming: readonly FourMomentum[], outgoing: readonly FourMomentum[]): number {
  const total = (list: readonly FourMomentum[]) => [
    list.reduce((sum, { e }) => sum + e, 0),
    ...[0, 1, 2].map((i) => list.reduce((sum, { p }) => sum + (p[i] ?? Number.NaN), 0)),
  ];
  const [before, after] = [total(incoming), total(outgoing)];
  return Math.max(...before.map((x, i) => Math.abs(x - (after[i] ?? Number.NaN)))) / (before[0] ?? 1);
}

describe.each(Object.entries(POINTS))('events of %s', (name, make) => {
  const loaded = make().then((at) => ({ at, ...eventsOf(at, { events: EVENTS }) }));

  it('conserve four-momentum where N is made and where it decays', async () => {
    const { events } = await loaded;
    expect(events.length).toBeGreaterThan(EVENTS / 2);
    for (const { neutrino, target, recoil, produced, daughter, minus, plus } of events) {
      const struck = { e: target.massGev, p: vec3d.create() };
      expect(imbalance([neutrino, struck], [recoil, produced])).toBeLessThan(1e-14);
      expect(imbalance([produced], [daughter, minus, plus])).toBeLessThan(1e-14);
    }
  });

  it('have particles on their mass shells', async () => {
    const { events, at, found } = await loaded;
    const { m, mPrime, mX } = massesAt(at.scan.model, valuesOfPoint(at.scan.model, at.point));
    const [{ point }] = found.prepared.points;
    for (const event of events) {
      // A soft lepton is the difference of two terms of a boost that are as large as the energy of N, each rounded.
      const near = (momentum: FourMomentum, mass: number) =>
        expect(Math.abs(massSquared(momentum) - mass * mass)).toBeLessThan(
          1e-14 * momentum.e * (momentum.e + event.produced.e),
        );
      near(event.neutrino, 0);
      near(event.recoil, event.target.massGev);
      near(event.produced, m);
      near(event.daughter, mPrime);
      near(event.minus, ELECTRON_MASS_GEV);
      near(event.plus, ELECTRON_MASS_GEV);
      const pair = { e: event.minus.e + event.plus.e, p: vec3d.add(event.minus.p, event.plus.p) };
      if (point.mode === 'onshell') near(pair, mX);
      else expect(massSquared(pair)).toBeLessThan((m - mPrime) ** 2 + 1e-12);
    }
  });

  it('decay in the active volume on the straight line of N, and begin in the matter of their channel', async () => {
    const { events, found } = await loaded;
    const { detector, scan } = found.prepared.setup;
    const bodies = scan.production.dirt?.bodies ?? [];
    const where = new Set<string>();
    for (const event of events) {
      const { scatter, decay, produced, wayCm } = event;
      const isIn = (p: ArrayLike<number>, radius: number) =>
        detector.radius > 0
          ? Math.hypot(...Array.from(p)) < radius * (1 + 1e-12)
          : Array.from(p).every((x, i) => Math.abs(x) < (detector.half[i] ?? 0) * (1 + 1e-12));
      expect(isIn(decay, detector.radius)).toBe(true);
      const flown = vec3d.sub(decay, scatter);
      const along = vec3d.dot(flown, produced.p) / vec3d.length(produced.p);
      const far = Math.max(1, vec3d.length(scatter));
      expect(Math.abs(along - wayCm)).toBeLessThan(1e-12 * far);
      expect(vec3d.length(flown)).toBeCloseTo(wayCm, 8);
      const place = event.channel.split(':')[0]?.split(' ').at(-1) ?? '';
      where.add(place);
      if (place === 'tpc' || place === 'tank') expect(isIn(scatter, detector.radius)).toBe(true);
      if (place === 'rim') {
        expect(isIn(scatter, detector.radius * (1 - 1e-12))).toBe(false);
        expect(isIn(scatter, detector.shell)).toBe(true);
      }
      if (place === 'dirt')
        expect(bodies.some(({ shape }) => densityAt(scatter, bodyForm(shape).body) > 0)).toBe(true);
    }
    if (name.startsWith('a sphere')) expect([...where].sort()).toEqual(['dirt', 'rim', 'tank']);
  });
});

it('numbers of particles follow the neutrino, the model and the target', async () => {
  const both = { changes: ['production.antineutrinos=true'], experiment: 'miniboone-2020:combined' };
  const { events } = eventsOf(await testPoint(DUAL, both), { events: 4096 });
  const kinds = new Set(events.map(({ numbers: n }) => `${n.neutrino} ${n.produced} ${n.daughter}`));
  expect([...kinds].sort()).toEqual(['-14 -5915 -5914', '14 5915 5914']);
  // The beam of neutrinos is mostly nu_mu, that of antineutrinos mostly nu_mu-bar.
  const share = (beam: number) => {
    const of = events.filter(({ component }) => component === beam);
    const total = of.reduce((sum, { weight }) => sum + weight, 0);
    return of.reduce((sum, { weight, numbers }) => sum + (numbers.neutrino > 0 ? weight : 0), 0) / total;
  };
  expect(share(0)).toBeGreaterThan(0.85);
  expect(share(1)).toBeLessThan(0.5);
  expect(share(1)).toBeGreaterThan(0);
  expect(new Set(events.map(({ target }) => `${target.name} ${target.pdg}`))).toEqual(
    new Set(['C12 1000060120', 'proton 2212']),
  );
  const majorana = await testPoint(DUAL, { ...both, changes: [...both.changes, 'model.nature=majorana'] });
  const own = eventsOf(majorana, { events: 256 }).events;
  expect(new Set(own.map(({ numbers }) => numbers.produced))).toEqual(new Set([5915]));
  const single = eventsOf(await testPoint(SINGLE, { model: 'single' }), { events: 64 }).events;
  expect(new Set(single.map(({ numbers: n }) => `${n.produced} ${n.daughter}`))).toEqual(
    new Set(['5914 14']),
  );
});

it('a rare wrong-sign share of each energy is that of the fluxes', async () => {
  const { scan, point } = await testPoint(DUAL, {
    changes: ['production.antineutrinos=true'],
    experiment: 'miniboone-2020',
  });
  const { events, found } = eventsOf({ scan, point }, { events: 16384 });
  const [channel] = found.channels;
  const total = events.filter((event) => event.channel === channel?.at.channel.name);
  const inside = found.prepared.lifetime;
  expect(inside.branching).toBe(1);
  // Without the decay: births by the other kind are summed by the same share.
  const expected = (channel?.ofOtherKind ?? 0) / (channel?.births ?? 1);
  const undo = ({ weight, scatter, produced }: WeightedEvent) => {
    const flight = vec3d.normalize(produced.p);
    const gammaBeta = vec3d.length(produced.p) / 0.2;
    const way = detectorExit(scatter, flight, found.prepared.setup.detector);
    return weight / -Math.expm1(-way / (gammaBeta * inside.ctauCm));
  };
  let [sum, others, squares] = [0, 0, 0];
  for (const event of total) {
    const w = undo(event);
    sum += w;
    squares += w * w;
    if (event.numbers.neutrino < 0) others += w;
  }
  const error = Math.sqrt(squares * expected * (1 - expected)) / sum;
  expect(error).toBeLessThan(0.2 * expected);
  expect(Math.abs(others / sum - expected)).toBeLessThan(4 * error);
});

describe('decays of N born inside', () => {
  /** Way, longest way and mean decay length of each event, cm. */
  async function ways(parameters: typeof DUAL, epsilon: number) {
    const { events, found } = eventsOf(await testPoint({ ...parameters, epsilon } as typeof DUAL));
    const { detector } = found.prepared.setup;
    const m = parameters.m5_gev;
    return events.map(({ scatter, decay, produced }) => {
      const momentum = vec3d.length(produced.p);
      return {
        s: vec3d.distance(scatter, decay),
        d: detectorExit(scatter, vec3d.normalize(produced.p), detector),
        length: (found.prepared.lifetime.ctauCm * momentum) / m,
      };
    });
  }

  it.each([2e-3, 8e-4, 8e-5])('are exponential up to the exit, for epsilon %g', async (epsilon) => {
    const list = await ways(DUAL, epsilon);
    let [pull, quantiles, squares] = [0, 0, 0];
    for (const { s, d, length } of list) {
      // Mean and variance of the exponential of mean 1, cut off at x; expanded for small x.
      const x = d / length;
      const p = -Math.expm1(-x);
      const mean = x < 0.01 ? x / 2 - (x * x) / 12 : 1 - (x * Math.exp(-x)) / p;
      const second = 2 - (x * (x + 2) * Math.exp(-x)) / p;
      const variance = x < 0.01 ? (x * x) / 12 : second - mean * mean;
      pull += (s / length - mean) / Math.sqrt(variance);
      const quantile = -Math.expm1(-s / length) / p;
      quantiles += quantile;
      squares += quantile * quantile;
    }
    const n = list.length;
    expect(Math.abs(pull) / Math.sqrt(n)).toBeLessThan(3);
    expect(Math.abs(quantiles / n - 1 / 2)).toBeLessThan(3 / Math.sqrt(12 * n));
    expect(Math.abs(squares / n - 1 / 3)).toBeLessThan(3 * Math.sqrt(4 / 45 / n));
  });

  it('are finite and ordered in the limits of long and of short lives', () => {
    expect(decayWay(0.25, 100, 1e30)).toBeCloseTo(25, 10);
    expect(decayWay(0.5, 1e6, 1e-9) / 1e-9).toBeCloseTo(Math.LN2, 12);
    expect(decayWay(1 - 2 ** -24, 3, 1e-3)).toBeLessThan(3);
  });
});
