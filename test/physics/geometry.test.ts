/** Geometry against what a ruler says: exits, shells and chords of a sphere, and what decays in it. */

import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import {
  exitDistance,
  pointInDetector,
  pointInShell,
  SHORTEST_WAY_CM,
  shellBirth,
  sphereExit,
} from '../../src/physics/geometry.js';
import { randomStream } from '../scans.js';

const R = 500;
const X = vec3d.create(1, 0, 0);
const random = randomStream(20251125);
const place = () => vec3d.create(random(), random(), random());
/** An isotropic direction. */
const anyway = () => vec3d.normalize(pointInShell(vec3d.create(1, random(), random()), 0, 1));
const mean = (count: number, draw: () => number) =>
  Array.from({ length: count }, draw).reduce((sum, value) => sum + value / count, 0);

describe('a sphere', () => {
  it('ends where it should, seen from the middle, from aside and from the edge', () => {
    expect(sphereExit(vec3d.create(0, 0, 0), X, R)).toBeCloseTo(500, 10);
    expect(sphereExit(vec3d.create(300, 0, 0), X, R)).toBeCloseTo(200, 10);
    expect(sphereExit(vec3d.create(-300, 0, 0), X, R)).toBeCloseTo(800, 10);
    expect(sphereExit(vec3d.create(0, 300, 0), X, R)).toBeCloseTo(400, 10);
    expect(sphereExit(vec3d.create(500, 0, 0), X, R)).toBeCloseTo(0, 10);
    expect(sphereExit(vec3d.create(-500, 0, 0), X, R)).toBeCloseTo(1000, 10);
    expect(exitDistance(vec3d.create(-100, 20, 30), X, vec3d.create(128, 116, 520))).toBeCloseTo(228, 10);
  });

  it('is filled uniformly, within and in a shell', () => {
    const detector = { half: vec3d.create(), radius: R, shell: 574.6 };
    // Half of the volume lies within R/2^(1/3); the mean distance from the middle is 3 R/4.
    const radii = Array.from({ length: 20_000 }, () => vec3d.len(pointInDetector(place(), detector)));
    expect(radii.filter((r) => r < R / Math.cbrt(2)).length / 20_000).toBeCloseTo(0.5, 1.5);
    expect(mean(20_000, () => radii.pop() ?? 0) / R).toBeCloseTo(0.75, 2);
    expect(vec3d.len(pointInShell(vec3d.create(0, 0.3, 0.7), R, 574.6))).toBeCloseTo(R, 9);
    expect(vec3d.len(pointInShell(vec3d.create(1, 0.3, 0.7), R, 574.6))).toBeCloseTo(574.6, 9);
    expect(mean(20_000, () => pointInShell(place(), R, 574.6)[2] ?? 0)).toBeCloseTo(0, -1.3);
  });

  it('has a mean way out of 3 R/4, which is 3/4 of the mean chord', () => {
    // Dirac's chord method: mean chord 4 V/S = 4 R/3, weighted by itself 3 R/2, of which half lies ahead.
    expect(mean(40_000, () => sphereExit(pointInShell(place(), 0, R), anyway(), R)) / R).toBeCloseTo(0.75, 2);
  });
});

describe('shellBirth', () => {
  const r = vec3d.create(-550, 0, 0);

  it('puts the decay on the chord, from 50 to 1050 cm ahead', () => {
    expect(shellBirth(0, r, X, R)).toEqual([expect.closeTo(50, 9), expect.closeTo(Math.log(21), 12)]);
    expect(shellBirth(1, r, X, R)[0]).toBeCloseTo(1050, 8);
    expect(shellBirth(0.5, r, X, R)[0]).toBeCloseTo(Math.sqrt(50 * 1050), 8);
  });

  it('has no weight where the flight misses, by direction or by distance', () => {
    expect(shellBirth(0.5, r, vec3d.create(-1, 0, 0), R)).toEqual([1, 0]);
    expect(shellBirth(0.5, r, vec3d.create(0, 1, 0), R)).toEqual([1, 0]);
    expect(shellBirth(0.5, vec3d.create(-550, 501, 0), X, R)).toEqual([1, 0]);
    expect(shellBirth(0.5, vec3d.create(R, 0, 0), X, R)).toEqual([1, 0]);
  });

  it('is finite at the edge', () => {
    const [distance, weight] = shellBirth(0, vec3d.create(-R - 1e-9, 0, 0), X, R);
    expect(distance).toBeCloseTo(SHORTEST_WAY_CM, 10);
    expect(weight).toBeCloseTo(Math.log((2 * R) / SHORTEST_WAY_CM), 6);
  });

  it('gives exp(-a/Lambda) - exp(-b/Lambda) decays on the chord, whatever the length of flight', () => {
    // By the midpoint rule in u.
    const n = 4000;
    for (const length of [20, 300, 5e4]) {
      let sum = 0;
      for (let k = 0; k < n; k++) {
        const [s, weight] = shellBirth((k + 0.5) / n, r, X, R);
        sum += (weight * (s / length) * Math.exp(-s / length)) / n;
      }
      expect(sum / (Math.exp(-50 / length) - Math.exp(-1050 / length))).toBeCloseTo(1, 6);
    }
  });
});
