import { describe, expect, it } from 'vitest';
import {
  DIMENSION_COUNT,
  DIMENSIONS,
  firstSobolBits,
  hypercubePoints,
  SMEARING_DIMENSIONS,
  sobolBits,
} from '../../src/physics/hypercube.js';

/** scipy 1.x, stats.qmc.Sobol(d=11, scramble=False): points 1, 2, 3, 5, 17, 42, 63 of its Gray-code order. */
const SCIPY: readonly (readonly [number, readonly number[]])[] = [
  [1, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]],
  [2, [0.75, 0.25, 0.25, 0.25, 0.75, 0.75, 0.25, 0.75, 0.75, 0.75, 0.75]],
  [3, [0.25, 0.75, 0.75, 0.75, 0.25, 0.25, 0.75, 0.25, 0.25, 0.25, 0.25]],
  [5, [0.875, 0.875, 0.125, 0.375, 0.875, 0.625, 0.875, 0.375, 0.375, 0.125, 0.375]],
  [17, [0.59375, 0.96875, 0.96875, 0.15625, 0.78125, 0.46875, 0.03125, 0.34375, 0.96875, 0.65625, 0.59375]],
  [
    42,
    [
      0.984375, 0.328125, 0.015625, 0.734375, 0.453125, 0.484375, 0.984375, 0.609375, 0.796875, 0.609375,
      0.078125,
    ],
  ],
  [
    63,
    [
      0.015625, 0.796875, 0.359375, 0.453125, 0.859375, 0.140625, 0.578125, 0.140625, 0.828125, 0.578125,
      0.421875,
    ],
  ],
];

/** scipy 1.17, stats.qmc.Sobol(d=18, scramble=False): coordinates 12 to 17, those of the smearing. */
const SCIPY_SMEARING: readonly (readonly [number, readonly number[]])[] = [
  [5, [0.875, 0.125, 0.875, 0.375, 0.875, 0.375]],
  [17, [0.15625, 0.15625, 0.84375, 0.53125, 0.28125, 0.09375]],
  [63, [0.546875, 0.765625, 0.328125, 0.765625, 0.078125, 0.390625]],
  [999, [0.4736328125, 0.9462890625, 0.8310546875, 0.5576171875, 0.2822265625, 0.6572265625]],
  [4001, [0.282958984375, 0.730712890625, 0.418212890625, 0.690185546875, 0.335693359375, 0.132568359375]],
];

describe('Sobol points', () => {
  it.each([1, 7, 4096])('are the same all at once as one by one: %d of them', (events) => {
    for (let d = 0; d < DIMENSION_COUNT + SMEARING_DIMENSIONS; d++) {
      const oneByOne = Uint32Array.from({ length: events }, (_, i) => sobolBits(i, d));
      expect(firstSobolBits(events, d)).toEqual(oneByOne);
    }
  });

  it.each(SCIPY)('agree with scipy at %d', (index, expected) => {
    // Gray-code order visits point n at n ^ (n >> 1).
    const own = expected.map((_, d) => sobolBits(index ^ (index >> 1), d) / 2 ** 32);
    expect(own).toEqual(expected);
  });

  it.each(SCIPY_SMEARING)('of the smearing agree with scipy at %d', (index, expected) => {
    const own = expected.map((_, d) => sobolBits(index ^ (index >> 1), DIMENSION_COUNT + d) / 2 ** 32);
    expect(own).toEqual(expected);
  });

  it('end with the table', () => {
    expect(Math.max(...Object.values(DIMENSIONS))).toBe(DIMENSION_COUNT + SMEARING_DIMENSIONS - 1);
    expect(() => sobolBits(1, DIMENSION_COUNT + SMEARING_DIMENSIONS)).toThrow(/beyond the table of 18/);
  });
});

describe('hypercubePoints', () => {
  const events = 4096;
  const dimensions = DIMENSION_COUNT + SMEARING_DIMENSIONS;
  const points = hypercubePoints(events, 1, dimensions);

  it('lie strictly inside the unit interval, exact in float32', () => {
    for (const u of points) {
      expect(u > 0 && u < 1).toBe(true);
      expect(Number.isInteger(u * 2 ** 24)).toBe(true);
    }
  });

  it('are stratified in every coordinate: one point in each of the 4096 equal intervals', () => {
    for (let d = 0; d < dimensions; d++) {
      const cells = new Set(
        Array.from(points.subarray(d * events, (d + 1) * events), (u) => Math.floor(u * events)),
      );
      expect(cells.size).toBe(events);
    }
  });

  it('stay a net in pairs of coordinates: 64 x 64 boxes hold one point each for the first pair', () => {
    const boxes = new Set<number>();
    for (let i = 0; i < events; i++) {
      boxes.add(Math.floor((points[i] ?? 0) * 64) * 64 + Math.floor((points[events + i] ?? 0) * 64));
    }
    expect(boxes.size).toBe(events);
  });

  it('have 12 dimensions unless asked for more, and more leave those as they are', () => {
    const fewer = hypercubePoints(events, 1);
    expect(fewer).toHaveLength(DIMENSION_COUNT * events);
    expect(fewer).toEqual(points.subarray(0, DIMENSION_COUNT * events));
  });

  it('change with the seed and with nothing else', () => {
    expect(hypercubePoints(64, 1)).toEqual(hypercubePoints(64, 1));
    expect(hypercubePoints(64, 1)).not.toEqual(hypercubePoints(64, 2));
  });
});
