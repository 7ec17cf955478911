/**
 * The likelihood ratio of Poisson counts, P = 2 sum (mu - n + n ln(n/mu)) (Baker and Cousins, Nucl. Instrum. Meth. 221 (1984) 437): valid for
 * small counts, without a covariance. Twin: shaders/statistics/poisson.wgsl. Events.
 */
import { at } from '../at.js';
import { shareInWords } from '../words.js';
import type { Chi2Breakdown } from './breakdown.js';
import { RESIDUAL_LOSS } from './cholesky.js';
import { type Counts, entryOf, MIN_PREDICTION, UNKNOWN } from './counts.js';
import { endOfInterval } from './poissonInterval.js';
import { FLOAT32, type Precision } from './precision.js';
import { LEAST_SIGNAL, type SimulationErrorOf } from './simulationError.js';
import type { PreparedStatistic, Statistic } from './statistic.js';

/** For |v| = |n - mu|/(n + mu) up to this limit the logarithm is a series; these terms leave a remainder below 1e-11. */
export const SERIES_LIMIT = 1 / 3;
export const SERIES_TERMS = 10;
/**
 * Bound on the roundings of a bin's term, relative to the term. They are largest next to the limit of the series at mu = n/2, where the
 * logarithm cancels against n - mu.
 */
export const PART_LOSS = 128;

/**
 * mu - n + n ln(n/mu) of a bin, half of its contribution. `residual` is n - mu, passed separately because it is more accurate than the
 * difference. Near mu = n no two large numbers are subtracted: with v = residual/(n + mu), ln(n/mu) = 2 (v + v^3/3 + ...).
 */
export function deviance(n: number, mu: number, residual: number): number {
  if (n <= 0) return mu;
  const v = residual / (n + mu);
  if (Math.abs(v) > SERIES_LIMIT) return n * Math.log(n / mu) - residual;
  const square = v * v;
  let series = 0;
  for (let j = SERIES_TERMS; j > 0; j--) series = square * (series + 1 / (2 * j + 1));
  return residual * v + 2 * n * v * series;
}

/** Counts in the kernel's form, shape [bins], for the bins that can contain a signal. */
export interface PoissonCounts {
  readonly data: Float64Array;
  readonly background: Float64Array;
  /** n - mu without a signal, events. */
  readonly residual: Float64Array;
  /** Signal events up to which the prediction stays at MIN_PREDICTION. */
  readonly gap: Float64Array;
  /** Contribution of the other bins. */
  readonly base: number;
}

/** The value from prepared counts in a given precision, or UNKNOWN; `signal` in events, shape [bins]. The Monte Carlo error does not enter. */
export function preparedPoisson(
  counts: PoissonCounts,
  signal: ArrayLike<number>,
  _relativeError: ArrayLike<number>,
  { roundoff, absolute, relative, largestSignal }: Precision = FLOAT32,
): number {
  let value = counts.base;
  let loss = 0;
  for (let i = 0; i < counts.data.length; i++) {
    const s = at(signal, i);
    if (!(s < largestSignal)) return UNKNOWN;
    const mu = Math.max(s + at(counts.background, i), MIN_PREDICTION);
    const lost = Math.max(s - at(counts.gap, i), 0);
    const residual = at(counts.residual, i) - lost;
    const part = 2 * deviance(at(counts.data, i), mu, residual);
    value += part;
    if (!(value < largestSignal)) return UNKNOWN;
    // An error e of the residual shifts the term by 2 e residual/mu + e^2/mu, which may not be small compared with the term.
    const off = RESIDUAL_LOSS * (Math.abs(at(counts.residual, i)) + lost);
    const steepness = Math.min((Math.abs(residual) + roundoff * off) / mu, 1);
    loss += PART_LOSS * part + 2 * off * steepness;
  }
  return roundoff * loss <= absolute + relative * value ? value : UNKNOWN;
}

/** Systematic errors that are at most this share of the statistical ones are none: a covariance must be positive definite. */
const NEGLIGIBLE = 1e-3;

/** P of all bins. */
function likelihoodRatio({ data, background }: Counts, signal: ArrayLike<number>): number {
  return data.reduce((sum, n, i) => {
    const mu = Math.max(at(signal, i) + at(background, i), MIN_PREDICTION);
    return sum + 2 * deviance(n, mu, n - mu);
  }, 0);
}

function pick({ data, background }: Counts, bins: readonly number[]): Counts {
  const some = (list: readonly number[]) => bins.map((bin) => at(list, bin));
  return { data: some(data), background: some(background), covariance: [] };
}

function prepare(counts: Counts, kept: readonly number[]): PreparedStatistic {
  const filled = pick(counts, kept);
  const others = counts.data.map((_, bin) => bin).filter((bin) => !kept.includes(bin));
  const none = others.map(() => 0);
  const data = Float64Array.from(filled.data);
  const background = Float64Array.from(filled.background);
  const prepared: PoissonCounts = {
    data,
    background,
    residual: data.map((n, i) => n - Math.max(at(background, i), MIN_PREDICTION)),
    gap: background.map((b) => Math.max(MIN_PREDICTION - b, 0)),
    base: likelihoodRatio(pick(counts, others), none),
  };
  return {
    constants: {},
    fields: () => ({ ...prepared }),
    value: (signal) => likelihoodRatio(filled, signal) + prepared.base,
  };
}

function breakDown(
  counts: Counts,
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
): Chi2Breakdown {
  const value = likelihoodRatio(counts, signal);
  const bins = counts.data.map((n, i) => {
    const sum = at(signal, i) + at(counts.background, i);
    const prediction = Math.max(sum, MIN_PREDICTION);
    const weight = n / prediction - 1;
    return {
      prediction,
      residual: n - prediction,
      statistical: prediction,
      systematic: 0,
      monteCarlo: (at(signal, i) * at(relativeError, i)) ** 2,
      weight,
      chi2: 2 * deviance(n, prediction, n - prediction),
      slope: sum >= MIN_PREDICTION ? -2 * weight : 0,
      loweredByMonteCarlo: 0,
    };
  });
  return {
    chi2: value,
    bins,
    systematic: counts.data.map(() => counts.data.map(() => 0)),
    withoutMonteCarlo: value,
    monteCarloError: Math.hypot(...bins.map(({ slope, monteCarlo }) => slope * Math.sqrt(monteCarlo))),
  };
}

/** Like `createSimulationError`, with dP/ds = 2 (1 - n/mu). */
function simulationError(counts: Counts, kept: readonly number[]): SimulationErrorOf {
  const { data, background } = pick(counts, kept);
  const b = background.map((events) => Math.max(events, MIN_PREDICTION));
  return (signal, relativeError) => {
    const found = data.reduce((sum, _, i) => sum + at(signal, i), 0);
    if (!(found > LEAST_SIGNAL)) return { spread: Number.POSITIVE_INFINITY, strength: 1 };
    const strength = endOfInterval(data, b, signal);
    const errors = data.map((n, i) => {
      const s = strength * at(signal, i);
      // A signal without a known error counts as 100 % uncertain.
      return 2 * (1 - n / (at(b, i) + s)) * s * (at(relativeError, i) || 1);
    });
    return { spread: Math.hypot(...errors), strength };
  };
}

/** Warning for an experiment with systematic errors, which are ignored. */
function caveat({ background, covariance, cross, signalCovariance }: Counts): string | undefined {
  const bins = background.map((_, bin) => bin);
  const isNegligible = (matrix: Counts['cross'], i: number, statistical: number) =>
    Math.abs(entryOf(matrix, i, i)) <= NEGLIGIBLE ** 2 * statistical;
  const isFree = bins.every((i) => {
    const mu = Math.max(at(background, i), MIN_PREDICTION);
    // Errors of the signal are over the signal: negligible beside those of one event.
    return (
      isNegligible(covariance, i, mu) && isNegligible(cross, i, 1) && isNegligible(signalCovariance, i, 1)
    );
  });
  if (isFree) return undefined;
  const variance = bins.reduce(
    (sum, i) => sum + bins.reduce((row, j) => row + entryOf(covariance, i, j), 0),
    0,
  );
  const error = Math.sqrt(Math.max(variance, 0)) / background.reduce((sum, b) => sum + b, 0);
  const size = Number.isFinite(error) ? ` (${shareInWords(error)} of the background of all bins)` : '';
  return `ignores the covariance${size}: no systematic error enters, and limits are stronger than they should be; cnp has them`;
}

/** For experiments without systematic errors, or to see the effect of leaving them out. */
export const poisson: Statistic & { readonly name: 'poisson'; readonly isChoice: true } = {
  name: 'poisson',
  isChoice: true,
  title: 'Poisson likelihood ratio, which ignores the covariance: no systematic error enters',
  formula: 'none; a bin adds 2 (mu - n + n ln(n/mu))',
  remark: 'Poisson likelihood ratio (Baker and Cousins 1984); neither C_syst nor C_MC enters',
  errors: 'chi2 = 2 sum (prediction - data + data ln(data/prediction)) (Poisson); no other error enters',
  label: 'poisson without systematic errors',
  value: likelihoodRatio,
  prepare,
  simulationError,
  breakDown,
  caveat,
  kernel: { counts: 'poisson::PoissonCounts', value: 'poisson::preparedPoisson' },
};
