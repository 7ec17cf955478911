/** Comparison of two predictions with Monte Carlo errors. */
import { expect } from 'vitest';
import { entriesOf, solveNormalised } from '../../../src/statistics/cholesky.js';
import type { Prediction } from './source.js';

/**
 * Mean of independent samples of the bins with its variances. Bins count as uncorrelated, as an event is in one of them: so few
 * samples would give correlations at random.
 */
export function meanOf(samples: readonly (readonly number[])[]): Prediction {
  const n = samples.length;
  const mean = (of: (sample: readonly number[]) => number) => samples.reduce((sum, s) => sum + of(s), 0) / n;
  const signal = (samples[0] ?? []).map((_, bin) => mean((s) => s[bin] ?? 0));
  const variances = signal.map((m, bin) => mean((s) => ((s[bin] ?? 0) - m) ** 2) / (n - 1));
  return { signal, covariance: variances.map((v, a) => variances.map((_, b) => (a === b ? v : 0))) };
}

/** Differences of two predictions in the bins with their errors, and the chi2 of all of them. */
export function compare(a: Prediction, b: Prediction) {
  const covariance = a.covariance.map((row, i) => row.map((c, j) => c + (b.covariance[i]?.[j] ?? 0)));
  const differences = a.signal.map((s, bin) => s - (b.signal[bin] ?? 0));
  const none = differences.map(() => 0);
  return {
    differences,
    errors: covariance.map((row, bin) => Math.sqrt(row[bin] ?? 0)),
    chi2: solveNormalised(entriesOf(covariance), none, differences),
  };
}

/** Bins of several comparisons: each is to agree within four of its errors, and all of them together. */
export class BinTally {
  #chi2 = 0;
  #bins = 0;
  /** Relative errors of the bins. */
  readonly #errors: number[] = [];

  get bins(): number {
    return this.#bins;
  }

  /** Holds what the program predicts to what was drawn. */
  add(predicted: Prediction, drawn: Prediction): void {
    const { differences, errors, chi2 } = compare(predicted, drawn);
    differences.forEach((difference, bin) => {
      const [signal = Number.NaN, error = Number.NaN] = [predicted.signal[bin], errors[bin]];
      const what = `bin ${bin}: ${signal} against ${drawn.signal[bin]} drawn, +- ${error}`;
      expect(Math.abs(difference), what).toBeLessThan(4 * error);
      this.#errors.push(error / signal);
    });
    this.#chi2 += chi2;
    this.#bins += differences.length;
  }

  /** Holds all bins together to a p-value above 1e-3. */
  check(): void {
    const percent = (error: number) => `${(100 * error).toPrecision(2)} %`;
    const words = `chi2 ${this.#chi2.toFixed(1)} of ${this.#bins} bins, whose errors are ${percent(Math.min(...this.#errors))} to ${percent(Math.max(...this.#errors))}`;
    console.info(words);
    expect(chi2Deviation(this.#chi2, this.#bins), words).toBeLessThan(3.09);
  }
}

/** Deviation of a chi2 from what n degrees of freedom give, in standard deviations (Wilson and Hilferty). */
function chi2Deviation(chi2: number, n: number): number {
  const width = 2 / (9 * n);
  return ((chi2 / n) ** (1 / 3) - (1 - width)) / Math.sqrt(width);
}
