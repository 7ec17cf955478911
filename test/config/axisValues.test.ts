import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildAxis, linearValues, logValues } from '../../src/config/axisValues.js';

const isIncreasing = (values: readonly number[]) =>
  values.every((v, i) => i === 0 || v > (values[i - 1] ?? 0));

/** A range that is wide against the last of twelve digits. */
const range = fc
  .tuple(fc.double({ min: 1e-12, max: 1e3, noNaN: true }), fc.double({ min: 1.001, max: 1e9, noNaN: true }))
  .map(([lo, ratio]) => [lo, lo * ratio] as const);

describe.each([
  ['log', logValues],
  ['linear', linearValues],
] as const)('%s spacing', (spacing, generate) => {
  it('has exact ends, the number of points asked for, and increases', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 2, max: 300 }), ([lo, hi], points) => {
        const values = generate(lo, hi, points);
        expect([values.length, values[0], values.at(-1)]).toEqual([points, lo, hi]);
        expect(isIncreasing(values)).toBe(true);
      }),
    );
  });

  it('spaces evenly', () => {
    const scale = spacing === 'log' ? Math.log : (v: number) => v;
    const values = generate(1e-4, 1e-2, 32).map(scale);
    const step = ((values.at(-1) ?? 0) - (values[0] ?? 0)) / 31;
    for (const [i, v] of values.entries()) expect(v).toBeCloseTo((values[0] ?? 0) + i * step, 10);
  });

  it('has short values, the same with every maths library', () => {
    for (const v of generate(0.012, 0.96, 1000)) expect(v).toBe(Number(v.toPrecision(12)));
  });

  it('refuses values that rounding makes equal', () => {
    expect(buildAxis('m5_gev', { [spacing]: [1, 1 + 1e-12], points: 50 })).toMatchObject({
      what: expect.stringMatching(/must increase/),
    });
  });

  it('takes one point where both ends are equal', () => {
    expect(buildAxis('m5_gev', { [spacing]: [0.2, 0.2], points: 1 })).toEqual({
      name: 'm5_gev',
      spacing,
      values: [0.2],
    });
  });
});

it('explicit values stay as they are', () => {
  expect(buildAxis('V54', { values: [0.1, 1 / 3] })).toEqual({
    name: 'V54',
    spacing: 'values',
    values: [0.1, 1 / 3],
  });
});
