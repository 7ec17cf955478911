/** Which tiles of a grid are on disk. */
import { hasTile } from './chunks.js';
import type { Grid } from './store.js';
import { tileAt } from './tiles.js';

/** Numbers of the tiles that are on disk. */
export async function listDoneTiles(grid: Grid): Promise<Set<number>> {
  const done = new Set<number>();
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    if (await hasTile(grid, tileAt(grid.tilePlan, number))) done.add(number);
  }
  return done;
}
