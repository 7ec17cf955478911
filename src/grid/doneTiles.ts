/** Which tiles of a grid are on disk. */
import { StoreError } from '../errors.js';
import { tileAt } from '../tiles/tiles.js';
import { tileState } from './chunks.js';
import { type Grid, howToMend } from './store.js';

/** The tiles of a grid that were written. */
export interface WrittenTiles {
  /** Numbers of those that are on disk. */
  readonly done: ReadonlySet<number>;
  /** How many are no longer there as they were written. */
  readonly lost: number;
}

/** The tiles of a grid that are on disk, and how many are lost. */
export async function listWrittenTiles(grid: Grid): Promise<WrittenTiles> {
  const done = new Set<number>();
  let lost = 0;
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const state = await tileState(grid, tileAt(grid.tilePlan, number));
    if (state === 'done') done.add(number);
    if (state === 'damaged') lost++;
  }
  return { done, lost };
}

/** Numbers of the tiles that are on disk. */
export async function listDoneTiles(grid: Grid): Promise<ReadonlySet<number>> {
  return (await listWrittenTiles(grid)).done;
}

/** The same for a reader: StoreError where a tile that was written is no longer there as it was. */
export async function listReadableTiles(grid: Grid): Promise<Set<number>> {
  const done = new Set<number>();
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    const state = await tileState(grid, tile);
    if (state === 'damaged')
      throw new StoreError(
        `${grid.dir}: tile [${tile.index}] was written, and is damaged or gone; ${howToMend(grid)}`,
      );
    if (state === 'done') done.add(number);
  }
  return done;
}
