import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../../src/experiment/load.js';
import { decayFactor, type Sample, sampleEvents } from '../../src/generator/sample.js';
import type { Masses } from '../../src/model/point.js';
import { BORN } from '../../src/physics/geometry.js';
import {
  decayScale,
  distinctLifetimes,
  interpolationBound,
  interpolationWeights,
  LIFETIME_LANES,
  type LifetimeNodes,
  lifetimeNodes,
  lifetimeShares,
} from '../../src/physics/lifetimeNodes.js';
import { massPointOf } from '../../src/prediction/channelPoints.js';
import { type PhysicsSetup, setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { dual, everywhere, logSpaced, scanOf, withRun } from '../scans.js';

const ENDS = [1e-12, 1e12] as const;
const LIFETIMES = logSpaced(...ENDS, 97);
/** Ranges of c tau that a scan may ask for, cm: all, and four decades (1e-4 to 1e-2 in epsilon) in eight places. */
const RANGES = [ENDS, ...[-8, -5, -3, -1, 0, 1, 3, 6].map((low) => [10 ** low, 10 ** (low + 4)] as const)];
const POWERS = [1, 2] as const;

/** A sum at a lifetime, by nodes and by events; power 1 for weights, 2 for their squares. */
interface Compared {
  readonly power: 1 | 2;
  readonly inverseCtau: number;
  readonly found: number;
  readonly exact: number;
}

/** The sums of a channel for one range of lifetimes. */
interface ChannelSums {
  readonly sample: Sample;
  readonly nodes: LifetimeNodes;
  readonly sums: readonly Compared[];
}

function sumOver({ weight }: Sample, term: (i: number) => number, power = 1): number {
  let sum = 0;
  for (let i = 0; i < weight.length; i++) sum += (weight[i] ?? Number.NaN) ** power * term(i);
  return sum;
}

/** Sums of every channel at a mass point, shape [channels][ranges]. */
function sumsOf(setup: PhysicsSetup, masses: Masses): ChannelSums[][] {
  return setup.channels.map((channel) => {
    const sample = sampleEvents(setup, channel, massPointOf(setup, masses, channel));
    const exactSum = (t: number, power: 1 | 2) =>
      sumOver(sample, (i) => decayFactor(sample, i, 1 / t) ** power, power);
    const exact = LIFETIMES.map((ctau) => POWERS.map((power) => exactSum(1 / ctau, power)));
    return RANGES.map(([shortest, longest]) => {
      const values = Float64Array.from(logSpaced(1 / longest, 1 / shortest, 400));
      const nodes = lifetimeNodes(channel.born, channel.axis(masses.m), values);
      const kept = POWERS.map((power) => nodes.inverseCtau.map((t) => exactSum(t, power)));
      const sums = LIFETIMES.flatMap((ctau, at) => {
        if (ctau < shortest * 0.999 || ctau > longest * 1.001) return [];
        return POWERS.map((power, k) => {
          const shares = lifetimeShares(nodes, 1 / ctau, power);
          const found = shares.reduce((sum, share, j) => sum + share * (kept[k]?.[j] ?? Number.NaN), 0);
          return { power, inverseCtau: 1 / ctau, found, exact: exact[at]?.[k] ?? Number.NaN };
        });
      });
      return { sample, nodes, sums };
    });
  });
}

/**
 * What a sum's ratio to its scale is at most in the strip |Im u| < `strip`: there |1 - exp(-z)| <= min(2, |z|) and |z exp(-z)| <= 1/(e cos(strip)), |z|
 * for z = x t, and the inverse of the scale is at most 1 + 1/|x_scale t|.
 */
function largestRatio({ sample, nodes }: ChannelSums, power: 1 | 2, strip: number): number {
  const factor = nodes.born === BORN.inside ? 2 : 1 / (Math.E * Math.cos(strip));
  return sumOver(sample, (i) => (factor + (sample.xCm[i] ?? Number.NaN) / nodes.scaleCm) ** power, power);
}

/** The derived bound of a sum's error where it is interpolated. */
function derivedBound(channel: ChannelSums, { power, inverseCtau }: Compared): number {
  const { nodes } = channel;
  const strips = nodes.born === BORN.inside ? [Math.PI / 2] : [1.2, 1.3, 1.4, 1.5, 1.55];
  const bounds = strips.map(
    (strip) =>
      interpolationBound(nodes.window, nodes.inverseCtau.length, strip) * largestRatio(channel, power, strip),
  );
  return Math.min(...bounds) * decayScale(nodes.scaleCm, inverseCtau) ** power;
}

/** The derived bound of what an asymptotic form adds outside of the window. */
function asymptoticBound({ sample, nodes }: ChannelSums, { power, inverseCtau, exact }: Compared): number {
  const { window } = nodes;
  const [first, last] = [-1, 1].map((side) => Math.exp(window.centre + side * window.half)) as [
    number,
    number,
  ];
  const x = (i: number) => sample.xCm[i] ?? Number.NaN;
  const isInside = nodes.born === BORN.inside;
  if (inverseCtau < first) {
    // The sum is linear, to the power, but for a share x t of each term, or x t/2 of 1 - exp(-x t).
    const mean =
      sumOver(sample, (i) => x(i) ** (power + 1), power) / sumOver(sample, (i) => x(i) ** power, power);
    return 1.01 * exact * power * first * Math.max(isInside ? mean / 2 : mean, nodes.scaleCm);
  }
  if (inverseCtau <= last) return 0;
  if (isInside) {
    const left = sumOver(sample, (i) => Math.exp(-x(i) * last), power);
    return power * (left + exact / (nodes.scaleCm * last));
  }
  // s exp(-s) falls from s = 20 on.
  return (20 * Math.exp(-20)) ** power * sumOver(sample, () => 1, power);
}

/** Largest value over ranges and lifetimes. */
function worstOf(
  channels: readonly ChannelSums[][],
  of: (sum: Compared, channel: ChannelSums, total: number) => number,
): number {
  let worst = 0;
  for (let range = 0; range < RANGES.length; range++) {
    const here = channels.flatMap((ranges) => ranges[range] ?? []);
    for (const channel of here) {
      channel.sums.forEach((sum, k) => {
        const total = here.reduce((all, { sums }) => all + (sums[k]?.exact ?? Number.NaN), 0);
        worst = Math.max(worst, of(sum, channel, total));
      });
    }
  }
  return worst;
}

const points = [
  { m4: 0.1, m5: 0.12, mZprime: 1.25 },
  { m4: 0.1, m5: 0.2, mZprime: 1.25 },
  { m4: 0.01, m5: 1, mZprime: 1.25 },
  { m4: 0.1, m5: 0.2, mZprime: 0.03 },
  { m4: 0.001, m5: 0.005, mZprime: 0.03 },
];
const scan = scanOf([], { eventsPerMassPoint: 2048 });
const experiment = await loadExperiment('miniboone-2020');
const places = {
  'the TPC and dirt': setUpPhysics(everywhere(scan)),
  // Of the seeds tried in laplace.test.ts, the one with the shortest ways through the rim.
  'a sphere, its rim and dirt': setUpPhysics(
    everywhere(withRun({ ...scan, seed: 4 }, { experiment }), 'dn-cone'),
  ),
};
const cases = Object.entries(places).flatMap(([place, setup]) =>
  points.map((masses) => ({ place, setup, ...masses })),
);

describe.each(cases)(
  "sums on nodes in ln t: $place at m4 = $m4, m5 = $m5, mZ' = $mZprime",
  ({ setup, ...masses }) => {
    const channels = sumsOf(setup, dual(masses));

    it('have the derived errors', () => {
      const worst = worstOf(channels, (sum, channel) => {
        const { window } = channel.nodes;
        const rounding = 1e-12 * sum.exact + 1e-300;
        const isWithin = Math.abs(Math.log(sum.inverseCtau) - window.centre) <= window.half;
        // Real sums keep to a tenth of it, because no sample is the worst one.
        const bound = derivedBound(channel, sum) / 10 + (isWithin ? 0 : asymptoticBound(channel, sum));
        return Math.abs(sum.found - sum.exact) / (bound + rounding);
      });
      expect(worst).toBeLessThan(1);
    });

    it('are exact to 1e-5 in the active volume', () => {
      const worst = worstOf(channels, ({ power, found, exact }, { nodes }) =>
        nodes.born === BORN.inside && power === 1 ? Math.abs(found / exact - 1) : 0,
      );
      console.info(`inside ${worst.toExponential(1)}`);
      expect(worst).toBeLessThan(1e-5);
    });

    it('are exact in every channel to 1e-3, or 1e-6 of the total', () => {
      const worst = worstOf(channels, ({ power, found, exact }, _, total) =>
        power === 1 ? Math.abs(found - exact) / Math.max(1e-3 * exact, 1e-6 * total) : 0,
      );
      console.info(`worst ${worst.toPrecision(2)} of the bound`);
      expect(worst).toBeLessThan(0.2);
    });

    it('are exact for squares to 3e-4 of the squares of all channels', () => {
      const worst = worstOf(channels, ({ power, found, exact }, _, total) =>
        power === 2 ? Math.abs(found - exact) / total : 0,
      );
      console.info(`squares ${worst.toExponential(1)}`);
      expect(worst).toBeLessThan(3e-4);
    });
  },
);

describe('nodes', () => {
  const axis = { firstCm: 1e-3, step: 0.18, tilt: 0 };

  it('are the values of a scan that asks for few', () => {
    const values = Float64Array.from(logSpaced(1e-3, 10, LIFETIME_LANES));
    const nodes = lifetimeNodes(BORN.inside, axis, values);
    expect(nodes).toMatchObject({ inverseCtau: values, isExact: true });
    values.forEach((t, j) => {
      const shares = lifetimeShares(nodes, t * (1 + 1e-10), 1);
      expect([...shares]).toEqual([...values].map((_, k) => Number(k === j)));
    });
    expect(() => lifetimeShares(nodes, 0.5 * 1e-3, 1)).toThrow(RangeError);
  });

  it('are 32 over four decades inside, 64 outside, and follow the range of a scan where sums change', () => {
    const count = (born: number, low: number, high: number) =>
      lifetimeNodes(born, axis, Float64Array.from(logSpaced(low, high, 1000))).inverseCtau.length;
    expect(count(BORN.inside, 1e-3, 10)).toBe(32);
    expect(count(BORN.inside, 1e-3, 10.5)).toBe(64);
    expect(count(BORN.upstream, 1e-3, 10)).toBe(64);
    expect(count(BORN.inside, 1e-20, 1e20)).toBe(96);
    expect(count(BORN.inside, 1e-20, 1e-12)).toBe(32);
  });

  it('are never more than their sums have room for', () => {
    const wide = { ...axis, step: 2 * axis.step };
    expect(() => lifetimeNodes(BORN.inside, wide)).toThrow(RangeError);
  });

  it('have no share in what nothing of arrives from outside', () => {
    const nodes = lifetimeNodes(BORN.upstream, axis, Float64Array.from(logSpaced(1e-3, 1e6, 1000)));
    // exp(-20) of N born at the shortest x.
    expect(nodes.window.last).toBeCloseTo(20 / axis.firstCm, 6);
    const sharesAt = (t: number) => lifetimeShares(nodes, t, 1).some((share) => share !== 0);
    expect([0.99, 1.01].map((factor) => sharesAt(factor * nodes.window.last))).toEqual([true, false]);
  });

  it('are one for lifetimes that differ by rounding', () => {
    expect([...distinctLifetimes([2, 1, 1 + 1e-12, 2 - 1e-12, 3])]).toEqual([1, 2 - 1e-12, 3]);
  });

  it('interpolate polynomials and their own values', () => {
    for (const position of [-1, -0.3, 0.01, 1]) {
      const weights = interpolationWeights(position, 32);
      const sum = weights.reduce((all, weight, j) => all + weight * chebyshevOf(j) ** 31, 0);
      expect(sum).toBeCloseTo(position ** 31, 12);
    }
    expect(interpolationWeights(chebyshevOf(5), 32)[5]).toBe(1);
  });
});

function chebyshevOf(j: number): number {
  return -Math.cos(((2 * j + 1) * Math.PI) / 64);
}
