import { expect, it } from 'vitest';
import { bodyForm } from '../../src/shapes/bodies.js';

const faultsOf = (outerRadiusCm: number) =>
  bodyForm({ kind: 'annulus', innerRadiusCm: 1000, outerRadiusCm, heightCm: 100 }).faults;

it('a ring whose soft edges overlap is refused: it would hold matter that is not there', () => {
  expect(faultsOf(1100)).toEqual([]);
  // 2 % of both radii: 40.8 cm at the least.
  expect(faultsOf(1041)).toEqual([]);
  expect(faultsOf(1040)[0]?.what).toMatch(/^a ring of 40 cm is thinner than its soft edges, 40.8 cm; /);
  expect(faultsOf(1000)[0]?.what).toMatch(/not beyond the inner radius/);
});
