/** Arrays as plain data, and as a table with a row for each point: for JSON and CSV. */
import { at } from '../at.js';
import type { JsonValue } from '../json.js';
import type { Cell, NumberTable } from '../results/numberTable.js';
import { productOf, unravel } from '../tiles/tiles.js';
import {
  type ArraySet,
  type ArrayValues,
  isFloat,
  isText,
  type NamedArray,
  numberOrNull,
  shapeOf,
  valuesOf,
} from './arraySet.js';

/** What JSON, which has no NaN, has instead. */
export const NULL_MEANS = 'null: no value';

/** Arrays as plain data: `{ attributes, dimensions, arrays: { NAME: { dimensions, attributes, values } } }`, values nested as the dimensions. */
export async function arraysToJson(set: ArraySet): Promise<Record<string, JsonValue>> {
  const arrays: Record<string, JsonValue> = {};
  for (const array of set.arrays) {
    const values = nested(cellsOf(await valuesOf(set, array)), shapeOf(set, array));
    arrays[array.name] = { dimensions: [...array.dimensions], attributes: plain(array.attributes), values };
  }
  return { attributes: plain(set.attributes), dimensions: { ...set.dimensions }, arrays };
}

const plain = (attributes: ArraySet['attributes']): JsonValue =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  ) as JsonValue;

function cellsOf(values: ArrayValues): Cell[] {
  if (isText(values)) return [...values];
  const float = isFloat(values);
  return Array.from(values, (value) => numberOrNull(value, float));
}

function nested(cells: readonly Cell[], shape: readonly number[]): JsonValue {
  if (shape.length === 0) return cells[0] ?? null;
  if (shape.length === 1) return [...cells];
  const size = productOf(shape.slice(1));
  return Array.from({ length: at(shape, 0) }, (_, i) =>
    nested(cells.slice(i * size, (i + 1) * size), shape.slice(1)),
  );
}

/**
 * A row for each point of the axes `axes` (C order) with their values and those of all arrays. An array that lacks some of the axes is repeated; a further
 * dimension gives a column for each of its values, `NAME.0`, `NAME.1`, ...
 */
export async function pointTable(
  set: ArraySet,
  axes: readonly string[],
  about: readonly string[],
): Promise<NumberTable> {
  const lengths = axes.map((name) => set.dimensions[name] ?? 1);
  const chosen = set.arrays.filter(({ name }) => !axes.includes(name) && set.dimensions[name] === undefined);
  const columns = (await Promise.all(chosen.map((array) => columnsOf(set, array, axes, lengths)))).flat();
  const coordinates = await Promise.all(axes.map((name) => coordinateOf(set, name)));
  const rows = Array.from({ length: productOf(lengths) }, (_, k): Cell[] => {
    const index = unravel(k, lengths);
    return [...index.map((i, n) => at(at(coordinates, n), i)), ...columns.map(({ cellAt }) => cellAt(index))];
  });
  return { about, columns: [...axes, ...columns.map(({ name }) => name)], rows };
}

async function coordinateOf(set: ArraySet, name: string): Promise<Cell[]> {
  const array = set.arrays.find((one) => one.name === name);
  if (array === undefined) throw new RangeError(`no coordinate ${name}`);
  return cellsOf(await valuesOf(set, array));
}

interface Column {
  readonly name: string;
  readonly cellAt: (index: readonly number[]) => Cell;
}

async function columnsOf(
  set: ArraySet,
  array: NamedArray,
  axes: readonly string[],
  lengths: readonly number[],
): Promise<Column[]> {
  const cells = cellsOf(await valuesOf(set, array));
  const shape = shapeOf(set, array);
  const strideAt = (dimension: number) => productOf(shape.slice(dimension + 1));
  const strides = lengths.map((_, i) => {
    const dimension = array.dimensions.indexOf(at(axes, i));
    return dimension < 0 ? 0 : strideAt(dimension);
  });
  // Further dimensions follow the axes.
  const further = productOf(shape.filter((_, i) => !axes.includes(at(array.dimensions, i))));
  return Array.from({ length: further }, (_, n) => ({
    name: further === 1 ? array.name : `${array.name}.${n}`,
    cellAt: (index) => cells[index.reduce((sum, i, axis) => sum + i * at(strides, axis), n)] ?? null,
  }));
}
