import { expect, it } from 'vitest';
import { bodyForm, overlaps } from '../../src/shapes/bodies.js';

const faultsOf = (outerRadiusCm: number) =>
  bodyForm({ kind: 'annulus', innerRadiusCm: 1000, outerRadiusCm, heightCm: 100 }).faults;

it('a ring whose soft edges overlap is refused: it would hold matter that is not there', () => {
  expect(faultsOf(1100)).toEqual([]);
  // 2 % of both radii: 40.8 cm at the least.
  expect(faultsOf(1041)).toEqual([]);
  expect(faultsOf(1040)[0]?.what).toMatch(/^a ring of 40 cm is thinner than its soft edges, 40.8 cm; /);
  expect(faultsOf(1000)[0]?.what).toMatch(/not beyond the inner radius/);
});

it('bodies about the beam overlap along it, and a ring in the horizontal plane', () => {
  const near = { kind: 'cone', nearZCm: -500, lengthCm: 1000, radiiCm: [900, 800] } as const;
  const behind = { ...near, nearZCm: -1500 };
  const ring = { kind: 'annulus', innerRadiusCm: 1600, outerRadiusCm: 2000, heightCm: 100 } as const;
  // Cones that touch, though the edge of the first is farther from the detector's centre than the second begins.
  expect(overlaps(near, behind)).toBe(false);
  expect(overlaps(near, { ...behind, nearZCm: -1499 })).toBe(true);
  expect(bodyForm(near).around[1]).toBeGreaterThan(1600);
  expect([overlaps(near, ring), overlaps(ring, near)]).toEqual([true, true]);
  expect(overlaps(near, { ...ring, innerRadiusCm: 1800 })).toBe(false);
});
