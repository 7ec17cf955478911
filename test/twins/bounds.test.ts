import { describe, expect, it } from 'vitest';
import * as b from './bounds.js';
import { Draw } from './draws.js';
import { Evaluator } from './wgsl/evaluate.js';
import { parseModule } from './wgsl/syntax.js';

const up = 2 ** -23;

function ends({ lo, hi }: b.Interval): [number, number] {
  return [lo, hi];
}

describe('acceptance intervals', () => {
  it('keep what float32 holds and take both neighbours of what it does not', () => {
    expect(ends(b.add(b.point(1), b.point(2 ** -23)))).toEqual([1 + up, 1 + up]);
    expect(ends(b.add(b.point(1), b.point(2 ** -24)))).toEqual([1, 1 + up]);
    // The f64 sum is 1 too; what it lost still decides.
    expect(ends(b.add(b.point(1), b.point(2 ** -60)))).toEqual([1, 1 + up]);
    expect(ends(b.add(b.point(1), b.point(-(2 ** -60))))).toEqual([1 - up / 2, 1]);
    expect(ends(b.multiply(b.point(3), b.point(0.5)))).toEqual([1.5, 1.5]);
    const tenth = Math.fround(0.1);
    expect(ends(b.literal(0.1))).toEqual([tenth - 2 ** -27, tenth]);
  });

  it('include zero where a result may be flushed, and everything where a divisor may vanish', () => {
    expect(ends(b.multiply(b.point(2 ** -100), b.point(2 ** -40)))).toEqual([0, 2 ** -140]);
    const nothing = new b.Interval(0, -1, 1);
    expect(ends(b.divide(b.point(1), nothing))).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(ends(b.multiply(b.point(2 ** 100), b.point(2 ** 100)))[1]).toBe(Number.POSITIVE_INFINITY);
  });

  it('follow the accuracies of the specification', () => {
    expect(ends(b.divide(b.point(3), b.point(2)))).toEqual([1.5 - 2 * up, 1.5 + 2 * up]);
    // 3 + 2 x 1 ULP of e, which lies in [2, 4), either way, and no float32 beyond.
    const [lo, hi] = ends(b.exponential(b.point(1)));
    expect((hi - lo) / (2 * up)).toBe(9);
    expect(ends(b.logarithm(b.point(1)))).toEqual([-(2 ** -21), 2 ** -21]);
    // 2 ULP of 1/sqrt and 2.5 ULP of the division.
    expect(b.squareRoot(b.point(2)).hi / Math.SQRT2 - 1).toBeLessThan(4.5 * up);
    expect(b.squareRoot(b.point(2)).hi / Math.SQRT2 - 1).toBeGreaterThan(2 * up);
    expect(ends(b.squareRoot(b.point(0)))).toEqual([0, 0]);
  });

  it('hold for sums and products of float32 in any order', () => {
    for (let row = 0; row < 2000; row++) {
      const d = new Draw(row);
      const values = Array.from({ length: 4 }, () => Math.fround(d.signed(d.log(1e-3, 1e3))));
      const points = values.map(b.point);
      const [p = 0, q = 0, r = 0, s = 0] = values;
      const f = Math.fround;
      const sum = b.sum(points);
      for (const order of [f(f(f(p + q) + r) + s), f(f(p + q) + f(r + s)), f(f(p + s) + f(r + q))]) {
        expect(order).toBeGreaterThanOrEqual(sum.lo);
        expect(order).toBeLessThanOrEqual(sum.hi);
      }
      const product = b.product(points.slice(0, 3), points.slice(3));
      for (const order of [f(f(f(p * q) * r) / s), f(f(p / s) * f(r * q)), f(f(r / s) * f(p * q))]) {
        expect(order).toBeGreaterThanOrEqual(product.lo);
        expect(order).toBeLessThanOrEqual(product.hi);
      }
    }
  });
});

describe('evaluation of WGSL', () => {
  const evaluate = (text: string, name: string, ...args: number[]) =>
    new Evaluator([parseModule(text)]).evaluate(name, args.map(b.point));

  it('takes both ways where rounding decides', () => {
    const text = 'fn f(x: f32, y: f32) -> f32 { if (x * x > y) { return 1.0; } return -1.0; }';
    expect(evaluate(text, 'f', 3, 8)).toEqual([new b.Interval(1, 1, 1)]);
    const third = Math.fround(1 / 3);
    // The float32 below the square, to which it may be rounded.
    const { lo: below } = b.multiply(b.point(third), b.point(third));
    expect(evaluate(text, 'f', third, below)).toMatchObject([{ value: 1, lo: -1, hi: 1 }]);
  });

  it('reads loops, arrays, structs, pointers, swizzles and precedence as WGSL does', () => {
    const text = `
      struct Pair { a: f32, b: vec2f, }
      const N: u32 = 3u;
      fn sums(p: Pair) -> vec2f {
        var total: array<f32, N>;
        for (var i = 0u; i < N; i++) {
          total[i] += p.a * f32(i);
          if (i == 1u) { total[i] -= p.b.y; } else if (i == 2u) { total[i] = -total[i]; }
        }
        return vec2f(total[1], total[2]) + p.b.yx;
      }
      fn f(a: f32) -> vec2f { return sums(Pair(a, vec2f(1.0, 2.0))); }
      fn g(a: f32) -> f32 { return 8.0 - a - 1.0 + 2.0 * a * a / 4.0; }`;
    expect(evaluate(text, 'f', 5).map((x) => (x as b.Interval).value)).toEqual([5 - 2 + 2, -10 + 1]);
    expect(evaluate(text, 'g', 3)).toMatchObject([{ value: 8.5 }]);
    expect(() => parseModule('fn f() -> f32 { return 1.0 }')).toThrow(/expected ';'/);
    expect(() => evaluate('fn f(x: f32) -> f32 { return y; }', 'f', 1)).toThrow(/no 'y'/);
  });
});
