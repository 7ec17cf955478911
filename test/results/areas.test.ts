/** Areas in units, against shapes whose geometry is known. */
import { describe, expect, it } from 'vitest';
import { type DeltaPlane, findContour, levelOf } from '../../src/contouring/contour.js';
import { areaUnit, regionArea } from '../../src/results/areas.js';
import type { Axis } from '../../src/tiles/axes.js';
import { logAxis } from '../grid/fixture.js';

const LEVEL = levelOf(0.95);
const linear: Axis = {
  name: 'm4_gev',
  spacing: 'linear',
  values: Array.from({ length: 61 }, (_, i) => i / 10),
};
const [mass, mixing] = [logAxis('m5_gev', 0.1, 10, 81), logAxis('Umu5_sq', 1e-8, 1e-2, 121)];
const scaled = ({ spacing, values }: Axis) => values.map((v) => (spacing === 'log' ? Math.log10(v) : v));

/** A plane of a function of positions, which count decades on logarithmic axes. */
function planeOf(x: Axis, y: Axis, f: (u: number, v: number) => number): DeltaPlane {
  const delta = Float64Array.from(scaled(y).flatMap((v) => scaled(x).map((u) => f(u, v))));
  return { x, y, delta, minimum: { chi2: 0, at: 'background' }, backgroundDelta: 100 };
}

describe('the area of a region', () => {
  it('counts decades on logarithmic axes, and units on others', () => {
    const radius = 0.6;
    const disc = planeOf(mass, mixing, (u, v) => (LEVEL * (u ** 2 + (v + 5) ** 2)) / radius ** 2);
    expect(areaUnit(disc)).toBe('decades^2');
    expect(regionArea(disc, findContour(disc, 0.95, 'below'))).toBeCloseTo(Math.PI * radius ** 2, 2);
    expect(regionArea(disc, findContour(disc, 0.95, 'above'))).toBeCloseTo(2 * 6 - Math.PI * radius ** 2, 2);
    const ellipse = planeOf(linear, mixing, (u, v) => LEVEL * (((u - 3) / 2) ** 2 + (v + 5) ** 2));
    expect(areaUnit(ellipse)).toBe('GeV x decades');
    expect(regionArea(ellipse, findContour(ellipse, 0.95, 'below')) / (2 * Math.PI)).toBeCloseTo(1, 2);
    expect(areaUnit({ x: linear, y: { ...linear, name: 'm5_gev' } })).toBe('GeV^2');
  });

  it('is that of the whole plane where there is no contour', () => {
    const high = planeOf(mass, mixing, () => 99);
    expect(regionArea(high, findContour(high, 0.95, 'above'))).toBeCloseTo(12, 9);
    expect(regionArea(high, findContour(high, 0.95, 'below'))).toBe(0);
  });
});
