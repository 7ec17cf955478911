/** Contours of planes whose contours are known, wherever they turn and whichever border cuts them off: distances in cells. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deltaChi2, findContour, levelOf } from '../../src/contouring/contour.js';
import type { Axis } from '../../src/tiles/axes.js';
import { distancesOf, type Field, turned } from './shapes.js';

const POINTS = 25;
const LAST = POINTS - 1;
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** The same shapes in every run, so that a bound holds or does not. */
const options = { seed: 9, numRuns: 25 } as const;

/** Ellipses anywhere on the plane and turned anyhow, so that every border cuts some: 1 on the ellipse. */
const ellipses = fc
  .tuple(between(0, LAST), between(0, LAST), between(4, 20), between(4, 20), between(0, Math.PI))
  .map(([u0, v0, a, b, angle]) => {
    const coordinates = turned(u0, v0, angle);
    const radius: Field = (u, v) => {
      const [p, q] = coordinates(u, v);
      return Math.hypot(p / a, q / b);
    };
    return { radius, least: Math.min(a, b) };
  });
const lines = fc
  .tuple(between(5, LAST - 5), between(5, LAST - 5), between(0, 2 * Math.PI))
  .map(([u0, v0, angle]): Field => {
    const coordinates = turned(u0, v0, angle);
    return (u, v) => coordinates(u, v)[0];
  });
const upright = fc.tuple(between(2, LAST - 2), fc.boolean(), fc.boolean()).map(
  ([at, isVertical, isRising]): Field =>
    (u, v) =>
      (isRising ? 1 : -1) * ((isVertical ? u : v) - at),
);
const saddles = fc
  .tuple(between(8, 16), between(8, 16), between(0, Math.PI), between(2, 20), fc.boolean())
  .map(([u0, v0, angle, gap, isAbove]): Field => {
    const coordinates = turned(u0, v0, angle);
    return (u, v) => {
      const [p, q] = coordinates(u, v);
      return (p * q + (isAbove ? gap : -gap)) / 8;
    };
  });

/** A signal that grows by e^rate from cell to cell, as chi2 tells it. */
const growing =
  (field: Field, rate: number): Field =>
  (u, v) =>
    Math.exp(2 * rate * field(u, v));

describe('a contour', () => {
  it('is the quarter ellipse that chi2 is, within 1e-3 of its radius, where it turns along the border', () => {
    const x: Axis = {
      name: 'm5_gev',
      spacing: 'linear',
      values: Array.from({ length: 21 }, (_, i) => 0.2 + i / 20),
    };
    const y: Axis = {
      name: 'Umu5_sq',
      spacing: 'log',
      values: Array.from({ length: 25 }, (_, j) => 10 ** (-8 + j / 4)),
    };
    const radius = (m5: number, U: number) => Math.hypot((m5 - 0.2) / 0.45, (Math.log10(U) + 8) / 4.3);
    // As a grid holds it, in single precision.
    const chi2 = y.values.flatMap((U) =>
      x.values.map((m5) => Math.fround(2.7 + levelOf(0.95) * radius(m5, U) ** 2)),
    );
    const { lines: drawn } = findContour(deltaChi2(x, y, Float64Array.from(chi2), 2.7), 0.95);
    expect(drawn.length).toBe(1);
    const points = drawn.flat();
    const errors = points.map(([m5, U]) => Math.abs(radius(m5, U) - 1));
    expect(Math.max(...errors)).toBeLessThan(3e-4);
    // Both ends lie on the border, and where the contour turns the mixing is right, too.
    const ends = [points[0], points.at(-1)].map((end) => end ?? [0, 0]).sort((a, b) => a[0] - b[0]);
    expect(ends.map(([m5]) => m5)).toEqual([0.2, expect.closeTo(0.65, 4)]);
    expect(ends.map(([, U]) => Math.log10(U))).toEqual([expect.closeTo(-3.7, 3), expect.closeTo(-8, 12)]);
    const near = points.reduce((a, b) => (Math.abs(b[0] - 0.6325) < Math.abs(a[0] - 0.6325) ? b : a));
    const exact = -8 + 4.3 * Math.sqrt(1 - ((near[0] - 0.2) / 0.45) ** 2);
    expect(Math.abs(Math.log10(near[1]) - exact)).toBeLessThan(0.005);
  });

  it('is within 0.02 cells of a smooth ellipse, wherever it is cut off', () => {
    fc.assert(
      fc.property(ellipses, ({ radius }) => {
        const { worst } = distancesOf(
          POINTS,
          (u, v) => radius(u, v) - 1,
          (u, v) => radius(u, v) ** 2,
        );
        expect(worst).toBeLessThan(0.02);
      }),
      options,
    );
  });

  it.each([
    [0.3, 0.02],
    [1, 0.03],
    [2, 0.08],
  ])('is near an ellipse beyond which the signal grows by e^%d a cell: within %d cells', (rate, bound) => {
    fc.assert(
      fc.property(ellipses, ({ radius, least }) => {
        const field: Field = (u, v) => least * (radius(u, v) - 1);
        expect(distancesOf(POINTS, field, growing(field, rate)).worst).toBeLessThan(bound);
      }),
      options,
    );
  });

  it.each([
    [0.3, 0.005],
    [1, 0.02],
    [2, 0.06],
    [4, 0.2],
  ])(
    'is near a straight line across which the signal grows by e^%d a cell: within %d cells',
    (rate, bound) => {
      fc.assert(
        fc.property(fc.oneof(lines, upright), (field) => {
          const { worst, distances } = distancesOf(POINTS, field, growing(field, rate));
          expect(distances.length).toBeGreaterThan(5);
          expect(worst).toBeLessThan(bound);
        }),
        options,
      );
    },
  );

  it('is within 0.05 cells of both branches beside a saddle', () => {
    fc.assert(
      fc.property(saddles, fc.constantFrom(0.1, 0.3), (field, rate) => {
        expect(distancesOf(POINTS, field, growing(field, rate)).worst).toBeLessThan(0.05);
      }),
      options,
    );
  });

  it('is an island of few cells', () => {
    fc.assert(
      fc.property(between(6, 18), between(6, 18), between(1.5, 4), (u0, v0, r) => {
        const field: Field = (u, v) => Math.hypot(u - u0, v - v0) - r;
        const { contour, worst } = distancesOf(POINTS, field, (u, v) => (1 + field(u, v) / r) ** 2);
        expect(contour.lines.length).toBe(1);
        expect(contour.lines[0]?.[0]).toEqual(contour.lines[0]?.at(-1));
        // The root of chi2, which is interpolated, is a cone there: its rounded tip matters to the smallest.
        expect(worst).toBeLessThan(0.06);
      }),
      options,
    );
  });

  it('may lead through grid points and corners of the plane', () => {
    // A circle through the corners, which meets grid points; and the diagonal.
    const circle: Field = (u, v) => Math.hypot(u - LAST / 2, v - LAST / 2) - LAST / Math.SQRT2;
    expect(distancesOf(POINTS, circle, (u, v) => (1 + circle(u, v) / 17) ** 2).worst).toBeLessThan(0.02);
    const diagonal: Field = (u, v) => (u - v) / Math.SQRT2;
    const { contour, worst } = distancesOf(POINTS, diagonal, growing(diagonal, 1));
    expect(worst).toBeLessThan(0.01);
    const ends = [contour.lines[0]?.[0], contour.lines[0]?.at(-1)].map((end) => end?.map(Math.round));
    expect(ends.sort()).toEqual([
      [0, 0],
      [LAST, LAST],
    ]);
  });
});
