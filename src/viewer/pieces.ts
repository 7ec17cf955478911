/**
 * Pieces of chunks: what a chunk holds at an index of some axes. A chunk is read whole once and checked against its digest; while its file stays as it
 * is, only the numbers that are asked for are read again.
 */
import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { at } from '../at.js';
import { StoreError } from '../errors.js';
import { pathOfKey } from '../grid/atomicStore.js';
import { readForeign } from '../grid/foreignNumbers.js';
import { readChunk } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { isAbsent, storeErrorFrom } from '../systemErrors.js';
import { copyBlock, emptyLike } from '../tiles/block.js';
import { chunkShapeOf, restrictToAxes } from '../tiles/shapes.js';
import { productOf, tileCounts, unravel } from '../tiles/tiles.js';
import { chunkKey, FILL_VALUES, type VariableSpec } from '../tiles/variables.js';
import { faultFrom } from './faults.js';
import type { Fault, SlicePiece } from './wire.js';

/** Files that were found as they were written: what they were like then, by path. */
export type Checked = Map<string, string>;

/** A piece of a variable: chunk coordinates on the free axes, and grid indices on the others. */
export interface PieceRequest {
  readonly variable: VariableSpec;
  /** Indices of fixed axes of the variable, by name. */
  readonly fixed: ReadonlyMap<string, number>;
  /** Chunk coordinates on the other axes, in the variable's order. */
  readonly free: readonly number[];
}

/**
 * The numbers of a piece: of the shape of a chunk on the free axes and the further dimensions, C order, little-endian, with fill values beyond the grid. StoreError
 * where the chunk is damaged, was not written, or lies outside of the grid's folder.
 */
export async function readPiece(grid: Grid, checked: Checked, request: PieceRequest): Promise<Uint8Array> {
  if (grid.storage.kind === 'foreign') return await foreignPiece(grid, request);
  const { variable } = request;
  const shape = chunkShapeOf(grid, variable);
  const { index, kept } = placeOf(request, shape);
  const path = pathOfKey(grid.dir, chunkKey(variable, index));
  const runs = runsOf(shape, kept);
  const mark = markOf(path);
  if (mark !== undefined && checked.get(path) === mark) return readRuns(path, runs);
  if (mark !== undefined) refuseLinks(grid, path);
  const data = await readChunk(grid, variable, index);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (mark !== undefined && mark === markOf(path)) checked.set(path, mark);
  const { length, offsets } = runs;
  if (offsets.length === 1 && length === bytes.length) return bytes;
  const piece = new Uint8Array(length * offsets.length);
  for (const [i, from] of offsets.entries()) piece.set(bytes.subarray(from, from + length), i * length);
  return piece;
}

/** All pieces of a variable at indices of some axes, by the chunk coordinates on the others. */
export interface SlicePieces {
  readonly pieces: readonly SlicePiece[];
  readonly bytes: readonly Uint8Array[];
}

/** Chunks that are read at a time: while one is checked, the next come from the disk. */
const AT_A_TIME = 3;

/** Reads the pieces of a slice. Those that cannot be read have a fault instead of bytes. */
export async function readSlice(
  grid: Grid,
  checked: Checked,
  { variable, fixed }: Omit<PieceRequest, 'free'>,
  signal: AbortSignal,
): Promise<SlicePieces> {
  const free = variable.axes.filter((name) => !fixed.has(name));
  const counts = tileCounts(grid.tilePlan);
  const shape = free.map((name) =>
    at(
      counts,
      grid.axes.findIndex((axis) => axis.name === name),
    ),
  );
  const count = productOf(shape);
  const found = new Array<Uint8Array | Fault>(count);
  let next = 0;
  const work = async () => {
    while (next < count && !signal.aborted) {
      const k = next++;
      found[k] = await readPiece(grid, checked, { variable, fixed, free: unravel(k, shape) }).catch(
        faultFrom,
      );
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return {
    pieces: found.map((piece, k) => {
      const chunk = unravel(k, shape);
      return piece instanceof Uint8Array ? { chunk } : { chunk, fault: piece };
    }),
    bytes: found.filter((piece) => piece instanceof Uint8Array),
  };
}

/** The index of the chunk, and the index within it on each of its dimensions, undefined where it is free. */
function placeOf({ variable, fixed, free }: PieceRequest, shape: readonly number[]) {
  let next = 0;
  const index = variable.axes.map((name, i) => {
    const k = fixed.get(name);
    return k === undefined ? at(free, next++) : Math.floor(k / at(shape, i));
  });
  const kept = variable.axes.map((name, i) => {
    const k = fixed.get(name);
    return k === undefined ? undefined : k % at(shape, i);
  });
  const whole = variable.extra.map(() => undefined);
  return { index: [...index, ...whole.map(() => 0)], kept: [...kept, ...whole] };
}

/** Runs of bytes in a chunk, all of one length. */
interface Runs {
  readonly length: number;
  readonly offsets: readonly number[];
}

/** Where the numbers at an index on some dimensions lie. */
function runsOf(shape: readonly number[], kept: readonly (number | undefined)[]): Runs {
  let last = kept.length;
  while (last > 0 && kept[last - 1] === undefined) last--;
  const length = 4 * productOf(shape.slice(last));
  let offsets = [0];
  for (let i = 0; i < last; i++) {
    const stride = 4 * productOf(shape.slice(i + 1));
    const k = kept[i];
    const steps = k === undefined ? Array.from({ length: at(shape, i) }, (_, n) => n) : [k];
    offsets = offsets.flatMap((offset) => steps.map((n) => offset + n * stride));
  }
  return { length, offsets };
}

/** Reads runs of a file that has just been in use: at once, since waiting for each of hundreds takes longer than reading them. */
function readRuns(path: string, { length, offsets }: Runs): Uint8Array {
  const piece = new Uint8Array(length * offsets.length);
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    for (const [i, offset] of offsets.entries()) {
      if (readSync(file, piece, i * length, length, offset) !== length)
        throw new StoreError(`${path}: ends before its numbers do; the grid is damaged`);
    }
    return piece;
  } catch (error) {
    throw storeErrorFrom(error, 'cannot read', path);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** What a file is like, or what a link leads to; undefined where there is none. At once, as above. */
function markOf(path: string): string | undefined {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw storeErrorFrom(error, 'cannot read', path);
  }
}

/** StoreError where a link leads out of the grid's folder: the page gets nothing from elsewhere. */
function refuseLinks({ dir }: Grid, path: string): void {
  let isInside = false;
  try {
    isInside = realpathSync(path).startsWith(`${realpathSync(dir)}${sep}`);
  } catch (error) {
    throw storeErrorFrom(error, 'cannot read', path);
  }
  if (!isInside)
    throw new StoreError(`${path}: a link leads out of the grid's folder; the viewer does not follow it`);
}

/** A piece of a grid that another program wrote, by the shape that a scan's chunks have. */
async function foreignPiece(grid: Grid, { variable, fixed, free }: PieceRequest): Promise<Uint8Array> {
  const chunk = chunkShapeOf(grid, variable);
  const lengths = restrictToAxes(grid, variable.axes, grid.tilePlan.shape);
  let next = 0;
  const ranges = new Map(
    variable.axes.map((name, i) => {
      const k = fixed.get(name);
      if (k !== undefined) return [name, { start: k, length: 1 }];
      const start = at(free, next++) * at(chunk, i);
      return [name, { start, length: Math.min(at(chunk, i), at(lengths, i) - start) }];
    }),
  );
  const data = await readForeign(grid, variable, {
    start: grid.axes.map(({ name }) => ranges.get(name)?.start ?? 0),
    shape: grid.axes.map(({ name }) => ranges.get(name)?.length ?? 1),
  });
  const isFree = (_: number, i: number) => i >= variable.axes.length || !fixed.has(at(variable.axes, i));
  const padded = chunk.filter(isFree);
  const found = [
    ...variable.axes.flatMap((name) => (fixed.has(name) ? [] : [ranges.get(name)?.length ?? 1])),
    ...variable.extra.map(({ size }) => size),
  ];
  const piece = emptyLike(data, productOf(padded)).fill(FILL_VALUES[variable.dtype]);
  copyBlock(data, found, piece, padded, found);
  return new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
}
