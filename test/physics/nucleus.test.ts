import { describe, expect, it } from 'vitest';
import { loadNuclei } from '../../src/experiment/nuclei.js';
import {
  chargeFormFactor,
  formFactor,
  helmFormFactor,
  symmetrisedFermiFormFactor,
  tabulateFormFactor,
} from '../../src/physics/nucleus.js';

const nuclei = await loadNuclei();

/** MODEL section 2: |F| at Q2 = 1e-4, 0.01, 0.04, 0.09 GeV^2 (DarkNews). */
const CHECKS: readonly (readonly [string, readonly number[]])[] = [
  ['C12', [0.997405, 0.769473, 0.338272, 0.06502]],
  ['Ar40', [0.994994, 0.594091, 0.076401, 0.026674]],
  ['Si28', [0.995935, 0.657442, 0.14732, 0.022334]],
  ['O16', [0.996799, 0.724582, 0.260855, 0.019132]],
];

const densityOf = (name: string) => {
  const density = nuclei.get(name)?.density;
  if (!density) throw new Error(`no charge density of ${name}`);
  return density;
};
const withDensity = [...nuclei.values()].filter(({ density }) => density).map(({ name }) => name);

describe('the Fourier-Bessel form factor', () => {
  it.each(CHECKS)('of %s has the values of DarkNews', (name, values) => {
    const own = [1e-4, 0.01, 0.04, 0.09].map((q2) =>
      Math.abs(chargeFormFactor(densityOf(name), Math.sqrt(q2))),
    );
    own.forEach((F, i) => {
      expect(F).toBeCloseTo(values[i] ?? 0, 6);
    });
  });

  it('is smooth across x = n pi, where numerator and denominator vanish', () => {
    const density = densityOf('Ar40');
    if (density.kind !== 'fourier-bessel') throw new Error('argon has a series');
    for (let n = 1; n < 16; n++) {
      const q = (n * Math.PI) / (density.radiusFm * 5.067730718);
      const [left, at, right] = [q - 1e-5, q, q + 1e-5].map((x) => chargeFormFactor(density, x));
      // The second difference of a function that varies over 0.02 GeV.
      expect(Math.abs((left ?? 0) - 2 * (at ?? 0) + (right ?? 0))).toBeLessThan(1e-6);
    }
  });
});

describe('the table of a form factor', () => {
  it.each(withDensity)('of %s interpolates the series to 1e-7 on q <= 1 GeV', (name) => {
    const table = tabulateFormFactor(densityOf(name));
    let worst = 0;
    for (let q = 0; q <= 1; q += 1.7e-4) {
      const error = formFactor(table, 0, q) - chargeFormFactor(densityOf(name), q);
      worst = Math.max(worst, Math.abs(error));
    }
    expect(worst).toBeLessThan(1e-7);
  });
});

describe('the models for nuclei without a series', () => {
  it('begin at 1', () => {
    expect(helmFormFactor(40, 0)).toBe(1);
    expect(symmetrisedFermiFormFactor(40, 0)).toBeCloseTo(1, 5);
    // Both sides of the change from series to formula.
    const q = 1e-2 / (5.067730718 * 3.9);
    expect(helmFormFactor(40, 0.9999 * q)).toBeCloseTo(helmFormFactor(40, 1.0001 * q), 7);
  });

  it('have the slope of their radius: 1 - q^2 <r^2>/6', () => {
    const q = 0.01;
    const inFm = (q * 5.067730718) ** 2;
    // Helm: <r^2> = 3/5 R^2 + 3 s^2; symmetrised Fermi: 3/5 r0^2 + 7/5 (pi a)^2.
    const helm = 0.6 * 3.9 ** 2 + 3 * 0.9 ** 2;
    expect((1 - helmFormFactor(40, q)) / (inFm / 6)).toBeCloseTo(helm, 1);
    const r0 = 1.03 * 40 ** (1 / 3);
    const fermi = 0.6 * r0 ** 2 + 1.4 * (Math.PI * 0.523) ** 2;
    expect((1 - symmetrisedFermiFormFactor(40, q)) / (inFm / 6)).toBeCloseTo(fermi, 1);
  });

  it('are near the measured series of argon at small q', () => {
    for (const q of [0.03, 0.06, 0.1]) {
      const measured = Math.abs(chargeFormFactor(densityOf('Ar40'), q));
      expect(Math.abs(helmFormFactor(40, q) - measured)).toBeLessThan(0.03);
      expect(Math.abs(symmetrisedFermiFormFactor(40, q) - measured)).toBeLessThan(0.03);
    }
  });
});
