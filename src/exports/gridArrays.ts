/** Variables of a grid as named arrays, whole or at fixed values of some axes: read tile by tile, each chunk checked, while a file is written. */

import type { ArraySet, NamedArray, Piece } from '../arrayFiles/arraySet.js';
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import { readTile } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { attributesOfAxis } from '../metadata/manifest.js';
import { type FixedAxis, findAxis, fixAxis } from '../planes/slice.js';
import { besideAttribute, fixedArrays } from '../reports/contourArrays.js';
import { emptyLike, type VariableArray } from '../tiles/block.js';
import { restrictToAxes, shapeOfVariable } from '../tiles/shapes.js';
import { productOf, type Tile, tileAt } from '../tiles/tiles.js';
import {
  type Attributes,
  dimensionNames,
  extraDimensions,
  FILL_VALUES,
  type VariableSpec,
} from '../tiles/variables.js';

/** The fixed axes of a request, each at the grid value nearest to the one asked for. ConfigError for an unknown axis, or a value beyond it. */
export function fixAxes(grid: Grid, fix: Readonly<Record<string, number>>): FixedAxis[] {
  for (const name of Object.keys(fix)) findAxis(grid, name);
  return grid.axes.flatMap((axis) => {
    const requested = fix[axis.name];
    return requested === undefined ? [] : [fixAxis(axis, requested)];
  });
}

/** The variables with these names; all of the grid's where none is named. ConfigError for one that it does not have. */
export function chooseVariables(grid: Grid, names: readonly string[]): VariableSpec[] {
  if (names.length === 0) return [...grid.variables];
  const known = grid.variables.map(({ name }) => name);
  for (const name of names) {
    if (!known.includes(name))
      throw new ConfigError(`--variable ${name}: the grid has no such variable; it has ${known.join(', ')}`);
  }
  return grid.variables.filter(({ name }) => names.includes(name));
}

/** Variables of a grid at fixed values of some axes, with the axes as coordinates. */
export function gridArrays(
  grid: Grid,
  variables: readonly VariableSpec[],
  fixed: readonly FixedAxis[],
  attributes: Attributes,
): ArraySet {
  const free = grid.axes.filter(({ name }) => !fixed.some((axis) => axis.name === name));
  const extra = extraDimensions(variables);
  return {
    dimensions: Object.fromEntries([
      ...free.map(({ name, values }) => [name, values.length]),
      ...extra.map(({ name, size }) => [name, size]),
    ]),
    arrays: [
      ...free.map(
        (axis): NamedArray => ({
          name: axis.name,
          dimensions: [axis.name],
          values: Float64Array.from(axis.values),
          attributes: attributesOfAxis(axis),
        }),
      ),
      ...extra.map(
        ({ name, size, attributes: described }): NamedArray => ({
          name,
          dimensions: [name],
          values: Int32Array.from({ length: size }, (_, i) => i),
          attributes: { units: '1', ...described },
        }),
      ),
      ...fixedArrays(fixed),
      ...variables.map((variable) => variableArray(grid, variable, fixed)),
    ],
    attributes,
  };
}

function variableArray(grid: Grid, variable: VariableSpec, fixed: readonly FixedAxis[]): NamedArray {
  const beside = fixed.filter(({ name }) => variable.axes.includes(name));
  const fill = variable.dtype === 'float32' ? { _FillValue: FILL_VALUES.float32 } : {};
  return {
    name: variable.name,
    dimensions: dimensionNames(variable).filter((name) => !fixed.some((axis) => axis.name === name)),
    values: { type: variable.dtype, pieces: () => readPieces(grid, variable, fixed) },
    attributes: {
      units: variable.units,
      long_name: variable.longName,
      ...variable.attributes,
      ...fill,
      ...besideAttribute(beside),
    },
  };
}

/** A variable's numbers at fixed values of some axes, tile by tile; each chunk is read once. */
async function* readPieces(
  grid: Grid,
  variable: VariableSpec,
  fixed: readonly FixedAxis[],
): AsyncGenerator<Piece> {
  const indexOf = (name: string) => fixed.find((axis) => axis.name === name)?.index;
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    if (!isWanted(grid, variable, tile, indexOf)) continue;
    const shape = shapeOfVariable(grid, variable, tile.shape);
    const starts = restrictToAxes(grid, variable.axes, tile.start);
    const kept = shape.map((_, i) => {
      const name = variable.axes[i];
      const index = name === undefined ? undefined : indexOf(name);
      return index === undefined ? undefined : index - at(starts, i);
    });
    const isFree = (_: unknown, i: number) => kept[i] === undefined;
    const data = sliceAt(await readTile(grid, tile, variable.name), shape, kept);
    const start = [...starts, ...variable.extra.map(() => 0)];
    yield { start: start.filter(isFree), shape: shape.filter(isFree), data };
  }
}

/** Whether a tile has a part of the slice, and is the first of those that share its chunk of the variable. */
function isWanted(
  { axes }: Grid,
  variable: VariableSpec,
  tile: Tile,
  indexOf: (name: string) => number | undefined,
): boolean {
  return axes.every(({ name }, i) => {
    if (!variable.axes.includes(name)) return at(tile.start, i) === 0;
    const index = indexOf(name);
    const first = at(tile.start, i);
    return index === undefined || (index >= first && index < first + at(tile.shape, i));
  });
}

/** The numbers at an index on some dimensions, whole on the others; C order. */
function sliceAt(
  data: VariableArray,
  shape: readonly number[],
  kept: readonly (number | undefined)[],
): VariableArray {
  if (kept.every((index) => index === undefined)) return data;
  const strides = shape.map((_, i) => productOf(shape.slice(i + 1)));
  const free = shape.flatMap((length, i) =>
    kept[i] === undefined ? [{ length, stride: at(strides, i) }] : [],
  );
  const origin = kept.reduce<number>((sum, index, i) => sum + (index ?? 0) * at(strides, i), 0);
  const result = emptyLike(data, productOf(free.map(({ length }) => length)));
  for (let k = 0; k < result.length; k++) {
    let [rest, from] = [k, origin];
    for (let i = free.length - 1; i >= 0; i--) {
      const { length, stride } = at(free, i);
      from += (rest % length) * stride;
      rest = Math.floor(rest / length);
    }
    result[k] = at(data, from);
  }
  return result;
}
