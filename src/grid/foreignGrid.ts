/**
 * A grid that another program wrote from one of ours: cut, transposed, chunked anew, compressed or copied. It is read by the names, shapes and
 * codecs that it has, and refused where it is not made of the scan's own points.
 */
import { at } from '../at.js';
import { StoreError } from '../errors.js';
import type { ArrayMetadata } from '../metadata/arrayMetadata.js';
import { axisOf, checkLengths, dimensionOf, findArray, variableOf } from '../metadata/arrays.js';
import type { AskedAxis, GroupAttributes } from '../metadata/groupAttributes.js';
import type { GridAxis } from '../tiles/axes.js';
import { tilePlanOf } from '../tiles/tiles.js';
import type { ExtraDimension } from '../tiles/variables.js';
import { readWhole } from './foreignNumbers.js';
import type { Grid } from './store.js';

/** Most values of a coordinate that are read. */
const MOST_VALUES = 2 ** 24;

/** The grid at `dir`, whose documents another program wrote. StoreError, in words, where it cannot be read as what it is. */
export async function foreignGrid(
  dir: string,
  texts: ReadonlyMap<string, string>,
  group: GroupAttributes,
): Promise<Grid> {
  const axes: GridAxis[] = [];
  for (const asked of group.axes) axes.push(await foreignAxis(dir, texts, asked));
  const extra = new Map<string, ExtraDimension>();
  for (const name of group.dimensions) {
    const array = findArray(dir, texts, name);
    if (array !== undefined) extra.set(name, await foreignDimension(dir, name, array));
  }
  const arrays = new Map(
    group.variables.flatMap((name): [string, ArrayMetadata][] => {
      const array = findArray(dir, texts, name);
      return array === undefined ? [] : [[name, array]];
    }),
  );
  const names = axes.map(({ name }) => name);
  const lengths = new Map([
    ...axes.map(({ name, values }): [string, number] => [name, values.length]),
    ...[...extra.values()].map(({ name, size }): [string, number] => [name, size]),
  ]);
  const variables = [...arrays].map(([name, array]) => {
    checkLengths(dir, name, array, lengths);
    return variableOf(dir, name, array, names, extra);
  });
  if (variables.length === 0) throw new StoreError(`${dir}: has none of the variables of its scan`);
  const shape = axes.map(({ values }) => values.length);
  const tilePlan = tilePlanOf(
    shape,
    group.tileShape.map((n, i) => Math.min(n, at(shape, i))),
  );
  const { attributes, identity, isComplete } = group;
  const storage = { kind: 'foreign', isComplete, arrays } as const;
  return { dir, axes, tilePlan, variables, attributes, identity, storage };
}

/** An axis by the values of its coordinate, which must be values of the scan in their order; one without a dimension has one value. */
async function foreignAxis(
  dir: string,
  texts: ReadonlyMap<string, string>,
  asked: AskedAxis,
): Promise<GridAxis> {
  const { name } = asked;
  const array = findArray(dir, texts, name);
  const where = `${dir}: axis ${name}`;
  if (array === undefined)
    throw new StoreError(
      `${where} has no coordinate: another program dropped or renamed it, so that nothing says at which ${name} the numbers are; keep it when you cut a grid`,
    );
  if (array.shape.length > 1 || (array.shape.length === 1 && array.dimension_names[0] !== name))
    throw new StoreError(
      `${where} is not a line of values of its own name; another program changed it, and dualnu does not read it`,
    );
  if (array.data_type !== 'float64')
    throw new StoreError(
      `${where} is ${array.data_type}, not float64: another program converted it, and its values are not the scan's`,
    );
  const values = await readCoordinate(dir, name, array);
  const isRising = values.every((value, i) => i === 0 || value > at(values, i - 1));
  if (values.length === 0 || !isRising)
    throw new StoreError(`${where} does not rise from value to value; sort the grid by it (xarray: sortby)`);
  const known = new Set(asked.values);
  const strange = values.find((value) => !known.has(value));
  if (strange !== undefined)
    throw new StoreError(
      `${where} has the value ${strange}, which the scan does not have: the grid is damaged, or another program interpolated or changed it`,
    );
  return axisOf(dir, asked, array, values);
}

/** A dimension that is not an axis; where it was cut, its labels and other lists are cut with it. */
async function foreignDimension(dir: string, name: string, array: ArrayMetadata): Promise<ExtraDimension> {
  const where = `${dir}: dimension ${name}`;
  if (array.shape.length !== 1 || array.dimension_names[0] !== name)
    throw new StoreError(`${where} is not a line of numbers; another program changed it`);
  const indices = await readCoordinate(dir, name, array);
  if (indices.some((k) => !Number.isInteger(k) || k < 0))
    throw new StoreError(`${where} does not count its entries; the grid is damaged`);
  const { attributes, size } = dimensionOf(name, indices.length, array.attributes);
  const cut = Object.entries(attributes).map(([key, list]) => {
    if (!Array.isArray(list)) return [key, list];
    if (indices.some((k) => k >= list.length))
      throw new StoreError(`${where} has entries beyond its ${key}; the grid is damaged`);
    return [key, indices.map((k) => list[k])];
  });
  return { name, size, attributes: Object.fromEntries(cut) };
}

/** The numbers of a coordinate. StoreError where they cannot be read, or are not finite. */
async function readCoordinate(dir: string, name: string, array: ArrayMetadata): Promise<number[]> {
  if (array.shape.some((n) => n > MOST_VALUES))
    throw new StoreError(`${dir}: ${name} has ${array.shape} values; the grid is damaged`);
  const { data } = await readWhole(
    dir,
    name,
    array,
    array.shape.map(() => null),
  );
  const values = Array.from(data, Number);
  if (values.every(Number.isFinite)) return values;
  throw new StoreError(`${dir}: ${name} has a value that is not finite; the grid is damaged`);
}
