/** How much of a grid is there, and its best fit: read after the first picture, since it takes reading all of chi2. */
import { tileState } from '../grid/chunks.js';
import { readTile } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { CHI2 } from '../outputs/chi2.js';
import { NEGATIVE_MEANS } from '../planes/missing.js';
import { bestFitInWords } from '../planes/placeWords.js';
import { bestWithBackground, betterFit, type FoundFit } from '../tiles/bestFit.js';
import { tileAt } from '../tiles/tiles.js';
import { faultFrom } from './faults.js';
import type { GridState } from './wire.js';

/** The state of a grid. A tile that is damaged is named and left out of the best fit. */
export async function gridState(grid: Grid, signal: AbortSignal): Promise<GridState> {
  const { tileCount } = grid.tilePlan;
  const hasChi2 = grid.variables.some(({ name }) => name === CHI2.name);
  const damaged = new Set<string>();
  let done = 0;
  let best: FoundFit | undefined;
  for (let number = 0; number < tileCount && !signal.aborted; number++) {
    const tile = tileAt(grid.tilePlan, number);
    const state = await tileState(grid, tile);
    if (state === 'damaged') damaged.add(`tile [${tile.index.join(', ')}] was written, and is damaged`);
    if (state !== 'done') continue;
    done++;
    if (!hasChi2) continue;
    try {
      best = betterFit(grid.axes, best, number, tile, await readTile(grid, tile, CHI2.name));
    } catch (error) {
      damaged.add(faultFrom(error).words);
    }
  }
  if (best !== undefined && best.chi2 < 0) {
    damaged.add(`chi2 is ${best.chi2}: ${NEGATIVE_MEANS}`);
    best = undefined;
  }
  const { background_chi2: background } = grid.attributes;
  const fit = hasChi2 && done > 0 ? bestWithBackground(grid.axes, best, background) : undefined;
  return {
    done,
    total: tileCount,
    damaged: [...damaged],
    best: fit
      ? { chi2: fit.chi2, at: fit.at, onEdge: fit.on_edge, words: bestFitInWords(fit, background).join('; ') }
      : null,
  };
}
