/** What a scan will do in the folder of its grid, before anything is changed there: begin, go on, replace, or be refused. */
import { readdir, readlink } from 'node:fs/promises';
import { StoreError } from '../../errors.js';
import { type GridSpec, isGridAttributes } from '../../metadata/manifest.js';
import { storeErrorFrom, systemErrorCode } from '../../systemErrors.js';
import type { WriteOptions } from '../atomicStore.js';
import { listWrittenTiles, type WrittenTiles } from '../doneTiles.js';
import { type Grid, openGrid, readGroupAttributes, whatIsLost } from '../store.js';
import { strangersIn } from './ownFiles.js';
import { placeOf, replacedBeside, replacementBeside } from './place.js';
import { isMarked } from './replacement.js';

/** What a scan will do in the folder of its grid. */
export type Outlook =
  /** The folder is missing or empty: make a new grid. */
  | { readonly kind: 'start' }
  /** There is a grid and `overwrite` is set: replace it, by a new grid or by one that an earlier run has begun. */
  | ({ readonly kind: 'replace'; readonly grid?: Grid } & WrittenTiles)
  /** There is a grid of the same identity: compute the missing tiles. */
  | ({ readonly kind: 'resume'; readonly grid: Grid } & WrittenTiles);

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
  const found = await listWrittenTiles(grid);
  const resume: Outlook = { kind: 'resume', grid, ...found };
  if (found.done.size === grid.tilePlan.tileCount) return resume;
  if (grid.storage.kind === 'plain')
    throw new StoreError(
      `${dir}: is unfinished and of grid format 1, which can be read but not gone on with; use another --out, or --overwrite`,
    );
  const other = otherAdapter(grid, spec);
  if (!anyAdapter && other !== undefined) throw new StoreError(other);
  return resume;
}

async function contentOf(dir: string): Promise<'nothing' | 'grid' | 'other'> {
  const attributes = await readGroupAttributes(dir);
  if (attributes) return isGridAttributes(attributes) ? 'grid' : 'other';
  try {
    return (await readdir(dir)).length === 0 ? 'nothing' : 'other';
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ELOOP') {
      const target = await readlink(dir).catch(() => undefined);
      if (target === undefined) return 'nothing';
      throw new StoreError(
        `${dir}: is a link to ${target}, which is not there; make that folder, remove the link, or use another --out`,
      );
    }
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
): Promise<{ readonly grid?: Grid } & WrittenTiles> {
  const place = await placeOf(dir);
  const [fresh, old] = [replacementBeside(place), replacedBeside(place)];
  const none = { done: new Set<number>(), lost: 0 };
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
  const found = await listWrittenTiles(grid);
  const isWhole = found.done.size === grid.tilePlan.tileCount;
  return isWhole || anyAdapter || otherAdapter(grid, spec) === undefined ? { grid, ...found } : none;
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
