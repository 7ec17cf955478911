/** Planes whose contours are known: positions in cells of the grid, and how far a drawn contour is from where it belongs. */

import { deltaChi2, findContour, levelOf } from '../../src/contouring/contour.js';
import type { Axis } from '../../src/tiles/axes.js';

/** A function of the position in cells. */
export type Field = (u: number, v: number) => number;

/** An axis whose values are cell numbers. */
export const cells = (name: Axis['name'], points: number): Axis => ({
  name,
  spacing: 'linear',
  values: Array.from({ length: points }, (_, i) => i),
});

/** Values at the points of a plane, C order. */
export const tabulate = (x: Axis, y: Axis, field: Field) =>
  Float64Array.from(y.values.flatMap((v) => x.values.map((u) => field(u, v))));

/** The signed distance from where a field is 0, in cells: of first order in the distance. */
export function distanceFrom(field: Field): Field {
  const h = 1e-4;
  return (u, v) => {
    const slope = Math.hypot(field(u + h, v) - field(u - h, v), field(u, v + h) - field(u, v - h)) / (2 * h);
    return field(u, v) / slope;
  };
}

/** Distances in cells from where `field` is 0 of every point of the contour that is drawn of Delta chi2 = level * `relative`. */
export function distancesOf(points: number, field: Field, relative: Field) {
  const [x, y] = [cells('m4_gev', points), cells('m5_gev', points)];
  const chi2 = tabulate(x, y, (u, v) => levelOf(0.95) * relative(u, v));
  const contour = findContour(deltaChi2(x, y, chi2, 0), 0.95);
  const distance = distanceFrom(field);
  const distances = contour.lines.flat().map(([u, v]) => Math.abs(distance(u, v)));
  return { contour, distances, worst: Math.max(0, ...distances) };
}

/** Along a turned axis through a point: the coordinates along it and across. */
export const turned =
  (u0: number, v0: number, angle: number) =>
  (u: number, v: number): readonly [along: number, across: number] => {
    const [du, dv] = [u - u0, v - v0];
    return [du * Math.cos(angle) + dv * Math.sin(angle), dv * Math.cos(angle) - du * Math.sin(angle)];
  };
