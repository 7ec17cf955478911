import { describe, expect, it } from 'vitest';
import { loadNuclei } from '../../src/experiment/nuclei.js';
import { formFactor, fourierBesselFormFactor, tabulateFormFactor } from '../../src/physics/nucleus.js';

const nuclei = await loadNuclei();

/** MODEL section 2: |F| at Q2 = 1e-4, 0.01, 0.04, 0.09 GeV^2 (DarkNews). */
const CHECKS: readonly (readonly [string, readonly number[]])[] = [
  ['C12', [0.997405, 0.769473, 0.338272, 0.06502]],
  ['Ar40', [0.994994, 0.594091, 0.076401, 0.026674]],
  ['Si28', [0.995935, 0.657442, 0.14732, 0.022334]],
  ['O16', [0.996799, 0.724582, 0.260855, 0.019132]],
];

const nucleusOf = (name: string) => {
  const nucleus = nuclei.get(name);
  if (!nucleus) throw new Error(`no nucleus ${name}`);
  return nucleus;
};

describe('the Fourier-Bessel form factor', () => {
  it.each(CHECKS)('of %s has the values of DarkNews', (name, values) => {
    const own = [1e-4, 0.01, 0.04, 0.09].map((q2) =>
      Math.abs(fourierBesselFormFactor(nucleusOf(name), Math.sqrt(q2))),
    );
    own.forEach((F, i) => {
      expect(F).toBeCloseTo(values[i] ?? 0, 6);
    });
  });

  it('is smooth across x = n pi, where numerator and denominator vanish', () => {
    const nucleus = nucleusOf('Ar40');
    for (let n = 1; n < 16; n++) {
      const q = (n * Math.PI) / (nucleus.radiusFm * 5.067730718);
      const [left, at, right] = [q - 1e-5, q, q + 1e-5].map((x) => fourierBesselFormFactor(nucleus, x));
      // The second difference of a function that varies over 0.02 GeV.
      expect(Math.abs((left ?? 0) - 2 * (at ?? 0) + (right ?? 0))).toBeLessThan(1e-6);
    }
  });
});

describe('the table of a form factor', () => {
  it.each([...nuclei.keys()])('of %s interpolates the series to 1e-7 on q <= 1 GeV', (name) => {
    const table = tabulateFormFactor(nucleusOf(name));
    let worst = 0;
    for (let q = 0; q <= 1; q += 1.7e-4) {
      const error = formFactor(table, q) - fourierBesselFormFactor(nucleusOf(name), q);
      worst = Math.max(worst, Math.abs(error));
    }
    expect(worst).toBeLessThan(1e-7);
  });
});
