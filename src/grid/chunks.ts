/** Tiles on disk: a tile is one chunk of each variable, written by atomic rename and cropped when read back. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { get, open, root, type Array as ZarrArray } from 'zarrita';
import { at } from '../at.js';
import { NumericError, StoreError } from '../errors.js';
import {
  atomicStore,
  isAbsent,
  pathOfKey,
  storeErrorFrom,
  type WriteOptions,
  writeAtomically,
} from './atomicStore.js';
import { copyBlock, emptyLike, type VariableArray } from './block.js';
import { firstNotFinite } from './finite.js';
import { findVariable, type Grid, restrictToAxes, shapeOfVariable } from './store.js';
import { productOf, type Tile, unravel } from './tiles.js';
import { dimensionNames, FILL_VALUES, type VariableSpec } from './variables.js';

/** Path of the chunk with a tile's part of a variable. Tiles that differ only on other axes share it. */
export function chunkPath(grid: Grid, variable: VariableSpec, tile: Tile): string {
  const index = chunkIndex(grid, variable, tile);
  return pathOfKey(grid.dir, `/${[variable.name, 'c', ...index].join('/')}`);
}

/** Index of a tile's chunk of a variable. Dimensions that are not axes have a single chunk. */
function chunkIndex(grid: Grid, { axes, extra }: VariableSpec, tile: Tile): number[] {
  return [...restrictToAxes(grid, axes, tile.index), ...extra.map(() => 0)];
}

/** Shape of a variable's chunks, [dimensions of the variable]. */
export function chunkShapeOf(grid: Grid, variable: VariableSpec): number[] {
  return shapeOfVariable(grid, variable, grid.tilePlan.chunkShape);
}

/**
 * Writes one tile: for each variable of the grid a C-order array with the tile's shape on the variable's axes, followed by its further
 * dimensions. Each chunk appears by an atomic rename, and is on the disk when this returns. Throws NumericError at the first NaN or infinite
 * value, before anything is written, and StoreError if a chunk cannot be written: a folder of the grid that is gone is not made again.
 */
export async function writeTile(
  grid: Grid,
  tile: Tile,
  results: Readonly<Record<string, VariableArray>>,
  options: Pick<WriteOptions, 'sync' | 'lasting'> = {},
): Promise<void> {
  const chunks = grid.variables.map((variable) => {
    const data = results[variable.name];
    const shape = shapeOfVariable(grid, variable, tile.shape);
    const isRightType =
      variable.dtype === 'float32' ? data instanceof Float32Array : data instanceof Uint32Array;
    if (!data || !isRightType || data.length !== productOf(shape)) {
      throw new StoreError(
        `${grid.dir}: tile [${tile.index}] brings no ${variable.dtype} array of shape [${shape}] for ${variable.name}`,
      );
    }
    if (data instanceof Float32Array) checkFinite(grid, variable, tile, data, shape);
    const within = join(grid.dir, variable.name);
    return { path: chunkPath(grid, variable, tile), within, bytes: encodeChunk(grid, variable, data, shape) };
  });
  for (const { path, within, bytes } of chunks) {
    await writeAtomically(path, bytes, { ...options, within });
  }
}

function checkFinite(
  grid: Grid,
  variable: VariableSpec,
  tile: Tile,
  data: Float32Array,
  shape: readonly number[],
): void {
  const bad = firstNotFinite(data);
  if (bad < 0) return;
  const start = restrictToAxes(grid, variable.axes, tile.start);
  // A tile contains all of the dimensions after the axes, which start at 0.
  const index = unravel(bad, shape).map((k, i) => k + (start[i] ?? 0));
  const values = dimensionNames(variable).map((name, i) => {
    const k = at(index, i);
    return `${name} = ${grid.axes.find((axis) => axis.name === name)?.values[k] ?? k}`;
  });
  throw new NumericError(
    `${variable.name} is ${data[bad]} at grid index [${index.join(', ')}] (${values.join(', ')}); nothing of this tile was written`,
  );
}

function encodeChunk(
  grid: Grid,
  variable: VariableSpec,
  data: VariableArray,
  shape: readonly number[],
): Uint8Array {
  const chunkShape = chunkShapeOf(grid, variable);
  const isWhole = shape.every((n, i) => n === chunkShape[i]);
  let chunk = data;
  if (!isWhole) {
    chunk = emptyLike(data, productOf(chunkShape)).fill(FILL_VALUES[variable.dtype]);
    copyBlock(data, shape, chunk, chunkShape, shape);
  }
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** Bytes of all chunks of a tile. Those at an edge of the grid are as large as the others. */
export function bytesOfTile(grid: Grid): number {
  return grid.variables.reduce((sum, variable) => sum + 4 * productOf(chunkShapeOf(grid, variable)), 0);
}

/** Whether every chunk of a tile is on disk, whole. */
export async function hasTile(grid: Grid, tile: Tile): Promise<boolean> {
  for (const variable of grid.variables) {
    const info = await stat(chunkPath(grid, variable, tile)).catch(undefinedIfAbsent(grid));
    // After a power cut a renamed file may be truncated, which its size reveals.
    if (info?.size !== 4 * productOf(chunkShapeOf(grid, variable))) return false;
  }
  return true;
}

/** Whether any chunk of any variable is on disk. */
export async function hasAnyChunk(grid: Grid): Promise<boolean> {
  for (const variable of grid.variables) {
    const entries = await readdir(join(grid.dir, variable.name), {
      recursive: true,
      withFileTypes: true,
    }).catch(undefinedIfAbsent(grid));
    if (entries?.some((entry) => entry.isFile() && /^(c|\d+)$/.test(entry.name))) return true;
  }
  return false;
}

/** Takes an error for the absence of a file only where it is that: a chunk that cannot be looked at may be there. Throws StoreError. */
function undefinedIfAbsent(grid: Grid): (error: unknown) => undefined {
  return (error) => {
    if (!isAbsent(error)) throw storeErrorFrom(error, 'cannot look for the tiles of', grid.dir);
    return undefined;
  };
}

async function openVariable(grid: Grid, variable: VariableSpec) {
  const array = await open.v3(root(atomicStore(grid.dir)).resolve(variable.name), { kind: 'array' });
  if (array.is('float32')) return withWholeChunks(grid, variable, array);
  if (array.is('uint32')) return withWholeChunks(grid, variable, array);
  throw new StoreError(
    `${grid.dir}: variable ${variable.name} has type ${array.dtype}, not float32 or uint32`,
  );
}

/** Makes the array reject truncated chunks, whose missing values zarrita would read as zeros. */
function withWholeChunks<D extends 'float32' | 'uint32'>(
  grid: Grid,
  variable: VariableSpec,
  array: ZarrArray<D>,
): ZarrArray<D> {
  const read = array.getChunk.bind(array);
  array.getChunk = async (index, ...options) => {
    const chunk = await read(index, ...options);
    const [found, expected] = [chunk.data.length, productOf(chunk.shape)];
    if (found === expected) return chunk;
    throw new StoreError(
      `${grid.dir}: chunk ${[variable.name, 'c', ...index].join('/')} is damaged: ${found} numbers where ${expected} are expected; run the scan again with the same --out, which computes it anew`,
    );
  };
  return array;
}

/** One tile of a variable in C order, cropped to the tile's shape on the variable's axes. Throws StoreError if it is missing. */
export async function readTile(grid: Grid, tile: Tile, name: string): Promise<VariableArray> {
  const variable = findVariable(grid, name);
  const array = await openVariable(grid, variable);
  const { data } = await array.getChunk(chunkIndex(grid, variable, tile));
  const shape = shapeOfVariable(grid, variable, tile.shape);
  // Most tiles fill their chunk and are not copied.
  if (productOf(shape) === data.length) return data;
  const cropped = emptyLike(data, productOf(shape));
  copyBlock(data, chunkShapeOf(grid, variable), cropped, shape, shape);
  return cropped;
}

/** Grid indices of fixed axes; absent axes are taken whole. */
export type Selection = Readonly<Record<string, number>>;

/** A block of a variable: C order on its free axes, then the variable's further dimensions. */
export interface Block {
  readonly axes: readonly string[];
  /** Lengths of the axes and of the further dimensions. */
  readonly shape: readonly number[];
  readonly data: VariableArray;
}

/**
 * Reads a variable with some axes fixed at a grid index and all others whole. A fixed axis that the variable lacks is ignored. Throws
 * StoreError if a chunk is missing because the scan has not finished.
 */
export async function readVariable(grid: Grid, name: string, selection: Selection = {}): Promise<Block> {
  const variable = findVariable(grid, name);
  const array = await openVariable(grid, variable);
  const axes = variable.axes.filter((axis) => selection[axis] === undefined);
  const shape = shapeOfVariable(grid, { axes, extra: variable.extra }, grid.tilePlan.shape);
  try {
    const indices = [
      ...variable.axes.map((axis) => selection[axis] ?? null),
      ...variable.extra.map(() => null),
    ];
    const result = indices.length === 0 ? await array.getChunk([]) : await get(array, indices);
    if (typeof result !== 'number') return { axes, shape, data: result.data };
    return {
      axes,
      shape,
      data: variable.dtype === 'float32' ? Float32Array.of(result) : Uint32Array.of(result),
    };
  } catch (error) {
    throw storeErrorFrom(error, `cannot read ${name} of`, grid.dir);
  }
}
