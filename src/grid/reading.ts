/** Reading a grid: tiles and blocks of a variable, each chunk checked against the digest that was written with it. */
import { readFile } from 'node:fs/promises';
import { get, root, Array as ZarrArray } from 'zarrita';
import { faultOf } from '../digests/tileDigests.js';
import { StoreError } from '../errors.js';
import { storeErrorFrom } from '../systemErrors.js';
import { copyBlock, emptyLike, type VariableArray } from '../tiles/block.js';
import { chunkIndex, chunkShapeOf, shapeOfVariable } from '../tiles/shapes.js';
import { productOf, type Tile } from '../tiles/tiles.js';
import { chunkKey, type VariableSpec } from '../tiles/variables.js';
import { fileLength, pathOfKey, readingStore } from './atomicStore.js';
import { lacksNumbers, readForeign } from './foreignNumbers.js';
import { findVariable, type Grid, howToMend } from './store.js';
import { findDigest } from './tileDigestFiles.js';

/** One tile of a variable in C order, cropped to the tile's shape on the variable's axes. Throws StoreError if it is missing. */
export async function readTile(grid: Grid, tile: Tile, name: string): Promise<VariableArray> {
  const variable = findVariable(grid, name);
  if (grid.storage.kind === 'foreign') return await readForeign(grid, variable, tile);
  const data = await readChunk(grid, variable, chunkIndex(grid, variable, tile));
  const shape = shapeOfVariable(grid, variable, tile.shape);
  // Most tiles fill their chunk and are not copied.
  if (productOf(shape) === data.length) return data;
  const cropped = emptyLike(data, productOf(shape));
  copyBlock(data, chunkShapeOf(grid, variable), cropped, shape, shape);
  return cropped;
}

/** A chunk that was not written, or not to its end: nothing is wrong with the grid, which is unfinished. */
export class UnwrittenChunk extends StoreError {}

/** The numbers of a chunk of a grid that a scan wrote. UnwrittenChunk where there is none, StoreError where it is not what was written. */
export async function readChunk(
  grid: Grid,
  variable: VariableSpec,
  index: readonly number[],
): Promise<VariableArray> {
  const key = chunkKey(variable, index);
  const path = pathOfKey(grid.dir, key);
  const found = await fileLength(path);
  const digest = grid.storage.kind === 'digested' ? await findDigest(grid, variable, index) : undefined;
  const expected = 4 * productOf(chunkShapeOf(grid, variable));
  if (digest !== undefined && 'damaged' in digest)
    throw damage(grid, `${digest.damaged}, the digest of chunk ${key}, is not as it was written`);
  if (digest !== undefined && digest.bytes !== expected)
    throw damage(
      grid,
      `chunk ${key} was written with ${digest.bytes} bytes, where its shape asks for ${expected}`,
    );
  const { kind, isComplete } = grid.storage;
  if (found === undefined && (digest !== undefined || isComplete))
    throw damage(grid, `chunk ${key} was written and is gone`);
  if (kind === 'digested' && digest === undefined && isComplete)
    throw damage(grid, `the digests of chunk ${key} are missing: removed or lost`);
  if (found === undefined || (kind === 'digested' && digest === undefined))
    throw new UnwrittenChunk(
      `${grid.dir}: chunk ${key} is missing: the scan has not finished; run it again with the same --out to resume`,
    );
  // A part of a number would otherwise be told as none.
  const has =
    found % 4 === 0 ? `${found / 4} numbers where ${expected / 4}` : `${found} bytes where ${expected}`;
  if (found !== expected) throw damage(grid, `chunk ${key} is damaged: ${has} are expected`);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw storeErrorFrom(error, 'cannot read', path);
  });
  const fault = digest && faultOf(bytes, digest);
  if (fault !== undefined) throw damage(grid, `chunk ${key} is damaged: it ${fault}`);
  return numbersOf(variable, bytes);
}

function damage(grid: Grid, what: string): StoreError {
  return new StoreError(`${grid.dir}: ${what}; ${howToMend(grid)}`);
}

/** The little-endian numbers of a chunk. */
function numbersOf({ dtype }: VariableSpec, bytes: Buffer): VariableArray {
  // A view must begin at a multiple of its numbers' size, which a small buffer from a pool may not.
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const length = byteLength / 4;
  return dtype === 'float32'
    ? new Float32Array(buffer as ArrayBuffer, byteOffset, length)
    : new Uint32Array(buffer as ArrayBuffer, byteOffset, length);
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
 * StoreError if a chunk is missing because the scan has not finished, or is not what was written.
 */
export async function readVariable(grid: Grid, name: string, selection: Selection = {}): Promise<Block> {
  const variable = findVariable(grid, name);
  const axes = variable.axes.filter((axis) => selection[axis] === undefined);
  const shape = shapeOfVariable(grid, { axes, extra: variable.extra }, grid.tilePlan.shape);
  if (grid.storage.kind === 'foreign') {
    const lengths = grid.axes.map((axis) => (selection[axis.name] === undefined ? axis.values.length : 1));
    const start = grid.axes.map((axis) => selection[axis.name] ?? 0);
    const box = { start, shape: lengths };
    if (grid.storage.isComplete === false && (await lacksNumbers(grid, box)))
      throw new StoreError(
        `${grid.dir}: was copied from a grid whose scan had not finished, and lacks numbers there; finish the scan and copy it again`,
      );
    return { axes, shape, data: await readForeign(grid, variable, box) };
  }
  const indices = [
    ...variable.axes.map((axis) => selection[axis] ?? null),
    ...variable.extra.map(() => null),
  ];
  if (indices.length === 0) return { axes, shape, data: await readChunk(grid, variable, []) };
  const array = checkedArray(grid, variable);
  try {
    const result = await get(array, indices);
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

/** The array as zarrita has it, with chunks that are checked. */
function checkedArray(grid: Grid, variable: VariableSpec): ZarrArray<'float32' | 'uint32'> {
  const metadata = grid.storage.arrays.get(variable.name) as unknown as ConstructorParameters<
    typeof ZarrArray<'float32' | 'uint32', ReturnType<typeof readingStore>>
  >[2];
  const array = new ZarrArray(readingStore(grid.dir), root().resolve(variable.name).path, metadata);
  const shape = chunkShapeOf(grid, variable);
  const stride = shape.map((_, i) => productOf(shape.slice(i + 1)));
  array.getChunk = async (index) => ({ data: await readChunk(grid, variable, index), shape, stride });
  return array;
}
