/** Smearing: means and widths over the hypercube, thresholds, axes. */
import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { ELECTRON_MASS_GEV } from '../../src/physics/constants.js';
import { DIMENSION_COUNT, hypercubePoints, SMEARING_DIMENSIONS } from '../../src/physics/hypercube.js';
import { applyThreshold, deflect, detectPair, energySpread } from '../../src/physics/smearing.js';
import { compileResponse } from '../../src/response/compile.js';
import type { AngleSmearing, EnergySmearing } from '../../src/response/smearing.js';
import { pipeline } from './pipelines.js';

const EVENTS = 1 << 15;
const CUBE = hypercubePoints(EVENTS, 7, DIMENSION_COUNT + SMEARING_DIMENSIONS);

const MINIBOONE: EnergySmearing = {
  of: 'kinetic',
  combine: 'linear',
  stochastic: 0.12,
  noiseGev: 0.01,
  constant: 0,
  belowZero: 'one-ring',
};
const POLAR: AngleSmearing = { kind: 'polar', offsetDeg: 2.7, logDeg: 1 };

/** A lepton of a kinetic energy in a direction. */
function lepton(kinetic: number, direction: readonly number[]) {
  const size = Math.sqrt(kinetic * (kinetic + 2 * ELECTRON_MASS_GEV)) / Math.hypot(...direction);
  return { p: vec3d.create(...direction.map((n) => n * size)), energy: kinetic + ELECTRON_MASS_GEV };
}

/** Detected pairs of one true pair over the hypercube. */
function detectAll(
  energySmearing: EnergySmearing | undefined,
  angleSmearing: AngleSmearing | undefined,
  minus: ReturnType<typeof lepton>,
  plus: ReturnType<typeof lepton>,
) {
  const { data } = compileResponse(pipeline({ energySmearing, angleSmearing }));
  return Array.from({ length: EVENTS }, (_, i) => {
    const u = Array.from(
      { length: SMEARING_DIMENSIONS },
      (_, d) => CUBE[(DIMENSION_COUNT + d) * EVENTS + i] ?? 0,
    );
    return detectPair(data, u, minus.p, minus.energy, plus.p, plus.energy);
  });
}

const mean = (xs: readonly number[]) => xs.reduce((total, x) => total + x, 0) / xs.length;
const spread = (xs: readonly number[]) => Math.sqrt(mean(xs.map((x) => x * x)) - mean(xs) ** 2);

/** Angle between two vectors, degrees. */
function angleDeg(a: Float64Array | readonly number[], b: Float64Array | readonly number[]): number {
  return (Math.atan2(vec3d.length(vec3d.cross(a, b)), vec3d.dot(a, b)) * 180) / Math.PI;
}

describe('energy', () => {
  const minus = lepton(0.64, [0.3, -0.2, 0.9]);
  const plus = lepton(0.25, [-0.1, 0.4, -0.8]);

  it('has the width 0.12 sqrt(E) + 0.01 GeV of the kinetic energy, each lepton its own', () => {
    const pairs = detectAll(MINIBOONE, undefined, minus, plus);
    const [e1, e2] = [pairs.map(({ eMinus }) => eMinus), pairs.map(({ ePlus }) => ePlus)];
    expect(mean(e1)).toBeCloseTo(0.64 + ELECTRON_MASS_GEV, 3);
    expect(spread(e1) / (0.12 * 0.8 + 0.01)).toBeCloseTo(1, 2);
    expect(mean(e2)).toBeCloseTo(0.25 + ELECTRON_MASS_GEV, 3);
    expect(spread(e2) / (0.12 * 0.5 + 0.01)).toBeCloseTo(1, 2);
    const correlation = mean(e1.map((e, i) => e * (e2[i] ?? 0))) - mean(e1) * mean(e2);
    expect(correlation / (spread(e1) * spread(e2))).toBeCloseTo(0, 2);
  });

  it('is a gaussian: 68.27 % within one sigma, 95.45 % within two', () => {
    const sigma = 0.12 * 0.8 + 0.01;
    const pulls = detectAll(MINIBOONE, undefined, minus, plus).map(
      ({ eMinus }) => Math.abs(eMinus - minus.energy) / sigma,
    );
    expect(mean(pulls.map((pull) => Number(pull < 1)))).toBeCloseTo(0.6827, 2);
    expect(mean(pulls.map((pull) => Number(pull < 2)))).toBeCloseTo(0.9545, 2);
  });

  it('adds terms in quadrature, of the total energy', () => {
    const quadrature = {
      of: 'total',
      combine: 'quadrature',
      stochastic: 0.12,
      noiseGev: 0.005,
      constant: 0.03,
      belowZero: 'one-ring',
    } as const;
    const { data } = compileResponse(pipeline({ energySmearing: quadrature }));
    const E = 0.36;
    // The toy of MODEL section 8, E sqrt(0.12^2/E + 0.03^2), with a noise of 5 MeV.
    const expected = Math.sqrt(E * E * (0.12 ** 2 / E + 0.03 ** 2) + 0.005 ** 2);
    expect(energySpread(data, data[0] ?? 0, E)).toBeCloseTo(expected, 15);
    const e1 = detectAll(quadrature, undefined, minus, plus).map(({ eMinus }) => eMinus);
    const at = minus.energy;
    expect(spread(e1) / Math.sqrt(0.0144 * at + 0.000025 + (0.03 * at) ** 2)).toBeCloseTo(1, 2);
  });

  it('never falls below the mass, and momentum and energy agree', () => {
    const slow = lepton(0.001, [0, 0, 1]);
    for (const { minus: p, eMinus } of detectAll(MINIBOONE, POLAR, slow, plus)) {
      expect(eMinus).toBeGreaterThanOrEqual(ELECTRON_MASS_GEV);
      expect(vec3d.dot(p, p)).toBeCloseTo((eMinus - ELECTRON_MASS_GEV) * (eMinus + ELECTRON_MASS_GEV), 14);
    }
  });

  it('treats a lepton that is smeared to no energy as it is told, and all others alike', () => {
    const slow = lepton(0.02, [0.6, 0, 0.8]);
    const of = (belowZero: EnergySmearing['belowZero']) =>
      detectAll({ ...MINIBOONE, belowZero }, POLAR, slow, plus);
    const [oneRing, trueDirection, lost] = [of('one-ring'), of('true-direction'), of('lost')];
    const isAtRest = oneRing.map(({ eMinus, ePlus }) => Math.min(eMinus, ePlus) <= ELECTRON_MASS_GEV);
    // T = 20 MeV with sigma = 0.12 sqrt(0.02) + 0.01 GeV = 26.97 MeV: Phi(-0.7416) = 0.2292 of them; the other lepton hardly ever.
    expect(mean(isAtRest.map(Number))).toBeCloseTo(0.2292, 2);
    isAtRest.slice(0, 1024).forEach((rests, i) => {
      const [a, b, c] = [oneRing[i], trueDirection[i], lost[i]];
      if (!a || !b || !c) throw new Error('as many pairs each');
      expect([a.found, b.found, c.found]).toEqual([1, 1, rests ? 0 : 1]);
      expect(b.eMinus).toBe(a.eMinus);
      if (!rests) {
        expect(b).toEqual(a);
        expect(c).toEqual(a);
      } else if (a.eMinus <= ELECTRON_MASS_GEV) {
        expect(vec3d.length(a.minus)).toBe(0);
        expect(angleDeg(b.minus, slow.p)).toBeLessThan(1e-5);
        expect(angleDeg(b.minus, b.plus)).toBeCloseTo(angleDeg(slow.p, b.plus), 6);
        expect(vec3d.length(b.minus)).toBeLessThan(1e-8);
      }
    });
  });

  it('is smooth in the coordinates', () => {
    const { data } = compileResponse(pipeline({ energySmearing: MINIBOONE, angleSmearing: POLAR }));
    const at = (u: number) =>
      detectPair(data, [u, u, u, u, u, u], minus.p, minus.energy, plus.p, plus.energy);
    for (let u = 0.01; u < 0.99; u += 0.001) {
      expect(Math.abs(at(u + 1e-6).eMinus - at(u).eMinus)).toBeLessThan(1e-5);
      expect(vec3d.distance(at(u + 1e-6).minus, at(u).minus)).toBeLessThan(1e-4);
    }
  });
});

describe('angle', () => {
  const minus = lepton(0.64, [0.3, -0.2, 0.9]);
  const plus = lepton(0.25, [-0.1, 0.4, -0.8]);

  it('polar: rms sigma = 2.7 + ln(1/E) degrees, about the true direction', () => {
    const pairs = detectAll(undefined, POLAR, minus, plus);
    for (const [smeared, { p, energy }] of [
      [pairs.map((pair) => pair.minus), minus],
      [pairs.map((pair) => pair.plus), plus],
    ] as const) {
      const sigma = 2.7 - Math.log(energy);
      const angles = smeared.map((q) => angleDeg(p, q));
      expect(Math.sqrt(mean(angles.map((a) => a * a))) / sigma).toBeCloseTo(1, 2);
      // |theta| of a one-dimensional gaussian is most often near 0: its mean is sqrt(2/pi) sigma.
      expect(mean(angles) / sigma).toBeCloseTo(Math.sqrt(2 / Math.PI), 2);
      const sum = smeared.reduce((total, q) => vec3d.add(total, q), vec3d.create(0, 0, 0));
      expect(angleDeg(p, sum)).toBeLessThan(0.05);
    }
  });

  it('planar: each of two projections has the width sigma', () => {
    const angles = detectAll(undefined, { kind: 'planar', offsetDeg: 4, logDeg: 0 }, minus, plus).map(
      (pair) => angleDeg(minus.p, pair.minus),
    );
    expect(Math.sqrt(mean(angles.map((a) => a * a))) / (4 * Math.SQRT2)).toBeCloseTo(1, 2);
    expect(mean(angles) / (4 * Math.sqrt(Math.PI / 2))).toBeCloseTo(1, 2);
  });

  it.each([
    ['along the beam', [0, 0, 1]],
    ['against it', [0, 0, -1]],
    ['nearly against it', [1e-9, -2e-9, -1]],
    ['across', [0.6, -0.8, 0]],
  ])('turns a vector %s by the angle, with a uniform azimuth', (_, n) => {
    const unit = vec3d.normalize(n);
    const turned = Array.from({ length: 8 }, (_, k) => {
      const phi = (2 * Math.PI * k) / 8;
      return deflect(unit, 0.1, [Math.cos(phi), Math.sin(phi)]);
    });
    for (const v of turned) {
      expect(vec3d.length(v)).toBeCloseTo(1, 12);
      expect(angleDeg(unit, v)).toBeCloseTo(36, 10);
    }
    const sum = turned.reduce((total, v) => vec3d.add(total, v), vec3d.create(0, 0, 0));
    expect(vec3d.distance(vec3d.scale(sum, 1 / 8), vec3d.scale(unit, Math.cos(Math.PI / 5)))).toBeLessThan(
      1e-12,
    );
  });
});

describe('threshold', () => {
  const pair = {
    minus: vec3d.create(0, 0.005, 0),
    eMinus: 0.00503,
    plus: vec3d.create(0, 0, 0.3),
    ePlus: 0.3,
    found: 0,
  };

  it('loses the pair where both leptons are needed', () => {
    expect(applyThreshold(pair, 0.01, 2).found).toBe(0);
    expect(applyThreshold(pair, 0.005, 2).found).toBe(1);
    // The threshold itself is found.
    expect(applyThreshold(pair, 0.00503, 2).found).toBe(1);
  });

  it('puts a lost lepton to rest where one is enough', () => {
    const { found, minus, eMinus, plus, ePlus } = applyThreshold(pair, 0.01, 1);
    expect([found, eMinus, ePlus]).toEqual([1, ELECTRON_MASS_GEV, 0.3]);
    expect([Array.from(minus), Array.from(plus)]).toEqual([
      [0, 0, 0],
      [0, 0, 0.3],
    ]);
    expect(applyThreshold(pair, 0.5, 1).found).toBe(0);
  });
});
