/** What a kernel must be able to do for the datasets that it compares with, and what it is given for each. */
import { needsCheck, needsWhitening } from '../../statistics/precision.js';
import type { PreparedCounts } from '../../statistics/prepared.js';

/** Parts of the kernel that some dataset needs. */
export interface ComparisonNeeds {
  /** Systematic errors that grow with the signal. */
  readonly signalErrors: boolean;
  /** Correlations taken out. */
  readonly whitening: boolean;
  /** Rounding estimated point by point. */
  readonly check: boolean;
}

/** What datasets need together. */
export function comparisonNeeds(prepared: readonly PreparedCounts[]): ComparisonNeeds {
  return {
    signalErrors: prepared.some(({ signalCovariance }) => signalCovariance !== undefined),
    whitening: prepared.some(needsWhitening),
    check: prepared.some(needsCheck),
  };
}

/** Fields of the kernel's PreparedCounts. A matrix that the kernel does not look at is a single zero. */
export function countFields(
  prepared: PreparedCounts,
  { signalErrors, whitening }: ComparisonNeeds,
): Readonly<Record<string, number | ArrayLike<number>>> {
  const pairs = prepared.error.length ** 2;
  const none = new Float64Array(signalErrors ? pairs : 1);
  return {
    ...prepared,
    cross: prepared.cross ?? none,
    signalCovariance: prepared.signalCovariance ?? none,
    whitening: whitening ? prepared.whitening : [0],
    whitenedCross: whitening ? prepared.whitenedCross : [0],
  };
}
