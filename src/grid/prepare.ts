/** Prepares a folder for a scan: a new grid, a grid to resume, or a refusal. Leaves nothing behind on failure. */
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StoreError } from '../errors.js';
import { type GridSpec, isGridAttributes } from '../metadata/manifest.js';
import { tileAt } from '../tiles/tiles.js';
import { isAbandoned, storeErrorFrom, systemErrorCode, temporarySibling } from './atomicStore.js';
import { hasAnyChunk, hasTile, tileState } from './chunks.js';
import { createGrid } from './createGrid.js';
import { makeFolders, removeMadeFolders } from './folders.js';
import { runLogPath } from './runLog.js';
import { type Grid, openGrid, readGroupAttributes } from './store.js';

/** A grid ready for its tiles. */
export interface PreparedGrid {
  readonly grid: Grid;
  /** Numbers of the tiles that are already on disk (see `tileAt`). */
  readonly done: ReadonlySet<number>;
  /** True if this call made the grid, false if it existed and is resumed. */
  readonly isNew: boolean;
  /** The outermost folder that had to be made for the grid, if any. */
  readonly madeFolder?: string;
}

/** What a scan will do in the folder of its grid. */
export type Outlook =
  /** The folder is missing or empty: make a new grid. */
  | { readonly kind: 'start' }
  /** There is a grid and `overwrite` is set: replace it by a new grid. */
  | { readonly kind: 'replace' }
  /** There is a grid of the same identity: compute the missing tiles. */
  | { readonly kind: 'resume'; readonly grid: Grid; readonly done: ReadonlySet<number> };

/** Options of lookAhead and prepareGrid. */
export interface PrepareOptions {
  readonly overwrite?: boolean;
  /** The adapter is not known yet; that of an existing grid is accepted. */
  readonly anyAdapter?: boolean;
}

/**
 * Inspects `dir` before a scan without changing anything. Throws StoreError where the scan is refused: `dir` is not a dualnu grid or,
 * without `overwrite`, it is the grid of another scan, or an unfinished one begun on another adapter, whose numbers could differ in their
 * last bits.
 */
export async function lookAhead(
  dir: string,
  spec: GridSpec,
  { overwrite = false, anyAdapter = false }: PrepareOptions = {},
): Promise<Outlook> {
  const content = await contentOf(dir);
  if (content === 'other') {
    throw new StoreError(`${dir}: is there already and is not a dualnu grid; use another --out`);
  }
  if (content === 'nothing') return { kind: 'start' };
  if (overwrite) return { kind: 'replace' };
  const grid = await openGrid(dir);
  if (grid.identity !== spec.identity) {
    throw new StoreError(
      `${dir}: holds the grid of another scan (identity ${short(grid.identity)}, this scan ${short(spec.identity)}); use another --out, or --overwrite`,
    );
  }
  const done = await listDoneTiles(grid);
  if (grid.storage.kind === 'foreign')
    throw new StoreError(
      `${dir}: was written anew by another program, and holds no digests to go on from; use another --out, or --overwrite`,
    );
  if (done.size === grid.tilePlan.tileCount) return { kind: 'resume', grid, done };
  if (grid.storage.kind === 'plain')
    throw new StoreError(
      `${dir}: is unfinished and of grid format 1, which can be read but not gone on with; use another --out, or --overwrite`,
    );
  if (!anyAdapter) refuseOtherAdapter(grid, spec);
  return { kind: 'resume', grid, done };
}

/** Prepares `dir` for a scan: makes a new grid, or lists the finished tiles of an existing one. Throws like lookAhead. */
export async function prepareGrid(
  dir: string,
  spec: GridSpec,
  options: PrepareOptions = {},
): Promise<PreparedGrid> {
  const outlook = await lookAhead(dir, spec, options);
  if (outlook.kind !== 'resume') return await makeGrid(dir, spec, outlook.kind === 'replace');
  await removeAbandoned(dir);
  return { grid: outlook.grid, done: outlook.done, isNew: false };
}

/** Numbers of the tiles that are on disk. */
export async function listDoneTiles(grid: Grid): Promise<Set<number>> {
  const done = new Set<number>();
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    if (await hasTile(grid, tileAt(grid.tilePlan, number))) done.add(number);
  }
  return done;
}

/** The same for a reader: StoreError where a tile that was written is no longer there as it was. */
export async function listReadableTiles(grid: Grid): Promise<Set<number>> {
  const done = new Set<number>();
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    const state = await tileState(grid, tile);
    if (state === 'damaged')
      throw new StoreError(
        `${grid.dir}: tile [${tile.index}] was written, and is damaged; dualnu repair ${grid.dir} computes it anew`,
      );
    if (state === 'done') done.add(number);
  }
  return done;
}

/**
 * After a failure, removes a grid that this run made if it has no tile yet, with the folders made for it and its run log. A grid with
 * tiles is kept, so that it can be resumed. Returns whether it was removed.
 */
export async function discardIfEmpty(prepared: PreparedGrid): Promise<boolean> {
  const { grid, isNew, madeFolder } = prepared;
  // A grid that cannot be looked at may have tiles; and what went wrong before must not be hidden by that.
  if (!isNew || (await hasAnyChunk(grid).catch(() => true))) return false;
  await rm(grid.dir, { recursive: true, force: true });
  await rm(runLogPath(grid.dir), { force: true });
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

async function makeGrid(dir: string, spec: GridSpec, replace: boolean): Promise<PreparedGrid> {
  let madeFolder: string | undefined;
  const retired = temporarySibling(resolve(dir));
  try {
    madeFolder = await makeFolders(dirname(resolve(dir)));
    if (replace) await rename(dir, retired);
    const grid = await createGrid(dir, spec);
    if (replace) await rm(retired, { recursive: true, force: true });
    return { grid, done: new Set(), isNew: true, ...(madeFolder === undefined ? {} : { madeFolder }) };
  } catch (error) {
    if (replace) await rename(retired, dir).catch(() => undefined);
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

function refuseOtherAdapter(grid: Grid, spec: GridSpec): void {
  const name = ({ engine, adapter, driver }: GridSpec['attributes']) => `${engine}, ${adapter}, ${driver}`;
  const [begun, now] = [name(grid.attributes), name(spec.attributes)];
  if (begun === now) return;
  throw new StoreError(
    `${grid.dir}: was begun on "${begun}", not on "${now}"; resume it there, or use --overwrite`,
  );
}

const short = (identity: string) => identity.slice(0, 12);
