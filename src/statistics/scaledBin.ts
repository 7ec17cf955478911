/** A bin in units of its error at a given signal, and the correlation of two bins. Twin: shaders/statistics/scaledBin.wgsl. Events. */
import { at } from '../at.js';
import { MIN_PREDICTION } from './counts.js';
import { FLOAT32, type Precision } from './precision.js';
import type { PreparedCounts } from './prepared.js';

/** A bin in units of its error sigma. */
export interface ScaledBin {
  /** Error without a signal, and signal. */
  readonly fixed: number;
  readonly signal: number;
  /** n - mu. */
  readonly residual: number;
  /** Sums of the absolute values of the terms of residual and variance. */
  readonly residualSize: number;
  readonly varianceSize: number;
  /** What the signal adds to the statistical variance, its Monte Carlo variance included. */
  readonly added: number;
}

/** Statistical variance that a signal adds to a bin, events^2. */
export function addedVariance(counts: PreparedCounts, i: number, signal: number): number {
  const mu = Math.max(signal + at(counts.background, i), MIN_PREDICTION);
  const added = Math.max(signal - at(counts.onset, i), 0);
  return added * (at(counts.linear, i) + at(counts.curved, i) / (mu + at(counts.offset, i)));
}

/** A bin in units of its error, computed without squares of event numbers, which could overflow. */
export function scaledBin(
  counts: PreparedCounts,
  i: number,
  signal: number,
  relativeError: number,
  { smallestVariance }: Precision = FLOAT32,
): ScaledBin {
  const error = at(counts.error, i);
  const unit = 1 / Math.max(error, signal);
  const fixed = error * unit;
  const share = signal * unit;
  const mc = share * relativeError;
  const added = addedVariance(counts, i, signal) * unit * unit + mc * mc;
  let systematic = fixed * fixed;
  let varianceSize = 1;
  const { cross, signalCovariance } = counts;
  if (cross && signalCovariance) {
    const diagonal = i * counts.error.length + i;
    const mixed = 2 * share * fixed * at(cross, diagonal);
    systematic += mixed + share * share * at(signalCovariance, diagonal);
    varianceSize -= (2 * Math.min(mixed, 0)) / Math.max(systematic + added, smallestVariance);
  }
  const scale = 1 / Math.sqrt(Math.max(systematic + added, smallestVariance));
  const rest = at(counts.residual, i) * unit;
  const lost = Math.max(signal - at(counts.gap, i), 0) * unit;
  const tilted = share * at(counts.tilt, i);
  return {
    fixed: fixed * scale,
    signal: share * scale,
    residual: (rest - lost - tilted) * scale,
    residualSize: (Math.abs(rest) + lost + Math.abs(tilted)) * scale,
    varianceSize,
    added: added * scale * scale,
  };
}

/** Correlation of two bins at a signal. */
export function correlation(
  { correlation, cross, signalCovariance, error }: PreparedCounts,
  i: number,
  j: number,
  a: Pick<ScaledBin, 'fixed' | 'signal'>,
  b: Pick<ScaledBin, 'fixed' | 'signal'>,
): number {
  const [ij, ji] = [i * error.length + j, j * error.length + i];
  const fixed = at(correlation, ij);
  if (!cross || !signalCovariance) return a.fixed * b.fixed * fixed;
  const withFixed = a.fixed * fixed + a.signal * at(cross, ij);
  const withSignal = a.fixed * at(cross, ji) + a.signal * at(signalCovariance, ij);
  return withFixed * b.fixed + withSignal * b.signal;
}
