import { describe, expect, it } from 'vitest';
import { massPointOf, setUpPhysics } from '../../src/engine/physicsSetup.js';
import { decayFactor, type Sample, sampleEvents } from '../../src/engine/sample.js';
import {
  decayDensity,
  decayProbability,
  LAPLACE_NODES,
  laplaceInterval,
  laplaceNodeCm,
  laplacePosition,
  laplaceWeights,
} from '../../src/physics/laplace.js';
import { dual, everywhere, logSpaced, scanOf } from '../scans.js';

/** Deposits weights at the events' x on the nodes. */
function deposit({ xCm, channel, point }: Sample, weights: ArrayLike<number>): Float64Array {
  const { firstCm, step, tilt } = channel.axis(point.m);
  const nodes = new Float64Array(LAPLACE_NODES);
  for (let i = 0; i < xCm.length; i++) {
    const position = laplacePosition(xCm[i] ?? 0, firstCm, step);
    const interval = laplaceInterval(position);
    laplaceWeights(position - interval, tilt).forEach((share, j) => {
      const node = interval - 1 + j;
      nodes[node] = (nodes[node] ?? 0) + (weights[i] ?? 0) * share;
    });
  }
  return nodes;
}

/** Four-point interpolation of x^(5/4), the steepest function that is interpolated: 3/128 h^4 (5/4)^4, h = ln(1e7)/95. */
const BOUND = (3 / 128) * (Math.log(1e7) / 95) ** 4 * 1.25 ** 4;

const setup = setUpPhysics(everywhere(scanOf([], { eventsPerMassPoint: 4096 })));
const points = [
  { m4: 0.1, m5: 0.12, mZprime: 1.25 },
  { m4: 0.1, m5: 0.2, mZprime: 1.25 },
  { m4: 0.01, m5: 1, mZprime: 1.25 },
  { m4: 0.1, m5: 0.2, mZprime: 0.03 },
  { m4: 0.001, m5: 0.005, mZprime: 0.03 },
];
const lifetimes = logSpaced(1e-12, 1e12, 97);

describe.each(points)("the Laplace form at m4 = $m4, m5 = $m5, mZ' = $mZprime", (masses) => {
  const own = setup.channels.map((channel) => {
    const sample = sampleEvents(setup, channel, massPointOf(setup, dual(masses), channel));
    const squares = sample.weight.map((w) => w * w);
    const signal = deposit(sample, sample.weight);
    const variance = deposit(sample, squares);
    const { firstCm, step } = channel.axis(masses.m5);
    const kernel = channel.isUpstream ? decayDensity : decayProbability;
    const sumNodes = (nodes: Float64Array, power: number, ctau: number) =>
      nodes.reduce((sum, w, j) => sum + w * kernel(laplaceNodeCm(j, firstCm, step), 1 / ctau) ** power, 0);
    const sumEvents = (weights: Float64Array, power: number, ctau: number) =>
      weights.reduce((sum, w, i) => sum + w * decayFactor(sample, i, ctau) ** power, 0);
    return {
      channel,
      nodes: (ctau: number) => sumNodes(signal, 1, ctau),
      events: (ctau: number) => sumEvents(sample.weight, 1, ctau),
      nodesSquared: (ctau: number) => sumNodes(variance, 2, ctau),
      eventsSquared: (ctau: number) => sumEvents(squares, 2, ctau),
    };
  });
  const [inside] = own.filter(({ channel }) => channel.name === 'tpc: Ar40');

  it('gives sums over events in the TPC and over their squares within 5e-5 for c tau from 1e-12 to 1e12 cm', () => {
    for (const ctau of lifetimes) {
      if (!inside) throw new Error('there is argon');
      expect(Math.abs(inside.nodes(ctau) / inside.events(ctau) - 1)).toBeLessThan(BOUND);
      expect(Math.abs(inside.nodesSquared(ctau) / inside.eventsSquared(ctau) - 1)).toBeLessThan(BOUND);
    }
  });

  it('gives every channel within 1e-3, or 1e-6 of the total', () => {
    let worst = 0;
    for (const ctau of lifetimes) {
      const total = own.reduce((sum, one) => sum + one.events(ctau), 0);
      for (const one of own) {
        const error = Math.abs(one.nodes(ctau) - one.events(ctau));
        worst = Math.max(worst, error / Math.max(1e-3 * one.events(ctau), 1e-6 * total));
      }
    }
    console.info(`worst ${worst.toPrecision(3)} of the bound`);
    expect(worst).toBeLessThan(1);
  });
});
