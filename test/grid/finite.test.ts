import { describe, expect, it } from 'vitest';
import { firstNotFinite } from '../../src/grid/finite.js';

describe('firstNotFinite', () => {
  it('passes every finite number, the largest and the smallest too', () => {
    const finite = [0, -0, 1, -1, 3.4028234663852886e38, -3.4028234663852886e38, 1e-45, -1e-45];
    expect(firstNotFinite(Float32Array.from(finite))).toBe(-1);
    expect(firstNotFinite(new Float32Array())).toBe(-1);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('finds the first %d', (bad) => {
    const data = Float32Array.of(9, 1, bad, 2, bad).subarray(1);
    expect(firstNotFinite(data)).toBe(1);
  });

  it('finds a NaN with its sign bit set', () => {
    const data = new Float32Array(3);
    new Uint32Array(data.buffer)[2] = 0xffc00001;
    expect(firstNotFinite(data)).toBe(2);
  });
});
