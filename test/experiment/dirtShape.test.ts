import { expect, it } from 'vitest';
import { shapeFaults } from '../../src/experiment/dirtShape.js';

const ring = (outerRadiusCm: number) =>
  ({ kind: 'annulus', innerRadiusCm: 1000, outerRadiusCm, heightCm: 100 }) as const;

it('a ring whose soft edges overlap is refused: it would hold matter that is not there', () => {
  expect(shapeFaults(ring(1100))).toEqual([]);
  // 2 % of both radii: 40.8 cm at the least.
  expect(shapeFaults(ring(1041))).toEqual([]);
  expect(shapeFaults(ring(1040))[0]?.what).toMatch(
    /^a ring of 40 cm is thinner than its soft edges, 40.8 cm; /,
  );
  expect(shapeFaults(ring(1000))[0]?.what).toMatch(/not beyond the inner radius/);
});
