/** Prepares a folder for a scan: a new grid, a grid to resume or to replace, or a refusal. Leaves nothing behind on failure. */
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StoreError } from '../../errors.js';
import { type GridSpec, isGridAttributes } from '../../metadata/manifest.js';
import { storeErrorFrom, systemErrorCode } from '../../systemErrors.js';
import { isAbandoned, type WriteOptions } from '../atomicStore.js';
import { hasAnyChunk } from '../chunks.js';
import { createGrid } from '../createGrid.js';
import { listDoneTiles } from '../doneTiles.js';
import { makeFolders, removeMadeFolders } from '../folders.js';
import { type Grid, openGrid, readGroupAttributes, whatIsLost } from '../store.js';
import { setComplete } from './complete.js';
import { removeGrid, strangersIn } from './ownFiles.js';
import { placeOf, replacedBeside, replacementBeside } from './place.js';
import { finishReplacement, isMarked, isThere, settleReplacement } from './replacement.js';
import { bytesMissing, refuseIfTooLarge } from './space.js';

/** A grid ready for its tiles. */
export interface PreparedGrid {
  /** The grid that is written; its folder is another one than that of the scan where it replaces a grid. */
  readonly grid: Grid;
  /** Numbers of the tiles that are already on disk (see `tileAt`). */
  readonly done: ReadonlySet<number>;
  /** True if this call made the grid, false if it existed and is resumed. */
  readonly isNew: boolean;
  /** The outermost folder that had to be made for the grid, if any. */
  readonly madeFolder?: string;
  /** Folder of the grid that this one will replace, if any. */
  readonly replaces?: string;
}

/** What a scan will do in the folder of its grid. */
export type Outlook =
  /** The folder is missing or empty: make a new grid. */
  | { readonly kind: 'start' }
  /** There is a grid and `overwrite` is set: replace it, by a new grid or by one that an earlier run has begun. */
  | { readonly kind: 'replace'; readonly grid?: Grid; readonly done: ReadonlySet<number> }
  /** There is a grid of the same identity: compute the missing tiles. */
  | { readonly kind: 'resume'; readonly grid: Grid; readonly done: ReadonlySet<number> };

/** Options of lookAhead and prepareGrid. */
export interface PrepareOptions extends Pick<WriteOptions, 'sync'> {
  readonly overwrite?: boolean;
  /** The adapter is not known yet; that of an existing grid is accepted. */
  readonly anyAdapter?: boolean;
}

/**
 * Inspects `dir` before a scan without changing anything. Throws StoreError where the scan is refused: `dir` is not a dualnu grid or,
 * without `overwrite`, it is the grid of another scan, or an unfinished one begun on another adapter, whose numbers could differ in their
 * last bits; with it, where the folder has files that are not the grid's.
 */
export async function lookAhead(
  dir: string,
  spec: GridSpec,
  { overwrite = false, anyAdapter = false }: PrepareOptions = {},
): Promise<Outlook> {
  const content = await contentOf(dir);
  if (content === 'other') {
    const lost = await whatIsLost(dir);
    if (lost !== undefined) throw lost;
    throw new StoreError(`${dir}: is there already and is not a dualnu grid; use another --out`);
  }
  if (content === 'nothing') return { kind: 'start' };
  if (overwrite) {
    await refuseStrangers(dir);
    return { kind: 'replace', ...(await begunReplacement(dir, spec, anyAdapter)) };
  }
  const grid = await openGrid(dir);
  if (grid.identity !== spec.identity) {
    const begun = await begunReplacement(dir, spec, anyAdapter);
    const more = begun.grid ? `, which goes on with the ${begun.done.size} tiles that are there` : '';
    throw new StoreError(
      `${dir}: holds the grid of another scan (identity ${short(grid.identity)}, this scan ${short(spec.identity)}); use another --out, or --overwrite${more}`,
    );
  }
  if (grid.storage.kind === 'foreign')
    throw new StoreError(
      `${dir}: was written anew by another program, and holds no digests to go on from; use another --out, or --overwrite`,
    );
  if (grid.storage.kind === 'undigested')
    throw new StoreError(
      `${dir}: has lost its digests, without which nobody knows whether its tiles are as they were written; use another --out, or --overwrite`,
    );
  const done = await listDoneTiles(grid);
  if (done.size === grid.tilePlan.tileCount) return { kind: 'resume', grid, done };
  if (grid.storage.kind === 'plain')
    throw new StoreError(
      `${dir}: is unfinished and of grid format 1, which can be read but not gone on with; use another --out, or --overwrite`,
    );
  const other = otherAdapter(grid, spec);
  if (!anyAdapter && other !== undefined) throw new StoreError(other);
  return { kind: 'resume', grid, done };
}

/**
 * Prepares `dir` for a scan: makes a new grid, or lists the finished tiles of an existing one; clears what dead writers have left. Only for who
 * has claimed the grid. Throws like lookAhead, and StoreError where the disk has no room for the tiles that are missing.
 */
export async function prepareGrid(
  dir: string,
  spec: GridSpec,
  options: PrepareOptions = {},
): Promise<PreparedGrid> {
  const place = await placeOf(dir);
  await settleReplacement(place);
  const outlook = await lookAhead(dir, spec, options);
  await removeAbandonedBeside(place);
  await refuseIfTooLarge(dir, bytesMissing(spec, outlook.kind === 'start' ? 0 : outlook.done.size));
  if (outlook.kind === 'start') return await makeGrid(dir, spec, options);
  const { grid, done } = outlook;
  if (outlook.kind === 'replace') {
    const fresh = replacementBeside(place);
    if (!grid) {
      if (await isThere(fresh)) await removeGrid(fresh);
      return { ...(await makeGrid(fresh, spec, options)), replaces: place };
    }
    await removeAbandoned(fresh);
    return { grid, done, isNew: false, replaces: place };
  }
  await removeAbandoned(outlook.grid.dir);
  if (done.size < outlook.grid.tilePlan.tileCount) await setComplete(outlook.grid.dir, false, options);
  return { grid: outlook.grid, done, isNew: false };
}

/**
 * To be called when all tiles are written: says so in the grid, and puts it in the place of the one that it replaces. StoreError if tiles are
 * gone again. Returns files in the folder of the replaced grid that are not the grid's, and which stay.
 */
export async function finishGrid(
  { grid, replaces }: PreparedGrid,
  options: Pick<WriteOptions, 'sync'> = {},
): Promise<string[]> {
  const lost = grid.tilePlan.tileCount - (await listDoneTiles(grid)).size;
  if (lost > 0) {
    throw new StoreError(
      `${grid.dir}: ${lost} tiles that were written are gone again; run the scan again with the same --out, which computes them anew`,
    );
  }
  await setComplete(grid.dir, true, options);
  return replaces === undefined ? [] : await finishReplacement(replaces, options);
}

/**
 * After a failure, removes a grid that this run made if it has no tile yet, with the folders made for it. A grid with tiles is kept, so that
 * it can be resumed. Returns whether it was removed.
 */
export async function discardIfEmpty(prepared: PreparedGrid): Promise<boolean> {
  const { grid, isNew, madeFolder } = prepared;
  // A grid that cannot be looked at may have tiles; and what went wrong before must not be hidden by that.
  if (!isNew || (await hasAnyChunk(grid).catch(() => true))) return false;
  if (await isThere(grid.dir)) await removeGrid(grid.dir);
  await removeMadeFolders(dirname(resolve(grid.dir)), madeFolder);
  return true;
}

async function contentOf(dir: string): Promise<'nothing' | 'grid' | 'other'> {
  const attributes = await readGroupAttributes(dir);
  if (attributes) return isGridAttributes(attributes) ? 'grid' : 'other';
  try {
    return (await readdir(dir)).length === 0 ? 'nothing' : 'other';
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') return 'nothing';
    if (code === 'ENOTDIR') return 'other';
    throw storeErrorFrom(error, 'cannot read', dir);
  }
}

/** Files that are not a grid's would be lost with it. */
async function refuseStrangers(dir: string): Promise<void> {
  const [first, ...more] = await strangersIn(dir);
  if (first === undefined) return;
  const others = more.length > 0 ? ` and ${more.length} more files, which are` : ', which is';
  throw new StoreError(
    `${dir}: holds ${first}${others} not of a dualnu grid; move it away, or use another --out`,
  );
}

/** The grid with which an earlier run began to replace that of `dir`, if this scan can go on with it. StoreError if something else is there. */
async function begunReplacement(
  dir: string,
  spec: GridSpec,
  anyAdapter: boolean,
): Promise<{ readonly grid?: Grid; readonly done: ReadonlySet<number> }> {
  const place = await placeOf(dir);
  const [fresh, old] = [replacementBeside(place), replacedBeside(place)];
  const none = { done: new Set<number>() };
  const content = await contentOf(fresh);
  const inTheWay =
    content === 'other' && !(await isMarked(fresh))
      ? fresh
      : (await contentOf(old)) !== 'nothing' && !(await isMarked(old))
        ? old
        : undefined;
  if (inTheWay !== undefined) {
    throw new StoreError(`${inTheWay}: is in the way of --overwrite and is not of dualnu; move it away`);
  }
  if (content !== 'grid' || (await isMarked(fresh))) return none;
  const grid = await openGrid(fresh).catch((error: unknown) => {
    // A damaged one is made anew.
    if (!(error instanceof StoreError)) throw error;
  });
  if (grid?.identity !== spec.identity) return none;
  const done = await listDoneTiles(grid);
  const isWhole = done.size === grid.tilePlan.tileCount;
  return isWhole || anyAdapter || otherAdapter(grid, spec) === undefined ? { grid, done } : none;
}

async function makeGrid(dir: string, spec: GridSpec, options: PrepareOptions): Promise<PreparedGrid> {
  let madeFolder: string | undefined;
  try {
    madeFolder = await makeFolders(dirname(resolve(dir)));
    const grid = await createGrid(dir, spec, options);
    return { grid, done: new Set(), isNew: true, ...(madeFolder === undefined ? {} : { madeFolder }) };
  } catch (error) {
    await removeMadeFolders(dirname(resolve(dir)), madeFolder);
    throw storeErrorFrom(error, 'cannot create grid', dir);
  }
}

/** Removes the temporary files of writers that were killed. */
async function removeAbandoned(dir: string): Promise<void> {
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && isAbandoned(entry.name))
      await rm(join(entry.parentPath, entry.name), { force: true });
  }
}

/** Removes what killed writers have left beside the grid: a grid that was being made, a log that was being written. */
async function removeAbandonedBeside(place: string): Promise<void> {
  const parent = dirname(place);
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(`.${basename(place)}.`) || !isAbandoned(name)) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

/** Why a scan cannot go on with an unfinished grid of another adapter; undefined if it was begun on the same one. */
function otherAdapter(grid: Grid, spec: GridSpec): string | undefined {
  const name = ({ engine, adapter, driver }: GridSpec['attributes']) => `${engine}, ${adapter}, ${driver}`;
  const [begun, now] = [name(grid.attributes), name(spec.attributes)];
  return begun === now
    ? undefined
    : `${grid.dir}: was begun on "${begun}", not on "${now}"; resume it there, or use --overwrite`;
}

const short = (identity: string) => identity.slice(0, 12);
