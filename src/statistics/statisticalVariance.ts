/** What one statistic with a covariance has of its own: the statistical variance of a bin. Events and events^2. */
import type { DoubleDouble, Real } from '../algebra/doubleDouble.js';

/** How a variance grows with a signal: by added x (linear + curved/(mu + offset)) for `added` events at the prediction mu. */
export interface VarianceGrowth {
  readonly linear: number;
  readonly curved: number;
  readonly offset: number;
}

/** The statistical variance of a bin, in the forms that engines need. */
export interface StatisticalVariance {
  /** Of n counts at a prediction mu >= MIN_PREDICTION, of which `signal` is the signal; events^2. */
  variance(n: number, mu: number, signal: number): number;
  /** The same in twice a double's precision. */
  extendedVariance(n: number, mu: Real, signal: Real): DoubleDouble;
  /** d(variance)/d(signal), events. */
  slope(n: number, mu: number): number;
  /** How it grows from the prediction mu0 without a signal: without a difference of large numbers. */
  growth(n: number, mu0: DoubleDouble): VarianceGrowth;
  /** Whether it is the signal's alone, which adds it wherever the prediction is, also below MIN_PREDICTION. */
  readonly ofSignal: boolean;
}
