/**
 * A grid that another program wrote from one of ours: cut, transposed, chunked anew, compressed or copied. It is read by the names, shapes and
 * codecs that it has, and refused where it is not made of the scan's own points.
 */
import { type DataType, get, root, slice, Array as ZarrArray } from 'zarrita';
import { at } from '../at.js';
import { StoreError } from '../errors.js';
import type { ArrayMetadata } from '../metadata/arrayMetadata.js';
import { axisOf, checkLengths, dimensionOf, findArray, variableOf } from '../metadata/arrays.js';
import type { AskedAxis, GroupAttributes } from '../metadata/groupAttributes.js';
import { storeErrorFrom } from '../systemErrors.js';
import type { GridAxis } from '../tiles/axes.js';
import { tilePlanOf } from '../tiles/tiles.js';
import {
  dimensionNames,
  type ExtraDimension,
  FILL_VALUES,
  isMissing,
  type VariableSpec,
} from '../tiles/variables.js';
import { readingStore } from './atomicStore.js';
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

/** Numbers of an array, C order in its own dimensions. */
interface ForeignBlock {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/** Reads a part of an array: null takes a dimension whole. StoreError where Zarr cannot read it. */
async function readWhole(
  dir: string,
  name: string,
  metadata: ArrayMetadata,
  part: readonly (null | { readonly from: number; readonly to: number })[],
): Promise<ForeignBlock> {
  try {
    // zarrita checks the metadata no further than its types do.
    const document = metadata as unknown as ConstructorParameters<typeof ZarrArray>[2];
    const array = new ZarrArray(readingStore(dir), root().resolve(name).path, document);
    refuseShortChunks(dir, name, array);
    if (part.length === 0) {
      const { data } = await array.getChunk([]);
      return { shape: [], data: numbersOf(data) };
    }
    const ranges = part.map((range) => (range === null ? null : slice(range.from, range.to)));
    const result = await get(array, ranges);
    if (typeof result !== 'object' || result === null || !('data' in result))
      throw new StoreError(`${dir}: ${name} cannot be read as numbers`);
    return { shape: result.shape, data: numbersOf(result.data) };
  } catch (error) {
    throw storeErrorFrom(error, `cannot read ${name} of`, dir);
  }
}

function numbersOf(data: unknown): ArrayLike<number | bigint> {
  if (ArrayBuffer.isView(data) && !(data instanceof DataView)) return data as unknown as ArrayLike<number>;
  throw new StoreError('not numbers');
}

/** Makes an array refuse chunks with too few or too many numbers, which zarrita would read as zeros or shift. */
function refuseShortChunks(dir: string, name: string, array: ZarrArray<DataType>): void {
  const read = array.getChunk.bind(array);
  array.getChunk = async (index, ...options) => {
    const chunk = await read(index, ...options);
    const found = (chunk.data as ArrayLike<unknown>).length;
    const expected = chunk.shape.reduce((product, n) => product * n, 1);
    if (found === expected) return chunk;
    throw new StoreError(
      `${dir}: chunk ${[name, 'c', ...index].join('/')} is damaged: ${found} numbers where ${expected} are expected`,
    );
  };
}

/** The range of each axis that is read: first index and length, shape [axes of the grid]. */
export interface Ranges {
  readonly start: readonly number[];
  readonly shape: readonly number[];
}

/** A box of a variable in C order: the variable's axes in scan order, then its further dimensions, whatever the order on disk. */
export async function readForeign(
  grid: Grid,
  variable: VariableSpec,
  { start, shape }: Ranges,
): Promise<Float32Array | Uint32Array> {
  const metadata = grid.storage.arrays.get(variable.name);
  if (metadata === undefined) throw new StoreError(`${grid.dir}: has no variable ${variable.name}`);
  const onDisk = metadata.dimension_names;
  const part = onDisk.map((name) => {
    const i = grid.axes.findIndex((axis) => axis.name === name);
    return i < 0 ? null : { from: at(start, i), to: at(start, i) + at(shape, i) };
  });
  const block = await readWhole(grid.dir, variable.name, metadata, part);
  const order = dimensionNames(variable).map((name) => onDisk.indexOf(name));
  return asWritten(variable, metadata, transposed(block, order));
}

/** The numbers with their dimensions in another order: the i-th of the result is the `order[i]`-th of the block. */
function transposed({ shape, data }: ForeignBlock, order: readonly number[]): ArrayLike<number | bigint> {
  if (order.every((from, i) => from === i)) return data;
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((product, n) => product * n, 1));
  const lengths = order.map((from) => at(shape, from));
  const steps = order.map((from) => at(strides, from));
  const result = new Float64Array(data.length);
  const index = lengths.map(() => 0);
  for (let k = 0, place = 0; k < result.length; k++) {
    result[k] = Number(data[place]);
    for (let i = index.length - 1; i >= 0; i--) {
      const next = at(index, i) + 1;
      place += at(steps, i);
      if (next < at(lengths, i)) {
        index[i] = next;
        break;
      }
      place -= next * at(steps, i);
      index[i] = 0;
    }
  }
  return result;
}

/** The numbers as a scan would have written them: in its type, with its fill value for what is missing. */
function asWritten(
  { dtype }: VariableSpec,
  { attributes }: ArrayMetadata,
  data: ArrayLike<number | bigint>,
): Float32Array | Uint32Array {
  if (dtype === 'uint32') return Uint32Array.from(data, Number);
  const fills = [attributes._FillValue, attributes.missing_value].map(fillOf);
  return Float32Array.from(data, (value) => {
    const number = Number(value);
    return isMissing(number) || fills.includes(number) ? FILL_VALUES.float32 : number;
  });
}

/** A fill value from its attribute: a number, or xarray's base64 of a little-endian double. */
function fillOf(attribute: unknown): number {
  if (typeof attribute === 'number') return attribute;
  if (typeof attribute !== 'string') return Number.NaN;
  const bytes = Buffer.from(attribute, 'base64');
  return bytes.length === 8 ? bytes.readDoubleLE(0) : Number.NaN;
}
