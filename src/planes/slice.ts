/** A plane of the grid: two axes shown, every other axis fixed at a grid value, profiled or marginalised. */

import { closest } from 'fastest-levenshtein';
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import { ConfigError } from '../errors.js';
import { readVariable, type Selection } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { ownValue } from '../input/ownValue.js';
import { type NamedQuantity, unitOf } from '../model/parameters.js';
import type { Axis, GridAxis } from '../tiles/axes.js';
import { shortNumber } from '../words.js';
import { type ReducedAxis, type ReductionRequest, readReductions } from './reductions.js';

/** One fixed axis of a plane: what was asked for, and the grid value that is shown. */
export interface FixedAxis extends NamedQuantity {
  /** Absent for an axis of length 1 that was not asked for. */
  readonly requested?: number;
  readonly value: number;
  readonly index: number;
}

/** Which plane of the grid is shown. */
export interface PlaneChoice {
  readonly x: GridAxis;
  readonly y: GridAxis;
  /** In scan order. */
  readonly fixed: readonly FixedAxis[];
  /** In scan order. */
  readonly reduced: readonly ReducedAxis[];
}

/**
 * Chooses a plane: axes `x` and `y`, and for every other axis that is not reduced the grid value nearest to the one asked for (in the
 * logarithm for log axes). ConfigError for an unknown axis, a value beyond the axis, or an axis left over.
 */
export function choosePlane(
  grid: Grid,
  x: string,
  y: string,
  requested: Readonly<Record<string, number>>,
  reduction: ReductionRequest = {},
): PlaneChoice {
  for (const name of [x, y, ...Object.keys(requested)]) findAxis(grid, name);
  if (x === y) throw new ConfigError(`x and y are both ${x}; choose two different axes`);
  for (const name of [x, y]) {
    if (requested[name] !== undefined)
      throw new ConfigError(`${name} is shown and cannot be fixed too; drop --fix ${name}`);
    if (findAxis(grid, name).values.length < 2)
      throw new ConfigError(`axis ${name} has one point; a plane needs two or more`);
  }
  const reduced = readReductions(grid.axes, (name) => findAxis(grid, name), reduction);
  for (const { axis, how } of reduced) checkReduced(axis.name, how, [x, y], requested);
  const isLeft = ({ name }: Axis) =>
    name !== x && name !== y && !reduced.some(({ axis }) => axis.name === name);
  const others = grid.axes.filter(isLeft);
  const missing = others.filter((axis) => axis.values.length > 1 && requested[axis.name] === undefined);
  if (missing.length > 0) {
    const hints = missing.map(
      ({ name, values }) => `--fix ${name}=${shortNumber(at(values, values.length >> 1))}`,
    );
    throw new ConfigError(
      `${missing.map((axis) => axis.name).join(', ')} must be fixed too, e.g. ${hints.join(' ')}, or reduced: --profile AXIS, --marginalise AXIS`,
    );
  }
  return {
    x: findAxis(grid, x),
    y: findAxis(grid, y),
    fixed: others.map((axis) => fixAxis(axis, requested[axis.name])),
    reduced,
  };
}

/** ConfigError where a reduced axis is also shown or fixed. */
function checkReduced(
  name: string,
  how: ReducedAxis['how'],
  shown: readonly string[],
  requested: Readonly<Record<string, number>>,
): void {
  const option = how === 'profile' ? '--profile' : '--marginalise';
  if (shown.includes(name))
    throw new ConfigError(`${name} is shown and cannot be reduced too; drop ${option} ${name}`);
  if (requested[name] !== undefined)
    throw new ConfigError(
      `${name} cannot be both fixed and reduced; drop --fix ${name} or ${option} ${name}`,
    );
}

/** The axis of that name. ConfigError with the nearest name, or the fixed value of a parameter that is no axis. */
export function findAxis(grid: Grid, name: string): GridAxis {
  const found = grid.axes.find((axis) => axis.name === name);
  if (found) return found;
  const names = grid.axes.map((axis) => axis.name);
  const fixedValue = ownValue(grid.attributes.fixed, name);
  if (fixedValue !== undefined) {
    throw new ConfigError(
      `${name} is no axis of this grid: the scan fixed it at ${fixedValue}; its axes are ${names.join(', ')}`,
    );
  }
  throw new ConfigError(
    `unknown axis ${name}; did you mean ${closest(name, names)}? The axes are ${names.join(', ')}`,
  );
}

/** Index of the value nearest to the one asked for; ConfigError when it lies more than half a step beyond the ends. */
export function nearestIndex(axis: Axis, requested: number): number {
  const log = isLogarithmic(axis);
  const position = (value: number) => (log ? Math.log(value) : value);
  const target = position(requested);
  const positions = axis.values.map(position);
  const distance = (i: number) => Math.abs(at(positions, i) - target);
  let best = 0;
  for (let i = 1; i < positions.length; i++) if (distance(i) < distance(best)) best = i;
  const neighbour = best === 0 ? 1 : best - 1;
  // An axis of one point has no step: there the request must agree within 1 %.
  const reach =
    positions.length > 1
      ? Math.abs(at(positions, best) - at(positions, neighbour)) / 2
      : 0.01 * Math.abs(target);
  // Written so that a NaN, from a non-positive value on a log axis, is refused as well.
  if (distance(best) <= reach * (1 + 1e-9)) return best;
  const isInside = best > 0 && best < positions.length - 1;
  if (isInside) return best;
  const range = `${shortNumber(at(axis.values, 0))} to ${shortNumber(at(axis.values, axis.values.length - 1))}`;
  throw new ConfigError(
    `${axis.name}=${requested} is beyond the axis, which goes from ${range} ${unitOf(axis)}`.trim(),
  );
}

/** An axis at the grid value nearest to the one asked for, or at its first. ConfigError as of nearestIndex. */
export function fixAxis(axis: GridAxis, requested: number | undefined): FixedAxis {
  const index = requested === undefined ? 0 : nearestIndex(axis, requested);
  const value = at(axis.values, index);
  const { name, units } = axis;
  return { name, units, ...(requested === undefined ? {} : { requested }), value, index };
}

/** The fixed axes of a plane as a selection for the store. */
export function selectionOf(choice: PlaneChoice): Selection {
  return Object.fromEntries(choice.fixed.map(({ name, index }) => [name, index]));
}

/** Values of a variable on a plane, shape [ny, nx] in C order. The variable must have both axes. StoreError when a tile is missing. */
export async function readPlane(grid: Grid, name: string, choice: PlaneChoice): Promise<Float64Array> {
  const { axes, data } = await readVariable(grid, name, selectionOf(choice));
  const [nx, ny] = [choice.x.values.length, choice.y.values.length];
  if (axes[0] === choice.y.name) return Float64Array.from(data);
  return Float64Array.from(
    { length: nx * ny },
    (_, k) => data[(k % nx) * ny + Math.floor(k / nx)] ?? Number.NaN,
  );
}
