/** The distance from m - m' = mZ', the map of q2, and integrals over it against adaptive quadrature. */

import { describe, expect, it } from 'vitest';
import { DIRAC, decayMode, MAJORANA, pairMassIntegral, reducedWidth } from '../../src/physics/decay.js';
import { darkPhoton } from '../../src/physics/mediators/darkPhoton.js';
import {
  drawnPoleGap,
  MASS_RESOLUTION,
  overPairMass,
  pairMassGaps,
  pairMassMap,
  pairMassRange,
  poleGap,
} from '../../src/physics/pairMass.js';
import { randomStream } from '../scans.js';
import { adaptiveIntegral } from './adaptive.js';

/** The next doubles on either side of x > 0. */
function neighbours(x: number): number[] {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0] ?? 0n;
  return [-1n, 0n, 1n].map((step) => new Float64Array(BigInt64Array.of(bits + step).buffer)[0] ?? Number.NaN);
}

describe("m - m' = mZ' as written", () => {
  const random = randomStream(3);
  const decimals = (digits: number, largest: number) =>
    (Math.floor(random() * largest * 10 ** digits) + 2) / 10 ** digits;
  const triples = Array.from({ length: 400 }, () => {
    const digits = 2 + Math.floor(random() * 7);
    const [mPrime, mZprime] = [decimals(digits, 2), decimals(digits, 2)];
    return { m: Number((mPrime + mZprime).toFixed(digits)), mPrime, mZprime };
  });

  it('is one point for every decimal triple, and for each next to it in binary', () => {
    expect(triples.filter(({ m, mPrime, mZprime }) => m - mPrime !== mZprime).length).toBeGreaterThan(100);
    for (const { m, mPrime, mZprime } of triples) {
      const gaps = neighbours(m).flatMap((a) =>
        neighbours(mPrime).flatMap((b) => neighbours(mZprime).map((c) => poleGap(a, b, c))),
      );
      expect(
        gaps.every((gap) => gap === 0),
        `${m} - ${mPrime} = ${mZprime}`,
      ).toBe(true);
    }
  });

  it('is one point with m4 from a splitting, too', () => {
    for (let i = 0; i < 400; i++) {
      const [m4, delta] = [decimals(4, 1), decimals(2, 5)];
      const m5 = Number((m4 * (1 + delta)).toFixed(8));
      const mZprime = Number((m4 * delta).toFixed(8));
      expect(poleGap(m5, m5 / (1 + delta), mZprime), `${m5} ${delta} ${mZprime}`).toBe(0);
    }
  });

  it('is left by a difference in the eleventh digit', () => {
    expect(poleGap(0.3, 0.1, 0.20000000001)).toBeCloseTo(4e-12, 15);
    expect(poleGap(0.3, 0.1, 0.19999999999)).toBeCloseTo(-4e-12, 15);
    expect(decayMode(0.3, 0.1, 0.20000000001)).toBe('offshell');
    expect(decayMode(0.3, 0.1, 0.2)).toBe('offshell');
    expect(decayMode(0.3, 0.1, 0.19999999999)).toBe('onshell');
    expect(MASS_RESOLUTION).toBeLessThan(1e-11);
  });
});

describe('the map of q2', () => {
  it.each([
    [0.2, 0.1, 1.25],
    [0.2, 0.1, 0.1],
    [0.2, 0, 0.2],
    [0.0125, 0.01, 80],
    [1.3, 0.1, 1.2001],
  ])(
    "of m = %f, m' = %f, mZ' = %f goes from end to end, and its three gaps belong together",
    (m, mPrime, mZprime) => {
      const { lo, logRange } = pairMassMap(m, mPrime, mZprime);
      const range = pairMassRange(m, mPrime);
      const hi = drawnPoleGap(m, mPrime, mZprime);
      let before = 0;
      for (const u of [1e-7, 1e-3, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1 - 1e-7]) {
        const [above, gap, distance] = pairMassGaps(u, lo, logRange);
        expect((above + gap) / range).toBeCloseTo(1, 9);
        expect((hi + gap) / distance).toBeCloseTo(1, 12);
        expect(above).toBeGreaterThan(before);
        before = above;
      }
      expect(pairMassGaps(0, lo, logRange)[0]).toBe(0);
      expect(pairMassGaps(1, lo, logRange)[1]).toBe(0);
    },
  );
});

describe('integrals over q2', () => {
  const random = randomStream(17);
  const between = (a: number, b: number) => a * (b / a) ** random();
  const cases = Array.from({ length: 60 }, (_, i) => {
    const m = between(6e-3, 3);
    const splitting = i % 3 === 0 ? m : Math.max(m * between(1e-3, 1), 2e-3);
    const side = random() < 0.5 ? 1 : -1;
    const mZprime = Math.max(splitting * (1 + side * between(1e-12, 0.9)), 1.1e-3);
    return {
      m,
      mPrime: m - splitting,
      mZprime,
      width: mZprime * mZprime * between(1e-15, 1e-2),
      nature: random() < 0.5 ? DIRAC : MAJORANA,
    };
  });

  it('are those of adaptive quadrature within 2e-6, with and without a width, on both sides', () => {
    let worst = 0;
    for (const { m, mPrime, mZprime, width, nature } of cases) {
      const hi = poleGap(m, mPrime, mZprime);
      const widths = hi > 0 ? [0, width] : [width];
      for (const own of widths) {
        const ratio =
          pairMassIntegral(darkPhoton, m, mPrime, hi, own, nature) /
          adaptiveIntegral(m, mPrime, hi, own, nature);
        worst = Math.max(worst, Math.abs(ratio - 1));
      }
    }
    console.info(`worst ${worst.toExponential(1)}`);
    expect(worst).toBeLessThan(2e-6);
  });

  it('have nodes whose gaps add up, and a distance from the pole that belongs to them', () => {
    for (const { m, mPrime, mZprime, width } of cases.slice(0, 40)) {
      const [hi, range] = [poleGap(m, mPrime, mZprime), pairMassRange(m, mPrime)];
      overPairMass(hi, range, width, 16, (above, below, distance) => {
        expect(Math.abs((above + below) / range - 1)).toBeLessThan(1e-9);
        expect(Math.abs(hi + below - distance)).toBeLessThan(
          1e-9 * (Math.abs(distance) + width) + 1e-12 * below,
        );
      });
    }
  });

  it('go as the distance from the pole to the power -1/2 in the dual model, and stay finite in the single one', () => {
    const dual = (distance: number) => reducedWidth(darkPhoton, 0.2, 0.1, 0.1 * (1 + distance), DIRAC);
    expect(dual(1e-10) / dual(4e-10)).toBeCloseTo(2, 3);
    const single = (distance: number) => reducedWidth(darkPhoton, 0.2, 0, 0.2 * (1 + distance), DIRAC);
    // 1/(192 pi^3) of (g V e epsilon)^2 m: what is left of the integral where the gap cancels the propagator.
    expect((single(1e-10) * 192 * Math.PI ** 3) / 0.2).toBeCloseTo(1, 3);
  });
});
