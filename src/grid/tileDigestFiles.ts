/** The files with the digests of tiles, and the digest of a chunk that several tiles share. */
import { at } from '../at.js';
import { type ChunkDigest, parseTileDigests, type TileDigests } from '../digests/tileDigests.js';
import { chunkIndex } from '../tiles/shapes.js';
import { productOf, type Tile, tileCounts, unravel } from '../tiles/tiles.js';
import { chunkKey, type VariableSpec } from '../tiles/variables.js';
import { digestsKey, readTextOrOther } from './metadataFiles.js';
import type { Grid } from './store.js';

/** Path in the grid of the file with a tile's digests: `chi2/digests/0.3.1.json`. */
export function tileDigestsKey(grid: Pick<Grid, 'variables'>, { index }: Pick<Tile, 'index'>): string {
  return digestsKey(grid, `${index.join('.')}.json`);
}

/**
 * The digests of a tile; undefined where it was not written to its end, and `damaged` where the file is not as it was written, or is another
 * tile's or another grid's. StoreError where it cannot be read.
 */
export async function readTileDigests(
  grid: Grid,
  tile: Pick<Tile, 'index'>,
): Promise<TileDigests | 'damaged' | undefined> {
  const text = await readTextOrOther(grid.dir, tileDigestsKey(grid, tile));
  if (text === undefined) return undefined;
  const digests = parseTileDigests(text);
  const isOurs =
    digests?.identity === grid.identity &&
    digests.tile.join() === tile.index.join() &&
    digests.chunks.map(({ path }) => path).join() === keysOfTile(grid, tile).join();
  return isOurs ? digests : 'damaged';
}

function keysOfTile(grid: Grid, tile: Pick<Tile, 'index'>): string[] {
  return grid.variables.map((variable) => chunkKey(variable, chunkIndex(grid, variable, tile)));
}

/** What is known of a chunk: its digest, from one of the tiles that share it, or the path of a file of digests that is damaged. */
export type KnownDigest = ChunkDigest | { readonly damaged: string } | undefined;

/** The digest of a chunk by its index [dimensions of the variable]; undefined where no tile with it was written to its end. */
export async function findDigest(
  grid: Grid,
  variable: VariableSpec,
  index: readonly number[],
): Promise<KnownDigest> {
  const key = chunkKey(variable, index);
  const counts = tileCounts(grid.tilePlan);
  // All tiles with this chunk: those that differ only on axes that the variable lacks.
  const free = grid.axes.map(({ name }, i) => (variable.axes.includes(name) ? 1 : at(counts, i)));
  let damaged: string | undefined;
  for (let k = 0; k < productOf(free); k++) {
    const others = unravel(k, free);
    const tile = grid.axes.map(({ name }, i) => {
      const dimension = variable.axes.indexOf(name);
      return dimension < 0 ? at(others, i) : at(index, dimension);
    });
    const digests = await readTileDigests(grid, { index: tile });
    if (digests === 'damaged') damaged ??= tileDigestsKey(grid, { index: tile });
    else if (digests !== undefined) return digests.chunks.find(({ path }) => path === key);
  }
  return damaged === undefined ? undefined : { damaged };
}
