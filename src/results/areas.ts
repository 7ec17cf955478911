/** Areas of regions in units that mean something: decades on logarithmic axes, and the unit of the axis on others. */
import type { Contour, DeltaPlane } from '../contouring/contour.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import { unitOf } from '../model/parameters.js';
import type { Axis } from '../tiles/axes.js';
import { areaOf, coverageOf } from './coverage.js';

/** The two axes of a plane. */
type Axes = Pick<DeltaPlane, 'x' | 'y'>;

const unitOn = (axis: Axis) => (isLogarithmic(axis) ? 'decade' : unitOf(axis) || axis.name);

/** The unit of areas in a plane: `decades^2`, `GeV^2`, `decades x GeV`. */
export function areaUnit({ x, y }: Axes): string {
  const [one, other] = [x, y].map((axis) => unitOn(axis).replace(/^decade$/, 'decades'));
  return one === other ? `${one}^2` : `${one} x ${other}`;
}

/** An area on the axes' scales, on which a logarithmic axis counts natural logarithms, in the unit of areaUnit. */
export function areaInUnits(area: number, { x, y }: Axes): number {
  return [x, y].reduce((left, axis) => (isLogarithmic(axis) ? left / Math.LN10 : left), area);
}

/** The area of a contour's regions, in the unit of areaUnit; cells with a missing corner are left out. */
export function regionArea(
  plane: Pick<DeltaPlane, 'x' | 'y' | 'delta'>,
  contour: Pick<Contour, 'lines' | 'regions'>,
): number {
  return areaInUnits(coverageOf(plane, contour).areaShare * areaOf(plane), plane);
}
