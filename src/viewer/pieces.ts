/**
 * Pieces of chunks: what a chunk holds at an index of some axes. A chunk is read whole once and checked against its digest; while its file stays as it
 * is, only the numbers that are asked for are read again.
 */
import { realpath, stat } from 'node:fs/promises';
import { closeSync, openSync, readSync } from 'node:fs';
import { sep } from 'node:path';
import { at } from '../at.js';
import { StoreError } from '../errors.js';
import { pathOfKey } from '../grid/atomicStore.js';
import { readForeign } from '../grid/foreignGrid.js';
import { readChunk } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { isAbsent, storeErrorFrom } from '../systemErrors.js';
import { copyBlock, emptyLike } from '../tiles/block.js';
import { chunkShapeOf, restrictToAxes } from '../tiles/shapes.js';
import { productOf } from '../tiles/tiles.js';
import { chunkKey, FILL_VALUES, type VariableSpec } from '../tiles/variables.js';

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
  const mark = await markOf(grid, path);
  if (mark !== undefined && checked.get(path) === mark) return readRuns(path, runs);
  const data = await readChunk(grid, variable, index);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (mark !== undefined && mark === (await markOf(grid, path))) checked.set(path, mark);
  const { length, offsets } = runs;
  if (offsets.length === 1 && length === bytes.length) return bytes;
  const piece = new Uint8Array(length * offsets.length);
  offsets.forEach((from, i) => piece.set(bytes.subarray(from, from + length), i * length));
  return piece;
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

/** What a file is like; undefined where there is none. StoreError where it lies outside of the grid's folder: a link leads there. */
async function markOf({ dir }: Grid, path: string): Promise<string | undefined> {
  try {
    const [folder, place] = await Promise.all([realpath(dir), realpath(path)]);
    if (!place.startsWith(`${folder}${sep}`))
      throw new StoreError(`${path}: a link leads out of the grid's folder; the viewer does not follow it`);
    const { ino, size, mtimeNs, ctimeNs } = await stat(place, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw storeErrorFrom(error, 'cannot read', path);
  }
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
