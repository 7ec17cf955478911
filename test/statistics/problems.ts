/** Random counts with covariances of a given condition number, and signals of any size in any bins. */
import { cnp } from '../../src/statistics/cnp.js';
import type { Counts } from '../../src/statistics/counts.js';
import type { GaussianStatistic } from '../../src/statistics/gaussian.js';
import type { Statistic } from '../../src/statistics/statistic.js';
import { STATISTICS } from '../../src/statistics/statistics.js';

/** What to draw. */
export interface ProblemSize {
  readonly bins: number;
  /** Condition number of the systematic correlations, about. */
  readonly condition: number;
  /** Whether the signal has errors of its own, which go along with the background's. */
  readonly hasErrors: boolean;
  /** Statistical errors over systematic ones: small ones leave the condition number as it is. */
  readonly statistical: number;
}

/** A reproducible stream of numbers in (0, 1). */
export type Stream = () => number;

const logBetween = (random: Stream, a: number, b: number) => a * (b / a) ** random();
const normal = (random: Stream) => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

/** Orthonormal vectors of a dimension, by Gram and Schmidt. */
function orthonormal(random: Stream, n: number): number[][] {
  const vectors: number[][] = [];
  for (let i = 0; i < n; i++) {
    let v = Array.from({ length: n }, () => normal(random));
    for (const u of vectors) {
      const along = u.reduce((sum, x, k) => sum + x * (v[k] ?? 0), 0);
      v = v.map((x, k) => x - along * (u[k] ?? 0));
    }
    const length = Math.hypot(...v);
    vectors.push(v.map((x) => x / length));
  }
  return vectors;
}

/**
 * Counts whose background has relative errors of a few percent to a half, with eigenvalues of the correlations spread over the condition
 * number; data as the statistical errors scatter them. Signal and background are blocks of one covariance.
 */
export function randomCounts(
  random: Stream,
  { bins, condition, hasErrors, statistical }: ProblemSize,
): Counts {
  const relative = logBetween(random, 0.02, 0.5);
  const total = hasErrors ? 2 * bins : bins;
  const axes = orthonormal(random, total);
  const values = axes.map((_, k) => condition ** (-k / Math.max(total - 1, 1)));
  const gram = (i: number, j: number) =>
    values.reduce((sum, value, k) => sum + value * (axes[k]?.[i] ?? 0) * (axes[k]?.[j] ?? 0), 0);
  const correlation = (i: number, j: number) => gram(i, j) / Math.sqrt(gram(i, i) * gram(j, j));
  // b counts with statistical errors that small beside relative x b.
  const background = Array.from(
    { length: bins },
    () => (1 / (relative * statistical) ** 2) * logBetween(random, 0.5, 2),
  );
  const all = background.map((_, i) => i);
  const matrix = (entry: (i: number, j: number) => number) =>
    all.map((i) => all.map((j) => entry(Math.max(i, j), Math.min(i, j))));
  const error = (i: number) => relative * (background[i] ?? 0);
  const ofSignal = 0.1;
  return {
    data: background.map((b) => Math.max(0, Math.round(b + normal(random) * Math.sqrt(b)))),
    background,
    covariance: matrix((i, j) => error(i) * error(j) * correlation(i, j)),
    ...(hasErrors && {
      cross: all.map((i) => all.map((j) => ofSignal * error(j) * correlation(bins + i, j))),
      signalCovariance: matrix((i, j) => ofSignal ** 2 * correlation(bins + i, bins + j)),
    }),
  };
}

const isGaussian = (statistic: Statistic): statistic is GaussianStatistic => 'variance' in statistic;

/** All statistics with a covariance. */
export const GAUSSIAN: readonly GaussianStatistic[] = (STATISTICS as readonly Statistic[]).filter(isGaussian);

/** One of them after another. */
export function gaussianAt(k: number): GaussianStatistic {
  return GAUSSIAN[k % GAUSSIAN.length] ?? cnp;
}

/** A signal and its relative errors, as float32. */
export interface RandomSignal {
  readonly signal: readonly number[];
  readonly relativeError: readonly number[];
}

/** Bins that hold a signal: all, or by chance; and none in the others. */
function pattern(random: Stream, bins: number): boolean[] {
  const isFull = random() < 0.5;
  return Array.from({ length: bins }, () => isFull || random() < 0.5);
}

/** A signal between two sizes in events, alike in its bins or not, with errors from 0.1 % to 50 %. */
export function randomSignal(
  random: Stream,
  bins: number,
  [low, high]: readonly [number, number],
): RandomSignal {
  const size = logBetween(random, low, high);
  const spread = random() < 0.5 ? 1 : 100;
  const error = logBetween(random, 1e-3, 0.25);
  return {
    signal: pattern(random, bins).map((has) =>
      has ? Math.fround(size * logBetween(random, 1 / spread, 1)) : 0,
    ),
    relativeError: Array.from({ length: bins }, () => Math.fround(error * logBetween(random, 0.5, 2))),
  };
}
