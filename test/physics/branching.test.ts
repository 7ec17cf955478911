import { describe, expect, it } from 'vitest';
import { offShellChannels, otherChannels, pairBranching } from '../../src/physics/branching.js';
import { DIRAC, MAJORANA } from '../../src/physics/decay.js';
import { darkPhoton } from '../../src/physics/mediators/darkPhoton.js';
import { hadronRatio } from '../../src/physics/mediators/hadrons.js';

const all = { muons: true, hadrons: true, dark: true };
const none = { muons: false, hadrons: false, dark: false };
const MUON = 0.1056583755;
const ELECTRON = 0.51099895e-3;

/** Ratio of two spectra at 4e5 midpoints of sqrt(q2): knows neither the map nor the pieces of the code. */
function bruteForce(
  [m, mPrime, mZprime]: readonly [number, number, number],
  current: (q2: number) => number,
): number {
  const integral = (f: (q2: number) => number) => {
    const steps = 400_000;
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      const root = ((i + 0.5) / steps) * (m - mPrime);
      const q2 = root * root;
      const lam = Math.sqrt((m ** 2 + mPrime ** 2 - q2) ** 2 - 4 * m ** 2 * mPrime ** 2);
      const P = (m ** 2 - mPrime ** 2) ** 2 + q2 * (m ** 2 + mPrime ** 2) - 2 * q2 ** 2;
      sum += (root * f(q2) * lam * P) / (q2 - mZprime ** 2) ** 2;
    }
    return sum;
  };
  return integral(current) / integral((q2) => lepton(q2, ELECTRON));
}

const lepton = (q2: number, mass: number) =>
  q2 > 4 * mass ** 2 ? Math.sqrt(1 - (4 * mass ** 2) / q2) * (1 + (2 * mass ** 2) / q2) : 0;

describe('a real Z’', () => {
  it("has the widths' ratios by hand at mZ' = 0.5, m' = 0.1", () => {
    const dirac = otherChannels(darkPhoton, 0.8, 0.1, 0.5, DIRAC, all);
    const majorana = otherChannels(darkPhoton, 0.8, 0.1, 0.5, MAJORANA, all);
    // beta = 0.906300, 1 + 2 x = 1.089310, x = (0.1056583755/0.5)^2
    expect(dirac.muons).toBeCloseTo(0.987241, 5);
    expect(dirac.hadrons).toBeCloseTo(hadronRatio(0.25), 9);
    // r = 0.2: sqrt(0.84) 0.96/2 and 0.84^(3/2)/2
    expect(dirac.dark).toBeCloseTo(0.439927, 5);
    expect(majorana.dark).toBeCloseTo(0.384937, 5);
    // x = 0.04: 0.96^2 1.02
    expect(dirac.mixed).toBeCloseTo(0.940032, 5);
    expect(majorana).toMatchObject({ muons: dirac.muons, hadrons: dirac.hadrons, mixed: dirac.mixed });
  });

  it("gives light Dirac and Majorana N' the same width, half the vector's", () => {
    for (const nature of [DIRAC, MAJORANA]) {
      const { dark, mixed } = otherChannels(darkPhoton, 2, 1e-4, 1, nature, all);
      expect(dark).toBeCloseTo(0.5, 6);
      expect(mixed).toBeCloseTo(1, 6);
    }
  });

  it('loses 0.7 % to nu_4 nu_mu at U^2 = 1e-10, epsilon = 8e-4, g_D = 2', () => {
    const c = otherChannels(darkPhoton, 2, 1e-3, 0.1, DIRAC, { ...none, dark: true });
    const mixedRatio = (4 * 1e-10) / (0.308618 * 8e-4) ** 2;
    expect(mixedRatio).toBeCloseTo(0.00656, 5);
    expect(1 - pairBranching(c, 0, mixedRatio)).toBeCloseTo(0.00652, 5);
  });

  it("shows no pair with V_44 = 1/2 and m' < mZ'/2: 1e7 dark decays for one", () => {
    const c = otherChannels(darkPhoton, 0.8, 0.1, 0.5, DIRAC, all);
    // (0.308618 x 8e-4)^2/0.439927
    expect(pairBranching(c, 1 / (0.308618 * 8e-4) ** 2, 0) / 1.3856119e-7).toBeCloseTo(1, 5);
  });

  it('opens each channel at its threshold, from 0', () => {
    const open = (mZprime: number, mPrime: number) =>
      otherChannels(darkPhoton, 3, mPrime, mZprime, DIRAC, all);
    expect(open(2 * MUON - 1e-9, 0.1).muons).toBe(0);
    expect(open(2 * MUON + 1e-9, 0.1).muons).toBeLessThan(1e-3);
    expect(open(2 * MUON + 1e-9, 0.1).muons).toBeGreaterThan(0);
    expect(open(0.2791, 0.1).hadrons).toBe(0);
    expect(open(0.2, 0.1).dark).toBe(0);
    expect(open(0.2 + 1e-9, 0.1).dark).toBeGreaterThan(0);
    expect(open(0.2 + 1e-9, 0.1).dark).toBeLessThan(1e-3);
    expect(open(0.1, 0.1).mixed).toBe(0);
    expect(open(0.1 + 1e-6, 0.1).mixed).toBeLessThan(1e-6);
    expect(open(0.15, 0.1).mixed).toBeGreaterThan(0.1);
  });
});

describe('a virtual Z’', () => {
  it.each([
    { m: 0.3, expected: 0.10942007 },
    { m: 0.5, expected: 0.54324013 },
    { m: 1, expected: 0.87074183 },
    { m: 3, expected: 0.98517132 },
  ])("has the closed form of N -> nu l+l- for a contact interaction, m' = 0: m = $m", ({ m, expected }) => {
    expect(otherChannels(darkPhoton, m, 0, 1e4, DIRAC, all).muons).toBeCloseTo(expected, 5);
  });

  it.each([
    [0.8, 0.1, 1.25],
    [1.3, 0.1, 1.25],
    [0.5, 0.05, 0.5],
    [2.2, 0.2, 3],
  ] as const)('agrees with a plain sum over q2: m = %d, m’ = %d, mZ’ = %d', (m, mPrime, mZprime) => {
    const masses = [m, mPrime, mZprime] as const;
    const c = otherChannels(darkPhoton, m, mPrime, mZprime, DIRAC, all);
    expect(c.muons / bruteForce(masses, (q2) => lepton(q2, MUON))).toBeCloseTo(1, 4);
    expect(c.hadrons / bruteForce(masses, hadronRatio)).toBeCloseTo(1, 4);
    expect(c.mixed).toBe(0);
  });

  it('tends to muons = 1 far above the threshold, and dark = 1 for light N’: two halves by interference', () => {
    expect(otherChannels(darkPhoton, 30, 0.1, 1e3, DIRAC, all).muons).toBeGreaterThan(0.9998);
    expect(otherChannels(darkPhoton, 30, 0.1, 1e3, DIRAC, all).muons).toBeLessThan(1);
    for (const nature of [DIRAC, MAJORANA]) {
      expect(otherChannels(darkPhoton, 1, 1e-3, 100, nature, all).dark).toBeCloseTo(1, 4);
    }
  });

  it.each([
    // Monte Carlo with explicit spinors, every spin state summed, Z' in unitary gauge, 5e4 to 1.5e5 points. `exact` has
    // the exchange term; `direct` is twice the rate without it, which is what the code stands on.
    { m: 1, mPrime: 0.25, mZprime: 100, nature: DIRAC, direct: 0.21771, exact: 0.21771, within: 0.005 },
    { m: 0.4, mPrime: 0.1, mZprime: 1.25, nature: DIRAC, direct: 0.22301, exact: 0.22293, within: 0.005 },
    { m: 1.2, mPrime: 0.1, mZprime: 1.25, nature: DIRAC, direct: 0.92653, exact: 0.85801, within: 0.08 },
    { m: 1, mPrime: 0.25, mZprime: 100, nature: MAJORANA, direct: 0.12877, exact: 0.15319, within: 0.17 },
    { m: 0.4, mPrime: 0.1, mZprime: 1.25, nature: MAJORANA, direct: 0.13069, exact: 0.15386, within: 0.17 },
    { m: 1.2, mPrime: 0.1, mZprime: 1.25, nature: MAJORANA, direct: 0.89258, exact: 0.84341, within: 0.065 },
  ])(
    "has the rate to three N' of a Monte Carlo over spinors: m = $m, m' = $mPrime, mZ' = $mZprime, nature $nature",
    ({ m, mPrime, mZprime, nature, direct, exact, within }) => {
      const { dark } = otherChannels(darkPhoton, m, mPrime, mZprime, nature, all);
      expect(Math.abs(dark / direct - 1)).toBeLessThan(0.005);
      expect(Math.abs(dark / exact - 1)).toBeLessThan(within);
    },
  );

  it('opens each channel at its threshold, from 0', () => {
    const open = (m: number, mPrime: number) => otherChannels(darkPhoton, m, mPrime, 1.25, DIRAC, all);
    expect(open(0.1 + 2 * MUON - 1e-9, 0.1).muons).toBe(0);
    expect(open(0.1 + 2 * MUON + 1e-5, 0.1).muons).toBeGreaterThan(0);
    expect(open(0.1 + 2 * MUON + 1e-5, 0.1).muons).toBeLessThan(1e-7);
    expect(open(0.379, 0.1).hadrons).toBe(0);
    expect(open(0.38, 0.1).hadrons).toBeGreaterThan(0);
    expect(open(0.3, 0.1).dark).toBe(0);
    expect(open(0.3 + 1e-5, 0.1).dark).toBeGreaterThan(0);
    expect(open(0.3 + 1e-5, 0.1).dark).toBeLessThan(1e-7);
  });

  it("meets the real Z' as m - m' tends to mZ'", () => {
    const virtual = otherChannels(darkPhoton, 1.35 - 1e-9, 0.1, 1.25, DIRAC, all);
    const real = otherChannels(darkPhoton, 1.35 + 1e-9, 0.1, 1.25, DIRAC, all);
    expect(virtual.muons / real.muons).toBeCloseTo(1, 2);
    expect(virtual.hadrons / real.hadrons).toBeCloseTo(1, 2);
    // The interference, kept off-shell, is absent on-shell.
    expect(virtual.dark / real.dark).toBeCloseTo(2, 1);
  });

  it('changes by less than 1e-5 when the nodes are doubled', () => {
    for (const [m, mPrime, mZprime] of [
      [0.32, 0.1, 1.25],
      [0.8, 0.1, 1.25],
      [0.9, 0.1, 1.25],
      [1.1199, 0.1, 1.25],
      [1.34, 0.1, 1.25],
      [1.35 - 1e-7, 0.1, 1.25],
      [1.35 - 1e-11, 0.1, 1.25],
      [1.35, 0.1, 1.25],
      [1.25 - 1e-8, 0, 1.25],
      [0.4, 0.1, 0.31],
      [3, 0.5, 2.6],
      [6, 0.1, 50],
    ] as const) {
      for (const nature of [DIRAC, MAJORANA]) {
        const once = otherChannels(darkPhoton, m, mPrime, mZprime, nature, all);
        const twice = offShellChannels(darkPhoton, m, mPrime, mZprime, nature, all, 64);
        for (const channel of ['muons', 'hadrons', 'dark'] as const) {
          expect(Math.abs(once[channel] - twice[channel])).toBeLessThanOrEqual(1e-5 * twice[channel]);
        }
      }
    }
  });
});

describe('choices', () => {
  it('leave out what is not chosen, and everything where N cannot decay to a pair', () => {
    const closed = { muons: 0, hadrons: 0, dark: 0, mixed: 0 };
    expect(otherChannels(darkPhoton, 1.2, 0.1, 1.25, DIRAC, none)).toEqual(closed);
    expect(otherChannels(darkPhoton, 1.2, 0.1, 0.8, DIRAC, none)).toEqual(closed);
    expect(otherChannels(darkPhoton, 0.1005, 0.1, 1.25, DIRAC, all)).toEqual(closed);
    expect(otherChannels(darkPhoton, 1.2, 0.1, 0.8, DIRAC, { ...none, muons: true })).toMatchObject({
      hadrons: 0,
      dark: 0,
    });
  });

  it('know no dark channel in the single model', () => {
    expect(otherChannels(darkPhoton, 1, 0, 1.25, DIRAC, all)).toMatchObject({ dark: 0, mixed: 0 });
    expect(otherChannels(darkPhoton, 1, 0, 0.5, DIRAC, all)).toMatchObject({ dark: 0, mixed: 0 });
  });

  it('add up in the branching ratio', () => {
    const c = { muons: 0.5, hadrons: 0.25, dark: 2, mixed: 1 };
    expect(pairBranching(c, 0, 0)).toBeCloseTo(1 / 1.75, 12);
    expect(pairBranching(c, 0.5, 0.25)).toBeCloseTo(1 / 3, 12);
  });
});
