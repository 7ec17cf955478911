/** The axes of a corner: shown, profiled and fixed; and the planes of its panels. */
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import type { PairPlane } from '../planes/reducePairs.js';
import type { ReducedAxis } from '../planes/reductions.js';
import { type FixedAxis, findAxis, fixAxis, type PlaneChoice } from '../planes/slice.js';
import type { GridAxis } from '../tiles/axes.js';
import type { CornerRequest } from './corner.js';

/** The axes that are shown, profiled and fixed. */
export function chooseAxes(
  grid: Grid,
  { axes: names, fix }: Pick<CornerRequest, 'axes' | 'fix'>,
): { axes: GridAxis[]; profiled: GridAxis[]; fixed: FixedAxis[] } {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new ConfigError(`--axis ${twice} is given twice; remove one`);
  const shown = names.map((name) => findAxis(grid, name));
  for (const name of Object.keys(fix)) {
    findAxis(grid, name);
    if (names.includes(name))
      throw new ConfigError(
        `${name} is shown and cannot be fixed too; drop --fix ${name}, or --axis ${name}`,
      );
  }
  const single = shown.find(({ values }) => values.length < 2);
  if (single !== undefined)
    throw new ConfigError(`axis ${single.name} has one point; a plane needs two or more`);
  const isFixed = ({ name, values }: GridAxis) => fix[name] !== undefined || values.length < 2;
  const varied = grid.axes.filter((axis) => !isFixed(axis));
  const axes = names.length === 0 ? varied : varied.filter(({ name }) => names.includes(name));
  if (axes.length < 2)
    throw new ConfigError(
      `a corner needs two axes or more that are not fixed; ${axes.length === 0 ? 'there is none' : `there is ${axes[0]?.name} alone`}`,
    );
  const fixed = grid.axes.filter(isFixed).map((axis) => fixAxis(axis, fix[axis.name]));
  return { axes, profiled: varied.filter((axis) => !axes.includes(axis)), fixed };
}

/** The plane of a pair, with all other axes that vary profiled. */
export function choiceOf(
  { x, y }: Pick<PairPlane, 'x' | 'y'>,
  varied: readonly GridAxis[],
  fixed: readonly FixedAxis[],
): PlaneChoice {
  const reduced = varied.flatMap((axis, i): ReducedAxis[] =>
    i === x || i === y ? [] : [{ how: 'profile', axis }],
  );
  return { x: at(varied, x), y: at(varied, y), fixed, reduced };
}
