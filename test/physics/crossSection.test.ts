/** Cross sections against a plain sum over Q2, and at their edges. */

import { describe, expect, it } from 'vitest';
import { crossSection, differentialCrossSection, type Production } from '../../src/physics/crossSection.js';
import { darkPhoton } from '../../src/physics/mediators/darkPhoton.js';
import { helmFormFactor } from '../../src/physics/nucleus.js';
import { thresholdEnergy } from '../../src/physics/upscattering.js';

const argon: Production = {
  mediator: darkPhoton,
  m: 0.2,
  mX: 0.03,
  target: {
    on: { kind: 'nucleus', massGev: 37.215540665, formFactor: (q) => helmFormFactor(40, q) },
    protons: 18,
    neutrons: 22,
  },
  strength: 4.9e-4,
  mixing: 1e-4,
  smZ: true,
};
const proton: Production = {
  ...argon,
  target: { on: { kind: 'proton', massGev: 0.93827208816, formFactor: () => 1 }, protons: 1, neutrons: 0 },
};

/** Simpson's rule over ln(Q2 + a): another map and another rule. */
function plainSum(production: Production, E: number, low: number, high: number, key: 'alone' | 'total') {
  const n = 40_000;
  const a = production.mX ** 2;
  const ratio = (high + a) / (low + a);
  let sum = 0;
  for (let i = 0; i <= n; i++) {
    const shifted = (low + a) * ratio ** (i / n);
    const q2 = Math.min(Math.max(shifted - a, low), high);
    const weight = i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * shifted * differentialCrossSection(production, E, q2).density[key];
  }
  return (sum * Math.log(ratio)) / (3 * n);
}

describe('crossSection', () => {
  it.each([0.03, 1.25, 0.002])("is the integral of dsigma/dQ2 for mZ' = %f GeV", (mX) => {
    for (const [production, end] of [
      [{ ...argon, mX }, 4],
      [{ ...proton, mX }, Number.POSITIVE_INFINITY],
    ] as const) {
      const { q2Min, q2Max, sigma } = crossSection(production, 2);
      const high = Math.min(q2Max ?? 0, end);
      for (const key of ['alone', 'total'] as const) {
        const sum = plainSum(production, 2, q2Min ?? 0, high, key);
        expect(Math.abs(sigma[key] / sum - 1)).toBeLessThan(1e-9);
      }
    }
  });

  it('starts at threshold', () => {
    const E = thresholdEnergy(argon.m, argon.target.on.massGev);
    expect(crossSection(argon, E)).toEqual({ q2Min: null, q2Max: null, sigma: { alone: 0, total: 0 } });
    expect(crossSection(argon, E * 1.0001).sigma.alone).toBeGreaterThan(0);
  });

  it('is that of the Z′ alone without the SM Z', () => {
    const { sigma } = crossSection({ ...argon, smZ: false }, 1);
    expect(sigma.total).toBe(sigma.alone);
    expect(sigma.alone).toBe(crossSection(argon, 1).sigma.alone);
  });

  it('has a density of 0 and no helicity outside of the limits', () => {
    const { q2Min, q2Max } = crossSection(argon, 1);
    for (const q2 of [(q2Min ?? 0) * 0.99, (q2Max ?? 0) * 1.01]) {
      const nothing = { q2, density: { alone: 0, total: 0 }, helicityConserving: null };
      expect(differentialCrossSection(argon, 1, q2)).toEqual(nothing);
    }
  });
});
