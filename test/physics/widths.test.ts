/** Widths of N next to m - m' = mZ': limits on both sides, and what joins them. */

import { describe, expect, it } from 'vitest';
import type { Couplings } from '../../src/physics/couplings.js';
import { DIRAC, MAJORANA, reducedWidth } from '../../src/physics/decay.js';
import { decaySide } from '../../src/physics/massPoint.js';
import { darkPhoton, termsOf } from '../../src/physics/mediators/darkPhoton.js';
import { decayPolynomial, pairMassDensity } from '../../src/physics/mediators/vectorDecay.js';
import { weakDecayMoments } from '../../src/physics/mediators/weakDecay.js';
import { MASS_RESOLUTION, poleGap } from '../../src/physics/pairMass.js';
import { NEGLIGIBLE_CHANGE, wideReducedWidth, widthMatters } from '../../src/physics/resonance.js';
import { decaysAt, type Widths, widthsAt } from '../../src/physics/widths.js';
import { randomStream } from '../scans.js';
import { adaptiveIntegral } from './adaptive.js';

const E = 0.308618;
const NONE = { muons: false, hadrons: false, dark: false };
const VISIBLE = { muons: true, hadrons: true, dark: false };

interface Case {
  readonly m: number;
  readonly mPrime: number;
  readonly mZprime: number;
  readonly nature?: number;
  readonly epsilon?: number;
  readonly choices?: typeof NONE;
  readonly isWeak?: boolean;
}

const couplings = (epsilon: number): Couplings => ({ epsilon, gD: 2, kappa: 1, charge: E, decayVertex: 0.5 });

function prepared({
  m,
  mPrime,
  mZprime,
  nature = DIRAC,
  epsilon = 8e-4,
  choices = NONE,
  isWeak = false,
}: Case) {
  const side = decaySide(m, mPrime, mZprime, { mediator: darkPhoton, nature, zpSpin: 'isotropic' });
  return {
    side,
    beside: decaysAt({ choices, isWeak }, side),
    terms: termsOf(couplings(epsilon), 0, undefined),
  };
}

function widths(at: Case): Widths {
  const { side, beside, terms } = prepared(at);
  return widthsAt(side, beside, terms);
}

/** mZ' Gamma_Z' of a light Z' that decays to e+e- alone, GeV^2. */
const lightWidth = (mZprime: number, epsilon: number) => (E * epsilon * mZprime) ** 2 / (12 * Math.PI);

/** Lines through m - m' = mZ' at fixed mZ': (m', mZ') of the dual and of the single model. */
const LINES = [
  { mPrime: 0.1, mZprime: 0.1 },
  { mPrime: 0.01, mZprime: 0.2 },
  { mPrime: 1, mZprime: 0.02 },
  { mPrime: 0, mZprime: 0.2 },
  { mPrime: 0, mZprime: 0.9 },
];
/** Eight distances (m - m')/mZ' - 1 a decade, on one side, increasing. */
const DISTANCES = Array.from({ length: 89 }, (_, i) => 10 ** (-12 + i / 8));

describe.each(LINES)("m' = $mPrime, mZ' = $mZprime", ({ mPrime, mZprime }) => {
  const at = (distance: number) => ({ m: mPrime + mZprime * (1 + distance), mPrime, mZprime });

  it.each([DIRAC, MAJORANA])(
    'has the width with a virtual and with a real Z’ away from each other, nature %i',
    (nature) => {
      for (const epsilon of [1e-6, 8e-4, 1e-2]) {
        const { terms } = prepared({ ...at(0), epsilon });
        for (const distance of [-0.3, -0.05, 0.3, 1]) {
          const masses = { ...at(distance), nature, epsilon };
          const { gammaGev, nearThreshold } = widths(masses);
          const strength = distance > 0 ? terms.onShell : terms.offShell;
          const zeroWidth = strength * reducedWidth(darkPhoton, masses.m, mPrime, mZprime, nature);
          expect(Math.abs(gammaGev / zeroWidth - 1), `${epsilon} ${distance}`).toBeLessThan(2e-4);
          expect(nearThreshold).toBe(false);
        }
      }
    },
  );

  it('has the width of a spectrum with the width of the Z’ in it, everywhere', () => {
    const epsilon = 1e-2;
    const width = lightWidth(mZprime, epsilon);
    for (const distance of [-1e-2, -1e-4, -1e-6, 0, 1e-6, 1e-4, 1e-2]) {
      const masses = at(distance);
      const { terms } = prepared({ ...masses, epsilon });
      const integral = adaptiveIntegral(
        masses.m,
        mPrime,
        poleGap(masses.m, mPrime, mZprime),
        // The electron's mass enters the width of the Z' as well.
        width * electronFactor(mZprime),
        DIRAC,
      );
      const expected = (terms.offShell * integral) / (384 * Math.PI ** 3 * masses.m ** 3);
      expect(widths({ ...masses, epsilon }).gammaGev / expected, `${distance}`).toBeCloseTo(1, 3.7);
    }
  });

  it.each([1e-6, 8e-4, 1e-2, 0.1])('has a continuous c tau across the edge at epsilon = %d', (epsilon) => {
    const gammaAt = (distance: number) => widths({ ...at(distance), epsilon }).gammaGev;
    // Nearer than this the masses as written are equal.
    const nearest = (2 * MASS_RESOLUTION * (mPrime + mZprime)) / mZprime;
    for (const side of [-1, 1]) {
      const line = DISTANCES.filter((d) => d > nearest && d < 0.5).map((d) => gammaAt(side * d));
      // As the distance to the power -1/2 (virtual, dual), 1/2 (real, dual) or 2 (real, single), and the phase space far away.
      line.slice(1).forEach((gamma, i) => {
        const power = Math.log(gamma / (line[i] ?? Number.NaN)) / Math.log(10 ** (1 / 8));
        expect(Math.abs(power), `${side} ${i}`).toBeLessThan(6);
        expect(Math.abs(power) < 2.1 || i > 70, `${side} ${i}: ${power}`).toBe(true);
      });
    }
    // Where masses tell less than the width of the Z' all that they may mean is the same.
    const gamma = lightWidth(mZprime, epsilon) / mZprime ** 2;
    if (nearest < 1e-3 * gamma) {
      expect(gammaAt(-nearest) / gammaAt(0)).toBeCloseTo(1, 2);
      expect(gammaAt(nearest) / gammaAt(0)).toBeCloseTo(1, 2);
    }
  });
});

function electronFactor(mZprime: number): number {
  const x = (0.51099895e-3 / mZprime) ** 2;
  return Math.sqrt(1 - 4 * x) * (1 + 2 * x);
}

describe('on the edge', () => {
  it('is the closed form of a square root over a Lorentzian in the dual model', () => {
    const [m, mPrime, mZprime] = [0.2, 0.1, 0.1];
    const width = 1e-14;
    // f = sqrt(4 m m' g) P beta, and int_0^inf sqrt(g)/(g^2 + w^2) dg = pi/sqrt(2 w).
    const f = Math.sqrt(4 * m * mPrime) * decayPolynomial(mZprime ** 2, 0, m, mPrime, DIRAC);
    const leading = (f * electronFactor(mZprime) * Math.PI) / Math.sqrt(2 * width);
    const expected = leading / (384 * Math.PI ** 3 * m ** 3);
    expect(wideReducedWidth(darkPhoton, m, mPrime, mZprime, DIRAC, width) / expected).toBeCloseTo(1, 4);
  });

  it('does not hang on the last bit of a mass', () => {
    for (const [m, mPrime, mZprime] of [
      [0.3, 0.1, 0.2],
      [0.11, 0.1, 0.01],
      [0.7, 0.6, 0.1],
      [0.2, 0, 0.2],
    ] as const) {
      const own = widths({ m, mPrime, mZprime });
      for (const ulp of [-2e-16, 2e-16]) {
        const moved = widths({ m: m * (1 + ulp), mPrime, mZprime });
        expect(Math.abs(moved.gammaGev / own.gammaGev - 1)).toBeLessThan(1e-9);
        expect(moved.nearThreshold).toBe(true);
      }
      expect(own.nearThreshold).toBe(true);
    }
  });

  it('is flagged where the width of the Z’ changes that of N by more than a hundredth, and nowhere else', () => {
    const random = randomStream(5);
    let flagged = 0;
    for (let i = 0; i < 400; i++) {
      const mPrime = i % 2 === 0 ? 0 : 0.02 + random();
      const mZprime = 0.02 + random();
      const distance = (random() < 0.5 ? -1 : 1) * 10 ** (-10 * random());
      const masses = { m: mPrime + mZprime * (1 + Math.max(distance, -0.9)), mPrime, mZprime };
      if (poleGap(masses.m, mPrime, mZprime) === 0) continue;
      const epsilon = 10 ** (-4 + 3 * random());
      const { side, beside, terms } = prepared({ ...masses, epsilon });
      const own = widthsAt(side, beside, terms);
      const zero = side.reducedWidth * (side.mode === 'onshell' ? terms.onShell : terms.offShell);
      const change = Math.abs(own.gammaGev / zero - 1);
      if (Math.abs(change / 0.01 - 1) > 1e-6) expect(own.nearThreshold, `${change}`).toBe(change > 0.01);
      if (own.nearThreshold) flagged++;
    }
    expect(flagged).toBeGreaterThan(40);
    expect(flagged).toBeLessThan(360);
  });
});

describe('where the width of the Z’ is left out', () => {
  it.each([
    ['e+e- alone', NONE],
    ['muons and hadrons, too', VISIBLE],
  ])('it would change that of N by less than 1e-4: %s', (_, choices) => {
    const random = randomStream(9);
    const between = (a: number, b: number) => a * (b / a) ** random();
    let [count, worst] = [0, 0];
    for (let i = 0; i < 4000 && count < 120; i++) {
      const m = between(6e-3, 3);
      const isSingle = random() < 0.5;
      const splitting = isSingle ? m : m * between(1e-2, 1);
      const mZprime = splitting * (1 + (random() < 0.3 ? 1 : -1) * between(1e-9, 0.5));
      if (splitting < 1.1e-3 || mZprime < 1.1e-3) continue;
      const epsilon = between(1e-6, 0.1);
      const masses = { m, mPrime: m - splitting, mZprime, epsilon, choices, isWeak: isSingle };
      const { side, beside, terms } = prepared(masses);
      const width =
        beside.poleWidth * terms.perPair * mZprime ** 2 * (1 + beside.pole.muons + beside.pole.hadrons);
      const matters = (factor: number) =>
        widthMatters(darkPhoton, beside.effect, factor * width, mZprime, terms.strength);
      // Just outside of where it counts.
      if (matters(1) || !matters(3)) continue;
      count++;
      const without = widthsAt(side, beside, terms).wholeGev;
      const always = { ...beside, effect: { perWidth: Number.POSITIVE_INFINITY, weakPerWidth: 0 } };
      worst = Math.max(worst, Math.abs(widthsAt(side, always, terms).wholeGev / without - 1));
    }
    console.info(`worst ${worst.toExponential(1)} of ${count}`);
    expect(count).toBeGreaterThan(60);
    expect(worst).toBeLessThan(NEGLIGIBLE_CHANGE);
  });
});

describe('beside e+e- and the Z’', () => {
  it('other decays join at the edge: c tau and the branching ratio of the single model', () => {
    for (const mZprime of [0.5, 0.9, 1.3]) {
      const at = (distance: number) =>
        widths({
          m: mZprime * (1 + distance),
          mPrime: 0,
          mZprime,
          epsilon: 1e-2,
          choices: VISIBLE,
          isWeak: true,
        });
      const [below, above] = [at(-1e-7), at(1e-7)];
      expect(above.wholeGev / below.wholeGev).toBeCloseTo(1, 3);
      expect(above.branching / below.branching).toBeCloseTo(1, 3);
      // Far from it a real Z' decays otherwise than a virtual one.
      expect(Math.abs(at(0.3).branching / at(-0.01).branching - 1)).toBeGreaterThan(0.02);
    }
  });

  it('the SM Z is there on both sides, where it is most of the width', () => {
    // Without it c tau would jump at the edge: a virtual Z' of epsilon = 1e-6 is weaker than the SM Z.
    const at = (distance: number) =>
      widths({ m: 1.5 * (1 + distance), mPrime: 0, mZprime: 1.5, epsilon: 1e-6, isWeak: true });
    expect(at(0).wholeGev / at(0).gammaGev).toBeGreaterThan(10);
    expect(at(2e-12).wholeGev / at(0).wholeGev).toBeCloseTo(1, 3);
    // Far above it is nothing beside a real Z'.
    expect(at(0.1).wholeGev).toBe(at(0.1).gammaGev);
  });

  it('moments of the SM Z are those of adaptive quadrature', () => {
    const [m, mZprime, width] = [0.21, 0.2, 3e-5];
    const hi = poleGap(m, 0, mZprime);
    const of = (f: (distance: number) => number) => adaptiveIntegral(m, 0, hi, width, DIRAC, f);
    const strength = (0.370451 / 91.187621) ** 2;
    const [first, second] = weakDecayMoments(m, mZprime, DIRAC, width);
    expect(first / ((strength * of((x) => x)) / of(() => 1))).toBeCloseTo(1, 5);
    expect(second / ((strength ** 2 * of((x) => x * x + width ** 2)) / of(() => 1))).toBeCloseTo(1, 5);
  });
});

describe('a broad Z’', () => {
  // V_44 = 1/2: dark decays make Gamma_Z'/mZ' a per cent.
  const at = (m: number, V44: number) => {
    const side = decaySide(m, 0.1, 0.4, { mediator: darkPhoton, nature: DIRAC, zpSpin: 'isotropic' });
    const beside = decaysAt({ choices: { ...NONE, dark: true }, isWeak: false }, side);
    return widthsAt(side, beside, termsOf(couplings(8e-4), V44, undefined));
  };

  it('does not change the width of N where the change would hang on how its width runs', () => {
    expect(at(0.6, 0.5).gammaGev).toBe(at(0.6, 0).gammaGev);
    expect(at(0.6, 0.5).branching).toBeLessThan(1e-6);
  });

  it('changes it next to the edge, where a square root would leave nothing', () => {
    const [wide, narrow] = [at(0.5001, 0.5), at(0.5001, 0)];
    expect(wide.gammaGev).toBeGreaterThan(2 * narrow.gammaGev);
    expect(wide.nearThreshold).toBe(true);
    expect(narrow.nearThreshold).toBe(false);
  });
});

describe('the spectrum', () => {
  it('at the pole is that of a real Z’: the limit of no width', () => {
    const [m, mPrime, mZprime, width] = [0.3, 0.1, 0.12, 1e-12];
    const gap = -poleGap(m, mPrime, mZprime);
    const f = pairMassDensity(mZprime ** 2 - 4 * 0.51099895e-3 ** 2, gap, m, mPrime, DIRAC);
    const narrow = (f * Math.PI) / (width * 384 * Math.PI ** 3 * m ** 3);
    expect(wideReducedWidth(darkPhoton, m, mPrime, mZprime, DIRAC, width) / narrow).toBeCloseTo(1, 6);
  });
});
