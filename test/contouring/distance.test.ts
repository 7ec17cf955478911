/** Distances of polylines from each other. */
import { describe, expect, it } from 'vitest';
import { distanceFrom, largestDistance, pointsAlong } from '../../src/contouring/distance.js';

const SQUARE = [
  [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
  ],
] as const;

describe('the distance from polylines', () => {
  it('is that of the nearest place on any segment', () => {
    const distance = distanceFrom(SQUARE, 1);
    expect(distance(0.5, 0.5)).toBe(0.5);
    expect(distance(0.3, 0)).toBe(0);
    expect(distance(1.3, 1.4)).toBeCloseTo(0.5, 12);
    expect(distance(-0.25, 0.4)).toBe(0.25);
  });

  it('is infinite beyond the bound, and from nothing', () => {
    expect(distanceFrom(SQUARE, 1)(0.5, 3)).toBe(Number.POSITIVE_INFINITY);
    expect(distanceFrom([], 1)(0, 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is that of a segment two buckets away where one in the next bucket is farther', () => {
    // Buckets are 0.1 wide.
    const [corner, straight] = [0.195, -0.105].map((u) => [[u, u > 0 ? 0.195 : 0.05], [u - 1e-6, u > 0 ? 0.195 : 0.05]] as const); // biome-ignore format: a line
    const distance = distanceFrom([corner ?? [], straight ?? []], 0.8);
    expect(distance(0, 0.05)).toBeCloseTo(0.105, 5);
  });

  it('agrees with a search of all segments', () => {
    const lines = [0, 1, 2].map((k) =>
      Array.from({ length: 40 }, (_, i) => [i / 13 - 1, Math.sin(i / 3 + k) + k / 2] as const),
    );
    const near = distanceFrom(lines, 2);
    const dense = [...pointsAlong(lines, 1e-3)];
    for (const [x, y] of [
      [0, 0],
      [0.7, -0.4],
      [-1.5, 1.9],
      [2.4, 0.3],
    ] as const) {
      const slow = Math.min(...dense.map(([u, v]) => Math.hypot(u - x, v - y)));
      expect(Math.abs(near(x, y) - slow)).toBeLessThan(1e-3);
    }
  });
});

it('points along a line are as close as asked, with every vertex', () => {
  const points = [...pointsAlong([[[0, 0], [1, 0], [1, 0.25]]], 0.1)]; // biome-ignore format: a line
  expect(points.length).toBe(1 + 10 + 3);
  expect(points).toContainEqual([1, 0]);
  expect(points.at(-1)).toEqual([1, 0.25]);
});

it('the largest distance counts both ways around', () => {
  const half = [SQUARE[0].slice(0, 2)];
  expect(largestDistance(half, SQUARE, 2)).toBe(largestDistance(SQUARE, half, 2));
  expect(largestDistance(SQUARE, half, 2)).toBe(1);
  expect(largestDistance([], SQUARE, 2)).toBe(Number.POSITIVE_INFINITY);
  expect(largestDistance([], [], 2)).toBe(0);
});
