/** Births upstream with true rays: against the integral for a slab, and against N traced forwards from cylinders, cones and rings. */

import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { beamIntensity, offAxisTangent } from '../../src/physics/intensity.js';
import { direction } from '../../src/physics/kinematics.js';
import { unitCircle } from '../../src/physics/numeric.js';
import { bentFlight, rayTo, turnTo } from '../../src/physics/rays.js';
import { BODY, type Body, densityAt, NO_BODY, upstreamBirth } from '../../src/physics/upstream.js';
import { randomStream } from '../scans.js';

const cone = (nearZ: number, length: number, radius: number, far = radius): Body => ({
  ...NO_BODY,
  nearZ,
  length,
  radius,
  taper: (radius - far) / length,
});

describe('an arc', () => {
  it('leads from the birthplace to the decay, with the angle theta to its own ray', () => {
    const random = randomStream(7);
    for (let i = 0; i < 200; i++) {
      const r = vec3d.create(100 * random(), 100 * random(), 500 * random());
      const [origin, theta] = [-46000, 2 * random()];
      const [x, y, z, distance] = rayTo(r, origin);
      const t = 0.99 * distance * random();
      const ray = vec3d.create(x, y, z);
      const across = turnTo(ray, vec3d.create(1, 0, 0));
      const [sine, cosine, cosPsi] = bentFlight(t, 1 - Math.cos(theta), distance);
      const flight = vec3d.addScaled(vec3d.scale(ray, cosine), across, sine);
      const birth = vec3d.addScaled(r, flight, -t);
      const [bx, by, bz] = rayTo(birth, origin);
      expect(vec3d.length(flight)).toBeCloseTo(1, 9);
      expect(vec3d.dot(flight, vec3d.create(bx, by, bz))).toBeCloseTo(Math.cos(theta), 6);
      expect(vec3d.dot(ray, vec3d.create(bx, by, bz))).toBeCloseTo(cosPsi, 9);
    }
  });
});

describe('matter everywhere upstream, down to the source', () => {
  /** Decays over births, MODEL section 5: integral of exp(-t/Lambda)/Lambda/cos(psi); lengths in m. */
  function slab(distance: number, theta: number, lambda: number): number {
    const steps = 20_000;
    // Nothing is left beyond.
    const end = Math.min(distance, 40 * lambda);
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      const t = (end * (i + 0.5)) / steps;
      const sine = (t * Math.sin(theta)) / distance;
      sum += Math.exp(-t / lambda) / lambda / Math.sqrt(1 - sine * sine);
    }
    return (sum * end) / steps;
  }

  it.each([
    [100, 1.2, 18, 1.03],
    [100, 0.1, 200, 0.394],
    [470, 0.1, 200, 0.905],
    [470, 1.2, 18, Number.NaN],
    // As good as infinitely far away: every N that is born decays.
    [1e7, 1.2, 18, 1],
  ])('source at %f m, theta = %f, Lambda = %f m', (distance, theta, lambda, rounded) => {
    const body = cone(-0.01, 100 * distance, 1e12);
    const births = 40_000;
    let sum = 0;
    for (let i = 0; i < births; i++) {
      const azimuth = unitCircle((i * 0.618034) % 1);
      const u = (i + 0.5) / births;
      const born = upstreamBirth(
        u,
        vec3d.create(0, 0, 0),
        1 - Math.cos(theta),
        azimuth,
        -100 * distance,
        body,
      );
      const s = born.distance / (100 * lambda);
      sum += born.weight * s * Math.exp(-s);
    }
    const expected = slab(distance, theta, lambda);
    expect(Math.abs(sum / births / expected - 1)).toBeLessThan(1e-3);
    if (!Number.isNaN(rounded)) expect(Math.abs(expected - rounded)).toBeLessThan(6e-4);
  });
});

describe('backwards and forwards', () => {
  /** Half widths of the active volume and z of the source, as at MicroBooNE and, much nearer to the source, at SBND. */
  const MICROBOONE = { half: [128, 116, 520], source: -46000 } as const;
  const SBND = { half: [200, 200, 250], source: -10000 } as const;
  const ring: Body = { ...NO_BODY, kind: BODY.annulus, radius: 1574.8, outer: 3098.8, halfHeight: 624.84 };

  /** Mean and its error of what is drawn. */
  function mean(draws: number, draw: () => number): { value: number; error: number } {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < draws; i++) {
      const x = draw();
      sum += x;
      squares += x * x;
    }
    return { value: sum / draws, error: Math.sqrt(squares) / draws };
  }

  /** A beam that falls to nothing 60 mrad off its axis, by the table that the engines read and as a formula. */
  const FALLING = [0, 0.06, 1, 0];
  const fallingAt = ([x, y, z]: readonly [number, number, number], source: number) =>
    Math.max(1 - Math.hypot(x, y) / (z - source) / 0.06, 0);
  const FALLS = { ...MICROBOONE, falls: true };

  interface At {
    readonly half: readonly [number, number, number];
    readonly source: number;
    readonly falls?: boolean;
  }

  it.each<[string, Body, number, number, At?]>([
    ['cylinder, straight on', cone(-758, 40000, 1100), 0.01, 400],
    ['cylinder, entered again near the source', cone(-758, 40000, 1100), 0.2, 400],
    ['cylinder, short lives', cone(-758, 40000, 1100), 0.2, 5],
    ['cylinder', cone(-758, 40000, 1100), 0.5, 30],
    ['cylinder, wide angle', cone(-758, 40000, 1100), 1.2, 10],
    ["DarkNews' cone", cone(-758, 40000, 287.4, 38.8), 0.05, 50],
    ["DarkNews' cone, wide angle", cone(-758, 40000, 287.4, 38.8), 0.3, 100],
    ['ring', ring, 0.05, 20],
    ['ring, wide angle', ring, 0.7, 8],
    ['cylinder in a beam that falls off', cone(-758, 40000, 1100), 0.5, 30, FALLS],
    ['cylinder in a beam that falls off, near the source', cone(-758, 40000, 1100), 0.2, 400, FALLS],
    ['ring in a beam that falls off', ring, 0.7, 8, FALLS],
    ['cone near the source', cone(-350, 5650, 400, 187.8), 0.1, 20, SBND],
    [
      'cone near the source, in a beam that falls off',
      cone(-350, 5650, 400, 187.8),
      0.3,
      20,
      { ...SBND, falls: true },
    ],
    ['cylinder near the source', cone(-350, 5650, 1100), 0.5, 10, SBND],
  ])('%s: as many decays', (_, body, theta, lambdaM, at = MICROBOONE) => {
    const { half, source, falls = false } = at;
    const random = randomStream(5);
    const lambda = 100 * lambdaM;
    const volume = 8 * half[0] * half[1] * half[2];
    const backwards = mean(60_000, () => {
      const r = vec3d.create(...half.map((h) => h * (2 * random() - 1)));
      const azimuth = unitCircle(random());
      const born = upstreamBirth(random(), r, 1 - Math.cos(theta), azimuth, source, body);
      const s = born.distance / lambda;
      const p = vec3d.addScaled(r, born.flight, -born.distance);
      const seen = falls ? beamIntensity(FALLING, 0, 2, offAxisTangent(p, source)) : 1;
      return volume * born.weight * seen * s * Math.exp(-s);
    });
    // Births uniform in a box around the body, across the beam; along it half of them uniform and half in the logarithm of the way.
    const isRing = body.kind === BODY.annulus;
    const gap = -half[2] - body.nearZ;
    const [near, far] = isRing ? [10, 2700] : [gap, gap + body.length];
    const [wide, high] = isRing ? [3200, 650] : [1.05 * body.radius, 1.05 * body.radius];
    const stretch = Math.log(far / near);
    const forwards = mean(300_000, () => {
      const along = random() < 0.5 ? near * Math.exp(stretch * random()) : near + (far - near) * random();
      const perCm = 0.5 / (along * stretch) + 0.5 / (far - near);
      const p = [wide * (2 * random() - 1), high * (2 * random() - 1), -half[2] - along] as const;
      const density = densityAt(vec3d.create(...p), body);
      if (density === 0) return 0;
      const [x, y, z, distance] = rayTo(vec3d.create(...p), source);
      const n = turnTo(vec3d.create(x, y, z), direction(1 - Math.cos(theta), unitCircle(random())));
      let [enters, leaves] = [0, Number.POSITIVE_INFINITY];
      half.forEach((h, k) => {
        const ends = [-h, h].map((side) => (side - (p[k] ?? Number.NaN)) / (n[k] ?? Number.NaN));
        enters = Math.max(enters, Math.min(...ends));
        leaves = Math.min(leaves, Math.max(...ends));
      });
      if (!(leaves > enters)) return 0;
      const decays = Math.exp(-enters / lambda) - Math.exp(-leaves / lambda);
      const flux = (source / distance) ** 2 * (falls ? fallingAt(p, source) : 1);
      return ((4 * wide * high) / perCm) * flux * density * decays;
    });
    const error = Math.hypot(backwards.error, forwards.error);
    const what = `${backwards.value} against ${forwards.value} +- ${error}`;
    expect(Math.abs(backwards.value - forwards.value), what).toBeLessThan(4 * error);
    expect(error / backwards.value, what).toBeLessThan(0.08);
  });
});
