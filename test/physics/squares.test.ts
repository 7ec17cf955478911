/**
 * The Monte Carlo error from an eighth of the events, which no kernel does, against squares of all events: why the latter was
 * chosen (docs/numerics.md, "Squares of all events").
 */
import { describe, expect, it } from 'vitest';
import { loadScan } from '../../src/config/load.js';
import { decayFactor, sampleEvents } from '../../src/generator/sample.js';
import {
  chebyshevNode,
  decayScale,
  interpolationWeights,
  lifetimeNodes,
} from '../../src/physics/lifetimeNodes.js';
import { massPointsOf } from '../../src/prediction/channelPoints.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { logSpaced, onlyExperiment } from '../scans.js';

const EVENTS = 16384;
const THINNING = 8;
/** Events per workgroup of the templates. */
const BATCH = 4096;

/** Which events of a sample are squared. */
const RULES = {
  'every eighth event': (i: number) => i % THINNING === 0,
  'the first eighth of each batch': (i: number) => i % BATCH < BATCH / THINNING,
};

const setup = setUpPhysics({
  ...onlyExperiment(await loadScan('scans/dense.yaml')),
  eventsPerMassPoint: EVENTS,
});

/** Squares of the events of every bin with at least a hundred effective events, shape [bins][events]. */
const squares = [0.13, 0.39, 1.2].flatMap((m) =>
  massPointsOf(setup, { m, mPrime: 0.016, mX: 1.25 }).flatMap(({ channel, point }) => {
    const sample = sampleEvents(setup, channel, point);
    return [1, 100, 1e5].flatMap((ctau) =>
      sample.bins.flatMap((inBin) => {
        const terms = inBin.map(
          (p, i) => p * (sample.weight[i] ?? Number.NaN) * decayFactor(sample, i, ctau),
        );
        const ofBin = terms.map((w) => w * w);
        return sum(terms) ** 2 > 100 * sum(ofBin) ? [ofBin] : [];
      }),
    );
  }),
);

function sum(numbers: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i] ?? Number.NaN;
  return total;
}

/** Root mean square of numbers. */
const rms = (numbers: readonly number[]) => Math.sqrt(sum(numbers.map((x) => x * x)) / numbers.length);

/** Errors of the variance by a rule, relative, and over what random events would give: sqrt((8 - 1) sum w^4)/sum w^2. */
function errorsOf(isSquared: (i: number) => boolean) {
  const errors = squares.map(
    (ofBin) => THINNING * (sum(ofBin.filter((_, i) => isSquared(i))) / sum(ofBin)) - 1,
  );
  const scaled = errors.map((error, k) => {
    const ofBin = squares[k] ?? new Float64Array();
    return (error * sum(ofBin)) / Math.sqrt((THINNING - 1) * sum(ofBin.map((q) => q * q)));
  });
  return { relative: rms(errors), scaled: rms(scaled) };
}

/** Largest error of the squares of a mass point's channels on `count` Chebyshev nodes in four decades, over the squares of all. */
function errorOnNodes(m: number, count: number): number {
  const samples = massPointsOf(setup, { m, mPrime: 0.016, mX: 1.25 }).map(({ channel, point }) => {
    const { weight, ...rest } = sampleEvents(setup, channel, point);
    // Two thousand events do for a function that is interpolated.
    return { ...rest, weight: weight.subarray(0, 2048), axis: channel.axis(m) };
  });
  const [first, last] = [1e-4, 1];
  const values = Float64Array.from(logSpaced(first, last, 200));
  const squaresAt = (sample: (typeof samples)[number], t: number) =>
    sum(sample.weight.map((w, i) => (w * decayFactor(sample, i, 1 / t)) ** 2));
  const ofChannels = samples.map((sample) => {
    const { window, scaleCm } = lifetimeNodes(sample.channel.born, sample.axis, values);
    const ratios = Array.from({ length: count }, (_, j) => {
      const t = Math.exp(window.centre + window.half * chebyshevNode(j, count));
      return squaresAt(sample, t) / decayScale(scaleCm, t) ** 2;
    });
    return { sample, window, scaleCm, ratios };
  });
  const errors = logSpaced(first, last, 25).map((t) => {
    const exact = ofChannels.map(({ sample }) => squaresAt(sample, t));
    const found = ofChannels.map(({ window, scaleCm, ratios }) => {
      if (t > window.last) return 0;
      const position = (Math.log(t) - window.centre) / window.half;
      const weights = interpolationWeights(Math.min(Math.max(position, -1), 1), count);
      return (
        sum(weights.map((weight, j) => weight * (ratios[j] ?? Number.NaN))) * decayScale(scaleCm, t) ** 2
      );
    });
    return Math.abs(sum(found) / sum(exact) - 1);
  });
  return Math.max(...errors);
}

describe('the Monte Carlo variance of all events', () => {
  const errorOn = (count: number) => Math.max(...[0.13, 1.2].map((m) => errorOnNodes(m, count)));

  it('is exact to 3e-4 on 32 nodes for four decades', () => {
    const worst = errorOn(32);
    console.info(`32 nodes: ${worst.toExponential(1)}`);
    expect(worst).toBeLessThan(3e-4);
  });

  it('would move n_eff by more than its bound of 1e-3 on 16', () => {
    const worst = errorOn(16);
    console.info(`16 nodes: ${worst.toExponential(1)}`);
    expect(worst).toBeGreaterThan(1e-3);
    expect(worst).toBeLessThan(1e-2);
  });
});

describe('the Monte Carlo variance of a bin from an eighth of the events', () => {
  it('is wrong for every eighth event, because Sobol points at a stride of eight share their first bits', () => {
    const { relative, scaled } = errorsOf(RULES['every eighth event']);
    console.info(
      `every eighth: ${relative.toPrecision(2)}, ${scaled.toPrecision(2)} times that of random events`,
    );
    expect(scaled).toBeGreaterThan(3);
  });

  it('is as that of random events for runs of neighbours, and still uncertain by a tenth and more', () => {
    const { relative, scaled } = errorsOf(RULES['the first eighth of each batch']);
    console.info(`runs: ${relative.toPrecision(2)}, ${scaled.toPrecision(2)} times that of random events`);
    expect(squares.length).toBeGreaterThan(40);
    expect(scaled).toBeLessThan(1.5);
    expect(relative).toBeGreaterThan(0.05);
  });
});
