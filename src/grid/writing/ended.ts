/** Why a grid was not completed, what is kept of it, and how to go on. */
import { DeviceError, StoppedError } from '../../errors.js';
import { pointsIn, tileAt } from '../../tiles/tiles.js';
import { listDoneTiles } from '../doneTiles.js';
import type { Grid } from '../store.js';

/** A message names no more tiles. */
const MOST_NAMED = 5;

/** The error of tiles that had to be left out, given by their numbers with the reasons. */
export async function leftOut(grid: Grid, left: ReadonlyMap<number, string>): Promise<DeviceError> {
  const starts = [...left.keys()].map((number) => `[${tileAt(grid.tilePlan, number).start.join(', ')}]`);
  const named = starts.slice(0, MOST_NAMED).join(', ') + (starts.length > MOST_NAMED ? ', ...' : '');
  const [why = ''] = left.values();
  return new DeviceError(
    `left out: ${starts.length} of ${grid.tilePlan.tileCount} tiles, from the points ${named} on (${why}): ${await keptInWords(grid)}`,
  );
}

/** The error of a scan that was stopped by an aborted signal, whose reason may be a name. */
export async function stopped(grid: Grid, signal: AbortSignal | undefined): Promise<StoppedError> {
  const reason: unknown = signal?.reason;
  const name = typeof reason === 'string' ? reason : 'the program';
  return new StoppedError(`stopped by ${name}: ${await keptInWords(grid)}`, name);
}

async function keptInWords(grid: Grid): Promise<string> {
  const done = await listDoneTiles(grid);
  const points = pointsIn(grid.tilePlan, done);
  const kept =
    done.size === 0
      ? 'no tile was finished'
      : `${done.size} of ${grid.tilePlan.tileCount} tiles (${points} points) are kept in ${grid.dir}`;
  return `${kept}; run the same command again to go on`;
}
