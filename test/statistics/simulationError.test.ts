/** The spread of chi2 from a signal's Monte Carlo error, against the chi2 itself: its slopes, its interval, and drawn spectra. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chi2 } from '../../src/statistics/chi2.js';
import { cnp } from '../../src/statistics/cnp.js';
import { constrain } from '../../src/statistics/constraint.js';
import type { Counts } from '../../src/statistics/counts.js';
import type { GaussianStatistic } from '../../src/statistics/gaussian.js';
import { neyman } from '../../src/statistics/neyman.js';
import { pearson } from '../../src/statistics/pearson.js';
import { createSimulationError, INTERVAL_LEVEL } from '../../src/statistics/simulationError.js';
import { randomStream } from '../scans.js';
import { GAUSSIAN } from './problems.js';

const NO_ERROR = (bins: number) => new Float64Array(bins);

/** An observation with every term: correlated errors of background and signal, and bins without a signal that constrain the others. */
function observation(seed: number, kept = 4, others = 3): Counts {
  const random = randomStream(seed);
  const bins = kept + others;
  const background = Array.from({ length: bins }, () => 20 + 200 * random());
  const data = background.map((b) => b + 3 * Math.sqrt(b) * (random() - 0.3));
  // Errors common to groups of bins: of the background in events, of the signal as fractions; the same sources move both.
  const sources = Array.from({ length: 4 }, () =>
    background.map((b) => [0.15 * b * (random() - 0.4), 0.3 * (random() - 0.4)] as const),
  );
  const sum = (of: (source: (typeof sources)[number]) => number) =>
    sources.reduce((total, source) => total + of(source), 0);
  const matrix = (a: 0 | 1, b: 0 | 1) =>
    data.map((_, i) => data.map((_n, j) => sum((source) => (source[i]?.[a] ?? 0) * (source[j]?.[b] ?? 0))));
  const covariance = matrix(0, 0).map((row, i) => row.map((c, j) => c + (i === j ? 4 : 0)));
  return { data, background, covariance, cross: matrix(1, 0), signalCovariance: matrix(1, 1) };
}

const spectra = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  statistic: fc.constantFrom(...GAUSSIAN),
  signal: fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
  error: fc.array(fc.double({ min: 0.1, max: 0.5, noNaN: true }), { minLength: 4, maxLength: 4 }),
  scale: fc.integer({ min: 3, max: 12 }),
});

/** The bins with a signal, as the engines judge them. */
const constrained = (statistic: GaussianStatistic, seed: number) =>
  constrain(statistic, observation(seed), [0, 1, 2, 3]);

/** chi2 over all bins of a signal in those that can have one. */
const wholeChi2 = (statistic: GaussianStatistic, seed: number, signal: readonly number[]) =>
  chi2(statistic, observation(seed), [...signal, 0, 0, 0], NO_ERROR(7));

describe('the spread of chi2', () => {
  it('is that of its slopes in every bin, at the strength where it is judged', () => {
    fc.assert(
      fc.property(spectra, ({ seed, statistic, signal, error, scale }) => {
        const counts = constrained(statistic, seed);
        const full = signal.map((s) => s * 10 ** scale);
        const { spread, strength } = createSimulationError(statistic, counts)(full, error);
        const at = full.map((s) => strength * s);
        const value = (changed: readonly number[]) => wholeChi2(statistic, seed, changed);
        const slopes = at.map((s, i) => {
          const step = 1e-4 * s;
          return (value(at.with(i, s + step)) - value(at.with(i, s - step))) / (2 * step);
        });
        const expected = Math.hypot(...slopes.map((slope, i) => slope * (at[i] ?? 0) * (error[i] ?? 0)));
        // Below a tenth the signal's own part in the covariance is left out.
        if (spread > 0.1) expect(spread / expected).toBeCloseTo(1, 5);
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the scale of the signal, which the strength takes up', () => {
    fc.assert(
      fc.property(spectra, ({ seed, statistic, signal, error, scale }) => {
        const errorOf = createSimulationError(statistic, constrained(statistic, seed));
        const of = (factor: number) =>
          errorOf(
            signal.map((s) => s * factor),
            error,
          );
        const [one, other] = [of(1e3), of(10 ** scale * 1e3)];
        expect(other.spread / one.spread).toBeCloseTo(1, 6);
        expect((other.strength * 10 ** scale) / one.strength).toBeCloseTo(1, 6);
      }),
    );
  });

  it('is judged near the end of the 95 % interval of the strength', () => {
    fc.assert(
      fc.property(spectra, ({ seed, signal }) => {
        // Without errors of the signal itself, and with those of the counts given, chi2 is a parabola in the strength.
        const statistic = neyman;
        const { cross: _x, signalCovariance: _y, ...counts } = observation(seed, 4, 0);
        const full = signal.map((s) => s * 1e6);
        const { strength } = createSimulationError(statistic, counts)(full, [1, 1, 1, 1]);
        const value = (a: number) =>
          chi2(
            statistic,
            counts,
            full.map((s) => a * s),
            NO_ERROR(4),
          );
        const least = Math.min(...Array.from({ length: 4001 }, (_, k) => value((strength * k) / 4000)));
        expect(value(strength) - least).toBeCloseTo(INTERVAL_LEVEL, 2);
      }),
      { numRuns: 50 },
    );
  });

  it('is what spectra drawn with these errors have', () => {
    const random = randomStream(5);
    const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    for (const statistic of GAUSSIAN) {
      const counts = constrained(statistic, 7);
      const [signal, error] = [
        [3e4, 2e4, 1e4, 5e3],
        [0.03, 0.05, 0.04, 0.08],
      ];
      const { spread, strength } = createSimulationError(statistic, counts)(signal, error);
      const drawn = Array.from({ length: 20_000 }, () => {
        const one = signal.map((s, i) => strength * s * (1 + (error[i] ?? 0) * normal()));
        return wholeChi2(statistic, 7, one);
      });
      const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
      const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length;
      expect(spread).toBeGreaterThan(0.1);
      expect(Math.sqrt(variance) / spread).toBeCloseTo(1, 1);
    }
  });

  it('is 12 times the relative error at an expected limit, where counts are large', () => {
    const counts = { data: [1e8], background: [1e8], covariance: [[0]] };
    const { spread, strength } = createSimulationError(pearson, counts)([1e7], [0.05]);
    expect(spread / (2 * INTERVAL_LEVEL * 0.05)).toBeCloseTo(1, 3);
    expect(strength * 1e7).toBeCloseTo(Math.sqrt(INTERVAL_LEVEL * 1e8), -1);
  });

  it('is judged at the full signal where that ends before the interval', () => {
    const counts = { data: [100], background: [100], covariance: [[0]] };
    const errorOf = createSimulationError(pearson, counts);
    expect(errorOf([1], [0.5])).toMatchObject({ strength: 1 });
    expect(errorOf([1], [0.5]).spread).toBeLessThan(0.02);
  });

  it('is not known without events, and a bin whose error was lost has one of 100 %', () => {
    const errorOf = createSimulationError(cnp, constrained(cnp, 3));
    expect(errorOf([0, 0, 0, 0], [0, 0, 0, 0]).spread).toBe(Number.POSITIVE_INFINITY);
    expect(errorOf([1e-31, 0, 0, 0], [0.1, 0, 0, 0]).spread).toBe(Number.POSITIVE_INFINITY);
    const signal = [1e4, 2e4, 0, 0];
    expect(errorOf(signal, [0, 0.1, 0, 0])).toEqual(errorOf(signal, [1, 0.1, 0, 0]));
  });
});

it.each(GAUSSIAN)('the slope of the statistical variance is that of $name', (statistic) => {
  for (const n of [0, 0.3, 4, 1e3]) {
    for (const mu of [1e-3, 1, 30, 2e3]) {
      const step = 1e-5 * mu;
      const value = (at: number) => statistic.variance(n, at, at);
      const slope = (value(mu + step) - value(mu - step)) / (2 * step);
      expect(Math.abs(statistic.slope(n, mu) - slope)).toBeLessThan(1e-7);
    }
  }
});
