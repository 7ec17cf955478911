/** Means of the decay against plain sums over q2, and in limits that are known. */

import { describe, expect, it } from 'vitest';
import { ELECTRON_MASS_GEV } from '../../src/physics/constants.js';
import { DIRAC, MAJORANA } from '../../src/physics/decay.js';
import { decayMeans } from '../../src/physics/decayMeans.js';
import { darkPhoton } from '../../src/physics/mediators/darkPhoton.js';
import { daughterAsymmetry, pairMassDensity } from '../../src/physics/mediators/vectorDecay.js';

/** Sums over q2 by the midpoint rule in an angle that takes the square roots from both ends. */
function plainMeans(m: number, mPrime: number, mZprime: number, nature: number) {
  const [low, high] = [4 * ELECTRON_MASS_GEV ** 2, (m - mPrime) ** 2];
  const n = 200_000;
  let [norm, energy, mass, cosine] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const angle = (Math.PI * (i + 0.5)) / n;
    const above = (high - low) * Math.sin(angle / 2) ** 2;
    const gap = (high - low) * Math.cos(angle / 2) ** 2;
    const q2 = low + above;
    const density = pairMassDensity(above, gap, m, mPrime, nature) / (mZprime ** 2 - q2) ** 2;
    const weight = density * Math.sin(angle);
    norm += weight;
    energy += weight * ((m * m + q2 - mPrime * mPrime) / (2 * m * m));
    mass += weight * Math.sqrt(q2);
    cosine += nature === DIRAC ? (-weight * daughterAsymmetry(q2, gap, m, mPrime)) / 3 : 0;
  }
  return { energyFraction: energy / norm, pairMassGev: mass / norm, cosDaughter: cosine / norm };
}

describe('decayMeans', () => {
  it.each([
    [0.2, 0.1, 1.25],
    [0.2, 0.1, 0.101],
    [0.3, 0, 1.25],
    [0.1015, 0.1, 0.5],
    [1.3, 0.1, 1.21],
  ])("of m = %f, m' = %f, mZ' = %f are those of the spectrum", (m, mPrime, mZprime) => {
    for (const nature of [DIRAC, MAJORANA]) {
      const expected = plainMeans(m, mPrime, mZprime, nature);
      const found = decayMeans(darkPhoton, m, mPrime, mZprime, nature);
      for (const key of ['energyFraction', 'pairMassGev', 'cosDaughter'] as const) {
        expect(Math.abs((found?.[key] ?? Number.NaN) - expected[key])).toBeLessThan(1e-7);
      }
    }
  });

  it('take m_ee = mZ′ where the Z′ is real', () => {
    const means = decayMeans(darkPhoton, 0.2, 0, 0.1, DIRAC);
    expect(means?.pairMassGev).toBeCloseTo(0.1, 14);
    expect(means?.energyFraction).toBeCloseTo(0.625, 14);
    expect(means?.cosDaughter).toBeCloseTo(1 / 9, 14);
  });

  it('are undefined where no pair can be made', () => {
    expect(decayMeans(darkPhoton, 0.1005, 0.1, 1.25, DIRAC)).toBeUndefined();
    expect(decayMeans(darkPhoton, 0.1, 0.2, 1.25, DIRAC)).toBeUndefined();
  });
});
