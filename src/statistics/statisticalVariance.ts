/** The statistical variance of a bin, in which statistics with a covariance differ. Events and events^2. */
import type { DoubleDouble, Real } from '../algebra/doubleDouble.js';

/** Growth of a variance with the signal: added x (linear + curved/(mu + offset)) for `added` events at the prediction mu. */
export interface VarianceGrowth {
  readonly linear: number;
  readonly curved: number;
  readonly offset: number;
}

/** The statistical variance of a bin, in the forms that the engines need. */
export interface StatisticalVariance {
  /** Variance of n counts at a prediction mu >= MIN_PREDICTION that includes `signal`; events^2. */
  variance(n: number, mu: number, signal: number): number;
  /** The same in twice double precision. */
  extendedVariance(n: number, mu: Real, signal: Real): DoubleDouble;
  /** d(variance)/d(signal), events. */
  slope(n: number, mu: number): number;
  /** Growth from the prediction mu0 without a signal, free of cancellation. */
  growth(n: number, mu0: DoubleDouble): VarianceGrowth;
  /** Whether it is the variance of the signal alone, which is added even below MIN_PREDICTION. */
  readonly ofSignal: boolean;
}
