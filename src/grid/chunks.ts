/** Tiles on disk: a tile is one chunk of each variable, written by atomic rename, and after them the file with their digests. */
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { at } from '../at.js';
import { digestOf, type TileDigests, tileDigestsText } from '../digests/tileDigests.js';
import { NumericError, StoreError } from '../errors.js';
import { isAbsent, storeErrorFrom } from '../systemErrors.js';
import { copyBlock, emptyLike, type VariableArray } from '../tiles/block.js';
import { firstNotFinite } from '../tiles/finite.js';
import { chunkIndex, chunkShapeOf, restrictToAxes, shapeOfVariable } from '../tiles/shapes.js';
import { productOf, type Tile, unravel } from '../tiles/tiles.js';
import { chunkKey, dimensionNames, FILL_VALUES, type VariableSpec } from '../tiles/variables.js';
import { pathOfKey, type WriteOptions, writeAtomically } from './atomicStore.js';
import { lacksNumbers } from './foreignNumbers.js';
import type { Grid } from './store.js';
import { readTileDigests, tileDigestsKey } from './tileDigestFiles.js';

/** Path of the chunk with a tile's part of a variable. Tiles that differ only on other axes share it. */
export function chunkPath(grid: Grid, variable: VariableSpec, tile: Tile): string {
  return pathOfKey(grid.dir, chunkKey(variable, chunkIndex(grid, variable, tile)));
}

/**
 * Writes one tile: for each variable of the grid a C-order array with the tile's shape on the variable's axes, followed by its further
 * dimensions. Each chunk appears by an atomic rename, and the file with their digests after the last of them is on the disk: from then on the
 * tile is done. Throws NumericError at the first NaN or infinite value, before anything is written, and StoreError if a chunk cannot be written:
 * a folder of the grid that is gone is not made again.
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
    const key = chunkKey(variable, chunkIndex(grid, variable, tile));
    const within = join(grid.dir, variable.name);
    return { key, within, bytes: encodeChunk(grid, variable, data, shape) };
  });
  const digests: TileDigests = {
    identity: grid.identity,
    tile: [...tile.index],
    chunks: chunks.map(({ key, bytes }) => digestOf(key, bytes)),
  };
  for (const { key, within, bytes } of chunks) {
    await writeAtomically(pathOfKey(grid.dir, key), bytes, { ...options, within });
  }
  const path = pathOfKey(grid.dir, tileDigestsKey(grid, tile));
  // Their folder has been there from the beginning.
  await writeAtomically(path, tileDigestsText(digests), { ...options, within: dirname(path) });
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

/**
 * State of a tile on disk. `done`: every chunk is there, as long as it was written. `absent`: it was not written, or not to its end.
 * `damaged`: it was written, and is no longer there as it was. In a grid that says that it is complete, none is absent.
 */
export type TileState = 'done' | 'absent' | 'damaged';

/** The state of a tile, by the lengths of its files; their bytes are not read. StoreError where they cannot be looked at. */
export async function tileState(grid: Grid, tile: Tile): Promise<TileState> {
  const { kind, isComplete } = grid.storage;
  // What another program left out holds fill values; of an unfinished grid these were never written.
  if (kind === 'foreign') return isComplete === false && (await lacksNumbers(grid, tile)) ? 'absent' : 'done';
  const digests = kind === 'digested' ? await readTileDigests(grid, tile) : undefined;
  const lacking = isComplete ? 'damaged' : 'absent';
  if (kind === 'digested' && digests === undefined) return lacking;
  if (digests === 'damaged') return 'damaged';
  for (const variable of grid.variables) {
    const info = await stat(chunkPath(grid, variable, tile)).catch(undefinedIfAbsent(grid));
    if (info?.size !== 4 * productOf(chunkShapeOf(grid, variable))) return digests ? 'damaged' : lacking;
  }
  return 'done';
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
