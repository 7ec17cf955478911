/** Axes with too few points: valleys between them are noticed, smooth planes are not spoken against, and the estimate is enough. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coarseWarnings, nameCoarseAxes } from '../../src/contouring/coarseness.js';
import { type Contour, type DeltaPlane, findContour, levelOf } from '../../src/contouring/contour.js';
import type { Axis } from '../../src/tiles/axes.js';
import { cells, distancesOf, type Field, tabulate, turned } from './shapes.js';

const LEVEL = levelOf(0.95);
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** A straight valley across a plane of unit length, of the given width at the level, in steps of a grid of columns and rows. */
function valley(columns: number, rows: number, shift: number, width: number, start: number): Contour {
  const axis = (name: Axis['name'], points: number): Axis => ({
    name,
    spacing: 'linear',
    values: Array.from({ length: points }, (_, i) => i / (points - 1)),
  });
  const [x, y] = [axis('m4_gev', columns), axis('m5_gev', rows)];
  const delta = tabulate(x, y, (u, v) => LEVEL * ((2 * (v - start - shift * u)) / width) ** 2);
  const plane: DeltaPlane = { x, y, delta, minimum: { chi2: 0, at: 'background' }, backgroundDelta: 1e3 };
  return findContour(plane, 0.95, 'below');
}

/** A valley that is displaced by `ratio` of its width from column to column, and is `steps` rows wide. */
const valleys = (ratios: readonly [number, number], steps: readonly [number, number]) =>
  fc
    .record({
      ratio: between(...ratios),
      steps: between(...steps),
      columns: fc.integer({ min: 12, max: 20 }),
      start: between(0.1, 0.2),
    })
    .map(({ ratio, steps: own, columns, start }) => {
      // The valley rises by 0.6 of the plane.
      const shift = 0.6;
      const width = shift / (columns - 1) / ratio;
      return { columns, rows: Math.round(own / width) + 1, shift, width, start };
    });

const neededOf = ({ coarseAxes }: Contour, which: 'x' | 'y') =>
  coarseAxes.find((axis) => axis.which === which)?.needed;

describe('the points of an axis', () => {
  it('are enough where a valley is displaced by less than half of its width, and wide enough along its column', () => {
    fc.assert(
      fc.property(valleys([0.1, 0.5], [2.2, 8]), ({ columns, rows, shift, width, start }) => {
        expect(valley(columns, rows, shift, width, start).coarseAxes).toEqual([]);
      }),
      { seed: 12, numRuns: 30 },
    );
  });

  it('are too few where it is displaced by more, whether or not it breaks into beads; as many as are asked for are enough', () => {
    fc.assert(
      fc.property(valleys([0.75, 2], [3, 5]), ({ columns, rows, shift, width, start }) => {
        const needed = neededOf(valley(columns, rows, shift, width, start), 'x') ?? 0;
        // Four steps to the width.
        const expected = (4 * shift) / width;
        expect(needed).toBeGreaterThan(0.6 * expected);
        expect(needed).toBeLessThan(1.6 * expected);
        expect(valley(needed, rows, shift, width, start).coarseAxes).toEqual([]);
      }),
      { seed: 13, numRuns: 10 },
    );
  });

  it('are too few along the columns, too', () => {
    fc.assert(
      fc.property(valleys([0.2, 0.4], [0.9, 1.5]), ({ columns, rows, shift, width, start }) => {
        const { coarseAxes } = valley(columns, rows, shift, width, start);
        expect(coarseAxes.map((axis) => axis.which)).toContain('y');
        const needed = neededOf({ coarseAxes } as Contour, 'y') ?? 0;
        expect(valley(columns, needed, shift, width, start).coarseAxes).toEqual([]);
      }),
      { seed: 14, numRuns: 20 },
    );
  });

  it('are enough for smooth shapes, and for edges along an axis however steep', () => {
    const ellipse = fc
      .tuple(between(0, 24), between(0, 24), between(5, 20), between(5, 20), between(0, Math.PI))
      .map(([u0, v0, a, b, angle]) => {
        const coordinates = turned(u0, v0, angle);
        const radius: Field = (u, v) => {
          const [p, q] = coordinates(u, v);
          return Math.hypot(p / a, q / b);
        };
        return radius;
      });
    fc.assert(
      fc.property(ellipse, (radius) => {
        const { contour } = distancesOf(
          25,
          (u, v) => radius(u, v) - 1,
          (u, v) => radius(u, v) ** 2,
        );
        expect(contour.coarseAxes).toEqual([]);
      }),
      { seed: 15, numRuns: 30 },
    );
    const edge = fc.record({ at: between(3, 21), isVertical: fc.boolean(), height: between(2, 1e5) });
    fc.assert(
      fc.property(edge, ({ at, isVertical, height }) => {
        const field: Field = (u, v) => (isVertical ? u : v) - at;
        const { contour } = distancesOf(25, field, (u, v) => (field(u, v) > 0 ? height : 0.4));
        expect(contour.coarseAxes).toEqual([]);
      }),
      { seed: 16, numRuns: 20 },
    );
  });

  it('are too few for a sharp edge at a slant, which staircases', () => {
    for (const angle of [0.45, 0.6, 1, 1.1]) {
      const field: Field = (u, v) => turned(11.7, 12.4, angle)(u, v)[0];
      const { contour } = distancesOf(25, field, (u, v) => (field(u, v) > 0 ? 1e3 * (1 + field(u, v)) : 0.4));
      expect(contour.coarseAxes.length).toBeGreaterThan(0);
    }
  });

  it('are too few for an island about a single point', () => {
    const field: Field = (u, v) => Math.hypot(u - 9, v - 14) - 0.4;
    const { contour } = distancesOf(25, field, (u, v) => Math.max(0, 1 + 2 * field(u, v)) ** 2);
    expect(contour.coarseAxes.map((axis) => axis.which)).toEqual(['x', 'y']);
  });
});

describe('the words about axes that are too coarse', () => {
  const axes = { x: cells('m4_gev', 16), y: cells('Umu4_sq', 40) };

  it('name the axis, its points, how many would do in two digits, and whose contours', () => {
    const coarse = nameCoarseAxes(axes, [
      { of: 'miniboone-2020', coarseAxes: [{ which: 'x', points: 16, needed: 53 }] },
      { of: 'microboone-2025', coarseAxes: [] },
      {
        of: 'miniboone-coherent',
        coarseAxes: [
          { which: 'x', points: 16, needed: 61 },
          { which: 'y', points: 40, needed: 113 },
        ],
      },
    ]);
    expect(coarse).toEqual([
      { axis: 'm4_gev', points: 16, needed: 61, of: ['miniboone-2020', 'miniboone-coherent'] },
      { axis: 'Umu4_sq', points: 40, needed: 113, of: ['miniboone-coherent'] },
    ]);
    const [first, second] = coarseWarnings(coarse);
    expect(first).toMatch(
      /^m4_gev: 16 points are too few for the regions of miniboone-2020 and miniboone-coherent, about 61 would do/,
    );
    expect(second).toMatch(/^Umu4_sq: 40 points are too few .*, about 110 would do/);
  });

  it('are none where nothing is too coarse', () => {
    expect(nameCoarseAxes(axes, [{ coarseAxes: [] }])).toEqual([]);
    expect(coarseWarnings([])).toEqual([]);
  });
});
