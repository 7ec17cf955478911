/** The numbers of the grid that is extended, each chunk checked as it is read. */
import { at } from '../at.js';
import { BoundedCache } from '../boundedCache.js';
import { readTile } from '../grid/reading.js';
import { findVariable, type Grid } from '../grid/store.js';
import { restrictToAxes, shapeOfVariable } from '../tiles/shapes.js';
import { productOf, tileAt, tileNumber, unravel } from '../tiles/tiles.js';
import { type Picked, scatter } from './scatter.js';

/** Reads numbers of a grid at indices that need not be next to each other. */
export interface OldNumbers {
  /**
   * Copies a variable at all combinations of `indices`, a list for each axis of the grid, to the places of `target`, whose lists are those of the
   * variable's axes. Throws StoreError where a chunk is not what was written.
   */
  copy(name: string, indices: readonly (readonly number[])[], target: Picked): Promise<void>;
}

/** Chunks that are kept: tiles of the new grid that follow each other have parts of the same ones. A chunk has at most 4 MiB. */
const CHUNKS_KEPT = 48;

/** Opens the numbers of a finished grid. */
export function openOldNumbers(grid: Grid): OldNumbers {
  const chunks = new BoundedCache<string, ReturnType<typeof readTile>>(CHUNKS_KEPT);
  const { tilePlan } = grid;
  return {
    async copy(name, indices, target) {
      const variable = findVariable(grid, name);
      // On an axis that the variable lacks, any tile has its numbers.
      const groups = grid.axes.map((axis, i) =>
        variable.axes.includes(axis.name)
          ? groupsOf(at(indices, i), at(tilePlan.chunkShape, i))
          : [{ chunk: 0, places: [0] }],
      );
      for (let k = 0; k < productOf(groups.map((list) => list.length)); k++) {
        const picks = unravel(
          k,
          groups.map((list) => list.length),
        ).map((pick, i) => at(at(groups, i), pick));
        const index = picks.map(({ chunk }) => chunk);
        const tile = tileAt(tilePlan, tileNumber(tilePlan, index));
        const key = [name, ...restrictToAxes(grid, variable.axes, tile.index)].join(' ');
        const data = await chunks.get(key, () => readTile(grid, tile, name));
        const within = grid.axes.map((_, i) =>
          at(picks, i).places.map((place) => at(at(indices, i), place) - at(tile.start, i)),
        );
        const onVariable = <T>(list: readonly T[]) => restrictToAxes(grid, variable.axes, list);
        const targets = onVariable(picks).map(({ places }, i) =>
          places.map((place) => at(at(target.indices, i), place)),
        );
        scatter(
          { data, shape: shapeOfVariable(grid, variable, tile.shape), indices: onVariable(within) },
          { ...target, indices: targets },
        );
      }
    },
  };
}

/** Places in a list of indices, by the chunk that the indices are in. */
function groupsOf(indices: readonly number[], chunk: number) {
  const groups = new Map<number, number[]>();
  indices.forEach((index, place) => {
    const number = Math.floor(index / chunk);
    const places = groups.get(number) ?? [];
    places.push(place);
    groups.set(number, places);
  });
  return [...groups].map(([number, places]) => ({ chunk: number, places }));
}
