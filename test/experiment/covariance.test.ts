import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covarianceFault, uniformCovariance } from '../../src/experiment/covariance.js';

const labels = (n: number) => Array.from({ length: n }, (_, i) => `bin ${i + 1}`);

describe('covarianceFault', () => {
  it('accepts uniform correlations above -1/(n-1) and refuses those below', () => {
    const errors = fc.array(fc.double({ min: 0.01, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(errors, fc.double({ min: 1e-6, max: 0.9, noNaN: true }), (sigma, gap) => {
        const limit = -1 / (sigma.length - 1);
        const above = uniformCovariance(sigma, limit + gap * (1 - limit));
        const below = uniformCovariance(sigma, limit - gap);
        expect(covarianceFault(above, labels(sigma.length))).toBeUndefined();
        expect(covarianceFault(below, labels(sigma.length))?.what).toMatch(/not positive definite/);
      }),
    );
  });

  it('names the first leading minor that fails', () => {
    const identity = (k: number) =>
      labels(4).map((_, i) => labels(4).map((__, j) => (i === j ? (i === k ? -1 : 1) : 0)));
    for (let k = 0; k < 4; k++) {
      expect(covarianceFault(identity(k), labels(4))).toEqual({
        row: k,
        what: expect.stringContaining(`leading minor ${k + 1} (bin "bin ${k + 1}")`),
      });
    }
  });

  it('refuses a singular matrix, a ragged one and NaN', () => {
    const what = (matrix: number[][]) => covarianceFault(matrix, labels(matrix.length))?.what;
    expect(what(uniformCovariance([1, 2], 1))).toMatch(/a correlation is too strong/);
    expect(what([[1, 0], [0]])).toMatch(/row 2 has 1 entries for 2 bins/);
    expect(what([[Number.NaN]])).toMatch(/not positive definite/);
  });

  it('accepts correlations up to the rounding of the entries', () => {
    const what = (gap: number) => covarianceFault(uniformCovariance([3, 7, 1e5], 1 - gap), labels(3))?.what;
    for (const gap of [1e-6, 1e-10, 1e-14]) expect(what(gap)).toBeUndefined();
    for (const gap of [1e-16, 0, -1e-14]) expect(what(gap)).toMatch(/a correlation is too strong/);
  });

  it('forgives the rounding of a published matrix', () => {
    expect(
      covarianceFault(
        [
          [1, 0.3],
          [0.3 + 1e-12, 1],
        ],
        labels(2),
      ),
    ).toBeUndefined();
  });
});
