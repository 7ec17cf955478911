/**
 * Real samples of DarkNews are what docs/formats.md says of them, and agree with the program's own events at the same point: absolute rates
 * in bins of the pair's energy, angle, mass and asymmetry, of the distance at which N decays, and in the TPC. The base of reweighting.
 */
import { describe, expect, it } from 'vitest';
import { chi2Exceeds } from '../../src/statistics/chi2Distribution.js';
import { randomStream } from '../scans.js';
import { type DarkNewsPoint, darkNewsSample } from './darkNews.js';
import {
  type DarkNewsEvents,
  eventsOf,
  isInside,
  massOf,
  perEvent,
  polarAngle,
  readDarkNews,
} from './darkNewsEvents.js';
import { type GeneratedEvents, generateEvents } from './generatedEvents.js';
import { type Histogram, histogram, histogramChi2, OBSERVABLES, quantileEdges } from './pairEvents.js';
import { PAIRS, pointsOf } from './pairs.js';

/** Bins of equal content. */
const BINS = 20;
/** Events of the program: more than DarkNews', so that its errors are the smaller ones. */
const EVENTS = 65_536;
/** A comparison that is less probable than this fails. */
const LEAST_PROBABLE = 1e-4;

const sumOf = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);
const product = (a: Float64Array, b: ArrayLike<number>) => a.map((value, i) => value * (b[i] ?? Number.NaN));

/** Holds two histograms to each other. */
function expectSame(what: string, theirs: Histogram, ours: Histogram): void {
  const bins = theirs.sum.length;
  const chi2 = histogramChi2(theirs, ours);
  const words = `${what}: chi2 ${chi2.toFixed(1)} in ${bins} bins`;
  expect(chi2Exceeds(chi2, bins), words).toBeGreaterThan(LEAST_PROBABLE);
}

function expectSameSpectra(name: string, theirs: DarkNewsEvents, ours: GeneratedEvents): void {
  for (const observable of OBSERVABLES) {
    // A real Z' has one mass: then there is no spectrum.
    if (observable === 'pairMassGev' && ours.mediatorIsReal) continue;
    const edges = quantileEdges(ours[observable], ours.weight, BINS);
    const contents = (events: DarkNewsEvents | GeneratedEvents) =>
      histogram(events[observable], events.weight, edges);
    expectSame(`${name}, ${observable}`, contents(theirs), contents(ours));
  }
}

/** Distances at which the program's N decay, in bins between edges, with the exponential of each event. */
function distances({ weight, decayLengthCm }: GeneratedEvents, edges: readonly number[]): Histogram {
  const ends = [0, ...edges, Number.POSITIVE_INFINITY];
  const sum = Array<number>(edges.length + 1).fill(0);
  const variance = [...sum];
  weight.forEach((w, i) => {
    const survival = ends.map((end) => Math.exp(-end / (decayLengthCm[i] ?? 0)));
    sum.forEach((content, bin) => {
      const part = w * ((survival[bin] ?? 0) - (survival[bin + 1] ?? 0));
      sum[bin] = content + part;
      variance[bin] = (variance[bin] ?? 0) + part * part;
    });
  });
  return { sum, variance };
}

function expectSameDistances(name: string, theirs: DarkNewsEvents, ours: GeneratedEvents): void {
  const random = randomStream(1);
  const drawn = ours.decayLengthCm.map((length) => -length * Math.log(random()));
  const edges = quantileEdges(drawn, ours.weight, BINS);
  expectSame(`${name}, distance`, histogram(theirs.distanceCm, theirs.weight, edges), distances(ours, edges));
}

/** Decays in the TPC. Of few or none the error is what the expected share of all makes it. */
function expectSameDecays(name: string, theirs: DarkNewsEvents, ours: GeneratedEvents): void {
  const expected = product(ours.weight, ours.decayProbability);
  const share = sumOf(expected) / sumOf(ours.weight);
  const drawn = {
    sum: [sumOf(product(theirs.weight, theirs.decayedInside))],
    variance: [share * sumOf(product(theirs.weight, theirs.weight))],
  };
  expectSame(`${name}, decays in the TPC`, drawn, histogram(expected, expected, []));
}

describe('events of DarkNews are those of the program', () => {
  it.each(pointsOf(PAIRS))('%s', async (name, point: DarkNewsPoint) => {
    const theirs = eventsOf(await readDarkNews((await darkNewsSample(point)).file));
    const ours = generateEvents(point, EVENTS);
    // Both spread their events evenly, so that sums are far better than the sum of squared weights says.
    expect(Math.abs(sumOf(theirs.weight) / sumOf(ours.weight) - 1)).toBeLessThan(0.01);
    expectSameSpectra(name, theirs, ours);
    if (ours.mediatorIsReal) {
      const off = theirs.pairMassGev.map((mass) => Math.abs(mass - (point.parameters.mZprime_gev ?? 0)));
      expect(Math.max(...off)).toBeLessThan(1e-9);
    }
    // Where N decays at once, the difference of its two positions is hardly more than their rounding.
    if (Math.max(...ours.decayLengthCm) < 1e-9) expect(Math.max(...theirs.distanceCm)).toBeLessThan(1e-8);
    else expectSameDistances(name, theirs, ours);
    expectSameDecays(name, theirs, ours);
  });
});

describe('the Parquet of DarkNews', () => {
  const { from, to } = PAIRS.longerLifetime;
  const sample = from[0];

  it('has these columns', async () => {
    const { names } = await readDarkNews((await darkNewsSample(sample)).file);
    const fours = ['P_projectile', 'P_target', 'P_recoil', 'P_decay_N_parent'].concat([
      'P_decay_ell_minus',
      'P_decay_ell_plus',
      'P_decay_N_daughter',
      'pos_scatt',
      'pos_decay',
    ]);
    const scalars = [
      'w_event_rate',
      'w_decay_rate_0',
      'w_flux_avg_xsec',
      'target_pdgid',
      'projectile_pdgid',
    ].concat(['target', 'scattering_regime', 'helicity', 'underlying_process', 'h_projectile', 'h_parent']);
    const expected = [
      ...fours.flatMap((name) => [0, 1, 2, 3].map((i) => `('${name}', '${i}')`)),
      ...[1, 2, 3].map((i) => `('pos_prod', '${i}')`),
      ...scalars.map((name) => `('${name}', '')`),
    ];
    expect([...names].sort()).toEqual(expected.sort());
  });

  it('has events of positive weight that scatter in the TPC, decay along their flight, and have the masses of the point', async () => {
    const { numbers, strings } = await readDarkNews((await darkNewsSample(sample)).file);
    const four = (name: string) => [0, 1, 2, 3].map((i) => numbers(name, i));
    const place = (name: string) => [1, 2, 3].map((i) => numbers(name, i));
    expect(Math.min(...numbers('w_event_rate'))).toBeGreaterThan(0);
    expect(new Set(strings('target'))).toEqual(new Set(['Ar40']));
    expect(new Set(numbers('target_pdgid'))).toEqual(new Set([1000180400]));
    expect(Math.min(...perEvent(place('pos_scatt'), (r) => Number(isInside(r))))).toBe(1);
    const angle = perEvent(four('P_projectile'), polarAngle);
    expect(Math.max(...angle)).toBeLessThan(5e-3);
    expect(Math.max(...angle)).toBeGreaterThan(3e-3);
    for (const [name, mass] of [
      ['P_decay_N_parent', 0.2],
      ['P_decay_N_daughter', 0.1],
    ] as const)
      expect(Math.max(...perEvent(four(name), (p) => Math.abs(massOf(p) - mass)))).toBeLessThan(1e-9);
    const leptons = perEvent(four('P_decay_ell_minus'), (p) => Math.abs(massOf(p) - 0.51099895e-3));
    expect(Math.max(...leptons)).toBeLessThan(1e-6);
    const ways = [...place('pos_scatt'), ...place('pos_decay'), ...four('P_decay_N_parent').slice(1)];
    const turned = perEvent(ways, ([ax = 0, ay = 0, az = 0, bx = 0, by = 0, bz = 0, ...p]) => {
      const [way, flight] = [[bx - ax, by - ay, bz - az], p];
      const cross = [0, 1, 2].map((k) => {
        const [i, j] = [(k + 1) % 3, (k + 2) % 3];
        return (way[i] ?? 0) * (flight[j] ?? 0) - (way[j] ?? 0) * (flight[i] ?? 0);
      });
      return Math.hypot(...cross) / Math.hypot(...flight);
    });
    // Centimetres off the line of flight.
    expect(Math.max(...turned)).toBeLessThan(1e-6);
  });

  it('has half of its events, but no weight to speak of, where helicity flips, and widths as sums of each half', async () => {
    const { numbers, strings } = await readDarkNews((await darkNewsSample(sample)).file);
    const flips = Float64Array.from(strings('helicity'), (helicity) => Number(helicity === 'flipping'));
    expect(numbers('h_parent')).toEqual(flips.map((flip) => 2 * flip - 1));
    const [weight, decay] = [numbers('w_event_rate'), numbers('w_decay_rate_0')];
    expect(sumOf(flips) / flips.length).toBeCloseTo(0.5, 1);
    expect(sumOf(product(weight, flips)) / sumOf(weight)).toBeLessThan(2e-3);
    const { gammaGev } = generateEvents(sample, 256);
    const flipped = sumOf(product(decay, flips));
    expect(flipped / gammaGev).toBeCloseTo(1, 1);
    expect((sumOf(decay) - flipped) / gammaGev).toBeCloseTo(1, 1);
    expect(sumOf(numbers('w_flux_avg_xsec')) / sumOf(weight)).toBeCloseTo(1, 1);
  });

  it('is made once for each point', async () => {
    const [first, second, other] = await Promise.all([sample, sample, to].map(darkNewsSample));
    expect(second?.file).toBe(first?.file);
    expect(other?.file).not.toBe(first?.file);
  });
});
