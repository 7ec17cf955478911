/** Why a grid was not completed, what is kept of it, and how to go on. */
import { DeviceError, StoppedError, StoreError } from '../../errors.js';
import { systemErrorCode } from '../../systemErrors.js';
import { pointsIn, tileAt } from '../../tiles/tiles.js';
import { listDoneTiles } from '../doneTiles.js';
import type { Grid } from '../store.js';

/** What is kept of a grid that is not complete. */
export interface Kept {
  /** Folder that the tiles are in. */
  readonly dir: string;
  /** Tiles that are on disk, of how many, and their points. */
  readonly tiles: number;
  readonly tileCount: number;
  readonly points: number;
  /** More may be on disk: for what is said before the end. */
  readonly isAtLeast?: boolean;
  /** Folder of the grid that this one is to replace, which stays as it is until then. */
  readonly old?: string | undefined;
  /** What must be done before anybody can go on. */
  readonly first?: string | undefined;
}

/** Words for what is kept and how to go on. */
export type KeptInWords = (kept: Kept) => string;

/** A message names no more tiles. */
const MOST_NAMED = 5;

/** The error of tiles that had to be left out, given by their numbers with the reasons. */
export function leftOut({ tilePlan }: Grid, left: ReadonlyMap<number, string>): DeviceError {
  const starts = [...left.keys()].map((number) => `[${tileAt(tilePlan, number).start.join(', ')}]`);
  const named = starts.slice(0, MOST_NAMED).join(', ') + (starts.length > MOST_NAMED ? ', ...' : '');
  const [why = ''] = left.values();
  return new DeviceError(
    `left out: ${starts.length} of ${tilePlan.tileCount} tiles, from the points ${named} on (${why})`,
  );
}

/** The error of a scan that was stopped by an aborted signal, whose reason may be a name. */
export function stopped(signal: AbortSignal | undefined): StoppedError {
  const reason: unknown = signal?.reason;
  const name = typeof reason === 'string' ? reason : 'the program';
  return new StoppedError(`stopped by ${name}`, name);
}

/** What is said first of a disk that has no room. */
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/**
 * The same error with what is kept and how to go on, where to run the same again is what helps: after a stop, a failure of the device once a tile is there,
 * and a disk that could not be written. Any other error is returned as it is, and so is one where the grid cannot be looked at.
 */
export async function withKept(
  error: unknown,
  grid: Grid,
  { old, inWords = keptInWords }: Pick<Kept, 'old'> & { readonly inWords?: KeptInWords | undefined },
): Promise<unknown> {
  const code = error instanceof StoreError ? systemErrorCode(error.cause) : undefined;
  const isStop = error instanceof StoppedError;
  if (!isStop && !(error instanceof DeviceError) && !(error instanceof StoreError && code !== undefined))
    return error;
  const done = await listDoneTiles(grid).catch(() => undefined);
  if (done === undefined || (error instanceof DeviceError && done.size === 0)) return error;
  const kept: Kept = {
    dir: grid.dir,
    tiles: done.size,
    tileCount: grid.tilePlan.tileCount,
    points: pointsIn(grid.tilePlan, done),
    old,
    first: FULL.has(code ?? '') ? 'free some space there' : undefined,
  };
  // Of a driver's pages only the first line is shown.
  const message = error.message.replace(/(?=\n)|$/, () => `: ${inWords(kept)}`);
  const { cause } = error;
  if (isStop) return new StoppedError(message, error.signal);
  return error instanceof DeviceError
    ? new DeviceError(message, { cause })
    : new StoreError(message, { cause });
}

/** `3 of 20 tiles (900 points) are kept in grid.zarr; run the same command again to go on`. */
export function keptInWords(kept: Kept): string {
  return `${tilesInWords(kept)}; ${goOn(kept, 'run the same command again to go on')}`;
}

/** How to go on, after what must be done first. */
export function goOn({ first }: Pick<Kept, 'first'>, how: string): string {
  return first === undefined ? how : `${first}, and ${how}`;
}

/** How many tiles are kept, and where; of a grid that is to replace another also what has become of that one. */
export function tilesInWords(kept: Kept): string {
  const { dir, tiles, old } = kept;
  const which = old === undefined ? '' : ' of the new grid';
  const found =
    tiles === 0
      ? `no tile${which} was finished`
      : `${tileCountInWords(kept)}${which} ${tiles === 1 ? 'is' : 'are'} kept in ${dir}`;
  return old === undefined ? found : `${found}, and the old one is as it was in ${old}`;
}

/** `3 of 20 tiles (900 points)`. */
export function tileCountInWords({ tiles, tileCount, points, isAtLeast }: Kept): string {
  return `${isAtLeast ? 'at least ' : ''}${tiles} of ${tileCount} tiles (${points} points)`;
}
