import { describe, expect, it } from 'vitest';
import { massPointOf, setUpPhysics } from '../../src/engine/physicsSetup.js';
import { sampleEvents } from '../../src/engine/sample.js';
import {
  decayProbability,
  LAPLACE_NODES,
  laplaceInterval,
  laplaceNodeCm,
  laplacePosition,
  laplaceWeights,
} from '../../src/physics/laplace.js';
import { logSpaced, scanOf } from '../scans.js';

/** Deposits weights at x (cm) on the nodes. */
function deposit(xs: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
  const nodes = new Float64Array(LAPLACE_NODES);
  for (let i = 0; i < xs.length; i++) {
    const position = laplacePosition(xs[i] ?? 0);
    const interval = laplaceInterval(position);
    laplaceWeights(position - interval).forEach((share, j) => {
      const node = interval - 1 + j;
      nodes[node] = (nodes[node] ?? 0) + (weights[i] ?? 0) * share;
    });
  }
  return nodes;
}

/** Four-point interpolation of x^(5/4), the steepest function that is interpolated: 3/128 h^4 (5/4)^4, h = ln(1e7)/95. */
const BOUND = (3 / 128) * (Math.log(1e7) / 95) ** 4 * 1.25 ** 4;

const setup = setUpPhysics(scanOf([], { eventsPerMassPoint: 4096 }));
const points = [
  { m4: 0.1, m5: 0.12, mZprime: 1.25 },
  { m4: 0.1, m5: 0.2, mZprime: 1.25 },
  { m4: 0.01, m5: 1, mZprime: 1.25 },
  { m4: 0.1, m5: 0.2, mZprime: 0.03 },
];

describe.each(points)("the Laplace form at m4 = $m4, m5 = $m5, mZ' = $mZprime", (masses) => {
  const sample = sampleEvents(setup, massPointOf(setup, masses));
  const squares = sample.weight.map((w) => w * w);
  const signal = deposit(sample.xCm, sample.weight);
  const variance = deposit(sample.xCm, squares);
  const sumNodes = (nodes: Float64Array, power: number, t: number) =>
    nodes.reduce((sum, w, j) => sum + w * decayProbability(laplaceNodeCm(j), t) ** power, 0);
  const sumEvents = (weights: Float64Array, power: number, t: number) =>
    weights.reduce((sum, w, i) => sum + w * decayProbability(sample.xCm[i] ?? 0, t) ** power, 0);

  it('gives sums over events and over their squares within 5e-5 for c tau from 1e-12 to 1e12 cm', () => {
    for (const ctau of logSpaced(1e-12, 1e12, 97)) {
      const t = 1 / ctau;
      expect(Math.abs(sumNodes(signal, 1, t) / sumEvents(sample.weight, 1, t) - 1)).toBeLessThan(BOUND);
      expect(Math.abs(sumNodes(variance, 2, t) / sumEvents(squares, 2, t) - 1)).toBeLessThan(BOUND);
    }
  });
});
