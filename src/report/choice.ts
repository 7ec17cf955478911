/** What a report shows of a grid where nobody says it: the first plane, at the best fit, and variables as maps. */
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { MIXINGS, NEUTRINO_MASSES } from '../model/models.js';
import { findAxis } from '../planes/slice.js';
import type { GridAxis } from '../tiles/axes.js';
import type { BestFit } from '../tiles/bestFit.js';

/** A plane by the names of its axes, and the values of the others. */
export interface ShownPlane {
  readonly x: string;
  readonly y: string;
  readonly fix: Readonly<Record<string, number>>;
}

/** What is asked for. */
export interface PlaneRequest {
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly fix: Readonly<Record<string, number>>;
}

/** Variables that are shown as maps where a grid has them. */
export const USUAL_MAPS = ['ctau_cm', 'n_eff', 'signal'] as const;

/** The axes of a grid with two values or more. */
export const variedAxes = ({ axes }: Pick<Grid, 'axes'>): GridAxis[] =>
  axes.filter(({ values }) => values.length > 1);

/**
 * The plane of a report: |U|^2 over the mass of the N that is produced where the grid has them, else its first two axes; every other axis at the value asked for,
 * at the best fit, or in the middle of the axis. Undefined where fewer than two axes vary.
 */
export function choosePlaneOf(
  grid: Grid,
  best: BestFit | null,
  { x, y, fix }: PlaneRequest,
): ShownPlane | undefined {
  for (const name of [...(x === undefined ? [] : [x]), ...(y === undefined ? [] : [y]), ...Object.keys(fix)])
    findAxis(grid, name);
  const free = variedAxes(grid).filter(({ name }) => fix[name] === undefined || name === x || name === y);
  const isFree = (name: string) => free.some((axis) => axis.name === name);
  const [mixing] = MIXINGS.filter(isFree);
  // The heavier of the two neutrinos comes last in the list of parameters.
  const mass = NEUTRINO_MASSES.filter(isFree).at(-1);
  const chosenY =
    y ?? (mixing === x ? undefined : mixing) ?? free.find(({ name }) => name !== (x ?? mass))?.name;
  const chosenX =
    x ?? (mass === chosenY ? undefined : mass) ?? free.find(({ name }) => name !== chosenY)?.name;
  if (chosenX === undefined || chosenY === undefined) {
    if (x !== undefined || y !== undefined)
      throw new ConfigError(`${grid.dir}: no second axis is left for a plane; drop a --fix`);
    return undefined;
  }
  const others = variedAxes(grid).filter(({ name }) => name !== chosenX && name !== chosenY);
  const values = others.map((axis): [string, number] => [axis.name, fix[axis.name] ?? valueAt(axis, best)]);
  return { x: chosenX, y: chosenY, fix: Object.fromEntries(values) };
}

/** The value of an axis at the best fit, or its middle value where that is |U|^2 = 0 or unknown. */
export function valueAt({ name, values }: GridAxis, best: BestFit | null): number {
  const found = best === null || best.at === 'background' ? undefined : best.at[name];
  return found ?? at(values, values.length >> 1);
}

/** The plane in which a variable is shown: that of the report where it depends on it, else two axes that it has; undefined where it has none. */
export function planeOfVariable(
  grid: Grid,
  plane: ShownPlane,
  axes: readonly string[],
  best: BestFit | null,
): ShownPlane | undefined {
  const candidates = variedAxes(grid).filter(({ name }) => axes.includes(name));
  const x = candidates.find(({ name }) => name === plane.x) ?? candidates[0];
  const y =
    candidates.find(({ name }) => name === plane.y && name !== x?.name) ??
    candidates.findLast(({ name }) => name !== x?.name);
  if (x === undefined || y === undefined) return undefined;
  const others = candidates.filter(({ name }) => name !== x.name && name !== y.name);
  const fix = others.map((axis): [string, number] => [
    axis.name,
    plane.fix[axis.name] ?? valueAt(axis, best),
  ]);
  return { x: x.name, y: y.name, fix: Object.fromEntries(fix) };
}
