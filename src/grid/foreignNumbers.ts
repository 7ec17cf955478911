/** The numbers of a grid that another program wrote, by the shapes and codecs that its arrays have, in the order and types of a scan. */
import { type DataType, get, root, slice, Array as ZarrArray } from 'zarrita';
import { at } from '../at.js';
import { StoreError } from '../errors.js';
import type { ArrayMetadata } from '../metadata/arrayMetadata.js';
import { storeErrorFrom } from '../systemErrors.js';
import { dimensionNames, FILL_VALUES, isMissing, type VariableSpec } from '../tiles/variables.js';
import { readingStore } from './atomicStore.js';
import type { Grid } from './store.js';

/** Numbers of an array, C order in its own dimensions. */
export interface ForeignBlock {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/** Reads a part of an array: null takes a dimension whole. StoreError where Zarr cannot read it. */
export async function readWhole(
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

/**
 * Whether a box of a grid lacks numbers that its scan had not come to when it was copied: any number is missing of the first variable that has
 * all axes. Only for a grid that says that it is not complete, since it is that of a number that is not known otherwise.
 */
export async function lacksNumbers(grid: Grid, ranges: Ranges): Promise<boolean> {
  const variable = grid.variables.find(
    ({ axes, dtype }) => dtype === 'float32' && axes.length === grid.axes.length,
  );
  return variable !== undefined && (await readForeign(grid, variable, ranges)).some(isMissing);
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
