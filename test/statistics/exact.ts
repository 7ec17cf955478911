/** chi2 without any rounding, from the doubles as they are given: integers of any length. */
import { type Counts, MIN_PREDICTION } from '../../src/statistics/counts.js';
import type { GaussianStatistic } from '../../src/statistics/gaussian.js';

/** numerator x 2^-SCALE over a positive denominator. */
interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Every double above 1e-100 is a whole number of these. */
const SCALE = 400n;

/** A double in units of 2^-SCALE, exactly. RangeError where it is too small for that. */
export function unitsOf(x: number): bigint {
  let [mantissa, shift] = [x, 0n];
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    shift += 1n;
  }
  if (shift > SCALE) throw new RangeError(`${x} is too small`);
  return BigInt(mantissa) << (SCALE - shift);
}

const ONE = 1n << SCALE;

/** The statistical variance of a bin, with mu and s in units; over ONE. */
function statisticalVariance({ name }: GaussianStatistic, n: bigint, mu: bigint, s: bigint): Fraction {
  if (name === 'included') return { numerator: s, denominator: 1n };
  if (name === 'neyman') return { numerator: n, denominator: 1n };
  if (name === 'pearson') return { numerator: mu, denominator: 1n };
  if (name !== 'cnp') throw new RangeError(`the exact variance of ${name} is not known`);
  if (n === 0n) return { numerator: mu, denominator: 2n };
  return { numerator: 3n * n * mu, denominator: mu + 2n * n };
}

/**
 * chi2 of `counts` at a signal of shape [bins] with its relative errors: the determinant of C bordered by the residual over that of C
 * (Bareiss, Math. Comp. 22 (1968) 565), with bins multiplied by the denominators of their variances; rounded once, at the end.
 */
export function exactChi2(
  statistic: GaussianStatistic,
  { data, background, covariance, cross, signalCovariance }: Counts,
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
): number {
  const units = (x: number | undefined) => unitsOf(x ?? 0);
  const s = data.map((_, i) => units(signal[i]));
  const least = unitsOf(MIN_PREDICTION);
  const bins = data.map((n, i) => {
    const sum = (s[i] ?? 0n) + units(background[i]);
    const mu = sum < least ? least : sum;
    const variance = statisticalVariance(statistic, units(n), mu, s[i] ?? 0n);
    return { ...variance, residual: units(n) - mu, mc: (s[i] ?? 0n) * units(relativeError[i]) };
  });
  // Entries in units of 2^-4 SCALE, residuals of 2^-2 SCALE: nothing is cut off.
  const entry = (i: number, j: number) => {
    const [a, b] = [bins[i], bins[j]];
    if (!a || !b) throw new RangeError('no such bin');
    const [si, sj] = [s[i] ?? 0n, s[j] ?? 0n];
    const [high, low] = [Math.max(i, j), Math.min(i, j)];
    const mixed = si * units(cross?.[i]?.[j]) + sj * units(cross?.[j]?.[i]);
    const systematic =
      units(covariance[high]?.[low]) * ONE ** 3n +
      mixed * ONE ** 2n +
      si * sj * units(signalCovariance?.[high]?.[low]) * ONE;
    if (i !== j) return systematic * a.denominator * b.denominator;
    const own = (systematic + a.mc * a.mc) * a.denominator + a.numerator * ONE ** 3n;
    return own * a.denominator;
  };
  const matrix = bins.map((a, i) => [...bins.map((_, j) => entry(i, j)), a.residual * a.denominator * ONE]);
  matrix.push([...bins.map((a) => a.residual * a.denominator * ONE), 0n]);
  const { last, before } = eliminate(matrix);
  return quotient(-last, before);
}

/** Bareiss: the determinant of a square matrix and that without its last row and column. */
function eliminate(given: bigint[][]): { last: bigint; before: bigint } {
  const m = given.map((row) => [...row]);
  const n = m.length;
  let before = 1n;
  const at = (i: number, j: number) => m[i]?.[j] ?? 0n;
  for (let k = 0; k < n - 1; k++) {
    const pivot = at(k, k);
    if (pivot <= 0n) throw new RangeError('the covariance is not positive definite');
    for (let i = k + 1; i < n; i++) {
      for (let j = k + 1; j < n; j++) {
        const row = m[i];
        if (row) row[j] = (at(i, j) * pivot - at(i, k) * at(k, j)) / before;
      }
    }
    before = pivot;
  }
  return { last: at(n - 1, n - 1), before };
}

/** a/b of integers to a double; a may be 0, b is positive. */
export function quotient(a: bigint, b: bigint): number {
  if (a === 0n) return 0;
  const shift = BigInt(b.toString(2).length - a.toString(2).length + 70);
  const scaled = shift >= 0n ? (a << shift) / b : a / (b << -shift);
  return Number(scaled) * 2 ** -Number(shift);
}
