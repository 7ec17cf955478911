/** The chi2 distribution against the tables of Abramowitz and Stegun (26.8), and against the normal distribution. */
import { describe, expect, it } from 'vitest';
import { chi2Exceeded, chi2Exceeds } from '../../src/statistics/chi2Distribution.js';

/** Degrees of freedom, and the chi2 that is exceeded with probability 0.95, 0.05 and 0.001. */
const TABLE = [
  [1, 0.00393214, 3.84146, 10.828],
  [2, 0.102587, 5.99147, 13.816],
  [3, 0.351846, 7.81473, 16.266],
  [8, 2.73264, 15.5073, 26.125],
  [19, 10.117, 30.1435, 43.82],
  [100, 77.9295, 124.342, 149.449],
] as const;

describe('the chi2 distribution', () => {
  it('has the quantiles of the tables', () => {
    for (const [degrees, most, few, rare] of TABLE) {
      expect(chi2Exceeded(0.95, degrees) / most, `${degrees}`).toBeCloseTo(1, 5);
      expect(chi2Exceeded(0.05, degrees) / few, `${degrees}`).toBeCloseTo(1, 5);
      expect(chi2Exceeded(0.001, degrees) / rare, `${degrees}`).toBeCloseTo(1, 4);
    }
  });

  it('of one degree of freedom is the square of a normal number, far into the tail too', () => {
    // erfc(z/sqrt(2)) of the C library.
    const tails = [0.31731050786291415, 0.04550026389635844, 0.0026997960632601913, 6.334248366623993e-5];
    tails.forEach((tail, i) => {
      expect(chi2Exceeds((i + 1) ** 2, 1) / tail).toBeCloseTo(1, 11);
    });
    expect(chi2Exceeds(25, 1) / 5.733031437583892e-7).toBeCloseTo(1, 11);
    expect(chi2Exceeds(400, 1) / 5.507248237212663e-89).toBeCloseTo(1, 10);
  });

  it('reaches all of its range', () => {
    expect(chi2Exceeds(0, 3)).toBe(1);
    // exp(-chi2/2) alone is too small for a number.
    expect(chi2Exceeds(2000, 2000)).toBeCloseTo(0.4958, 3);
    for (const degrees of [1, 2, 3, 8, 19]) {
      for (const p of [0.99, 0.3, 1e-3, 5.7e-7])
        expect(chi2Exceeds(chi2Exceeded(p, degrees), degrees) / p).toBeCloseTo(1, 9);
    }
  });
});
