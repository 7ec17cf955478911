/** The points that a plane may be refined with: the steps of its axes halved again and again, on the scales of the axes. */
import { at } from '../at.js';
import { linearValues, logValues } from '../config/axisValues.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import type { Axis } from '../tiles/axes.js';

/** Digits of a value between two others, as many as those of a scan file have. */
const DIGITS = 12;

/**
 * The values of an axis with each step cut into `parts` equal ones on its scale, shape [(n - 1) parts + 1]. Of an axis that a scan file
 * gives by its ends and a number of points they are those of the scan with so many more points, bit for bit.
 */
export function cutSteps(axis: Pick<Axis, 'spacing' | 'values'>, parts: number): number[] {
  const { spacing, values } = axis;
  const [lo, hi] = [at(values, 0), at(values, values.length - 1)];
  const points = (values.length - 1) * parts + 1;
  const spaced = { log: logValues, linear: linearValues, values: undefined }[spacing];
  const even = spaced?.(lo, hi, points);
  if (even && values.every((value, i) => value === even[i * parts])) return even;
  const isLog = isLogarithmic(axis);
  return Array.from({ length: points }, (_, k) => {
    const [low, part] = [at(values, Math.floor(k / parts)), k % parts];
    if (part === 0) return low;
    const high = at(values, Math.floor(k / parts) + 1);
    const value = isLog ? low * (high / low) ** (part / parts) : low + ((high - low) * part) / parts;
    return Number(value.toPrecision(DIGITS));
  });
}

/** Positions of an axis' values in the unit of tolerances, shape [n]: decades where it is logarithmic, else parts of its length. */
export function tolerancePositions(axis: Pick<Axis, 'spacing' | 'values'>): Float64Array {
  const toUnit = toToleranceUnit(axis);
  return Float64Array.from(axis.values, toUnit);
}

/** The function from a value of an axis to its position in the unit of tolerances. */
export function toToleranceUnit({
  spacing,
  values,
}: Pick<Axis, 'spacing' | 'values'>): (value: number) => number {
  if (isLogarithmic({ spacing, values })) return Math.log10;
  const [lo, hi] = [at(values, 0), at(values, values.length - 1)];
  return (value) => (value - lo) / (hi - lo);
}

/** Two axes, of which those that are `isSplit` may have 2^depth parts in each step. */
export interface Lattice {
  readonly x: Axis;
  readonly y: Axis;
  readonly isSplit: readonly [x: boolean, y: boolean];
  readonly depth: number;
}

/** Most points of a lattice, so that its arrays fit into any machine's memory. */
const MOST_POINTS = 2 ** 22;

/**
 * The lattice in which steps are as short as the tolerance needs, at most 2^depth parts of the plane's and 4 million points in all.
 */
export function latticeOf(
  x: Axis,
  y: Axis,
  isSplit: readonly [boolean, boolean],
  { tolerance, depth: most }: { readonly tolerance: number; readonly depth: number },
): Lattice {
  const steps = [x, y].flatMap((axis, i) => (isSplit[i] ? [longestStep(axis)] : []));
  const needed = Math.max(0, Math.ceil(Math.log2(Math.max(...steps) / tolerance)));
  let depth = Math.min(needed, most);
  const points = (d: number) => {
    const [nx, ny] = levelShape({ x, y, isSplit, depth: d }, d);
    return nx * ny;
  };
  while (depth > 0 && points(depth) > MOST_POINTS) depth--;
  return { x, y, isSplit, depth };
}

/**
 * Into how many parts the steps of a coupling axis are cut, a power of two: into such that none is longer than `most` in the unit of tolerances, while the
 * plane has `columns` points on its other axis.
 */
export function couplingParts(axis: Axis, most: number, columns: number): number {
  let parts = 1;
  const isFit = (n: number) => ((axis.values.length - 1) * n + 1) * columns <= MOST_POINTS / 16;
  while (longestStep(axis) / parts > most && isFit(2 * parts)) parts *= 2;
  return parts;
}

/** Whether the steps of the finest level are as short as the tolerance. */
export function isFine({ x, y, isSplit, depth }: Lattice, tolerance: number): boolean {
  return [x, y].every((axis, i) => !isSplit[i] || longestStep(axis) / 2 ** depth <= tolerance);
}

function longestStep(axis: Axis): number {
  const positions = tolerancePositions(axis);
  return positions.reduce((most, p, i) => (i === 0 ? 0 : Math.max(most, p - at(positions, i - 1))), 0);
}

/** Numbers of points along x and y at a level, 0 <= level <= depth. */
export function levelShape({ x, y, isSplit }: Lattice, level: number): [nx: number, ny: number] {
  const count = (axis: Axis, is: boolean) => (axis.values.length - 1) * (is ? 2 ** level : 1) + 1;
  return [count(x, isSplit[0]), count(y, isSplit[1])];
}

/** By how many points of the finest level the points of a level are apart. */
export function levelStrides({ isSplit, depth }: Lattice, level: number): [x: number, y: number] {
  const stride = (is: boolean) => (is ? 2 ** (depth - level) : 1);
  return [stride(isSplit[0]), stride(isSplit[1])];
}

/** The two axes with the points of a level. */
export function levelAxes(lattice: Lattice, level: number): { readonly x: Axis; readonly y: Axis } {
  const { x, y, isSplit } = lattice;
  const cut = (axis: Axis, is: boolean): Axis => ({ ...axis, values: cutSteps(axis, is ? 2 ** level : 1) });
  return { x: cut(x, isSplit[0]), y: cut(y, isSplit[1]) };
}
