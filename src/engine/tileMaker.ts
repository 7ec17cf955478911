/** What makes the tiles of a grid: an engine, or one together with numbers that are known already. */
import { gridVariables, makeVariables } from '../outputs/gridVariables.js';
import type { ResolvedScan } from '../resolved/scan.js';
import type { VariableArray } from '../tiles/block.js';
import { productOf, type Tile } from '../tiles/tiles.js';
import type { Engine } from './engine.js';

/** A tile that is ready to be written. */
export interface MadeTile {
  /** C order; empty where the grid has none. */
  readonly chi2: ArrayLike<number>;
  /** Grid points for which an engine worked. */
  readonly computed: number;
  /** The arrays of all variables of the grid by name, C order. */
  variables(): Readonly<Record<string, VariableArray>>;
  /** To be called once, when the arrays are no longer needed. */
  release(): void;
}

/** Makes the tiles of a grid. Calls, their order, and `foresee` are as with an engine. */
export interface TileMaker extends Pick<Engine, 'info' | 'times' | 'foresee' | 'mishaps'>, AsyncDisposable {
  makeTile(tile: Tile, onProgress?: (fraction: number) => void): Promise<MadeTile>;
}

/** The tiles of a scan, all of them computed by its engine, which is disposed of with the maker. */
export function tileMakerOf(engine: Engine, scan: ResolvedScan): TileMaker {
  const variables = gridVariables(scan);
  return {
    info: engine.info,
    get times() {
      return engine.times;
    },
    ...(engine.mishaps && { mishaps: engine.mishaps }),
    ...(engine.foresee && { foresee: engine.foresee }),
    async makeTile(tile, onProgress) {
      const result = await engine.evaluateTile(tile, onProgress);
      return {
        chi2: result.chi2,
        computed: productOf(tile.shape),
        variables: () => makeVariables(variables, scan, tile, result),
        release: () => engine.recycle(result),
      };
    },
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}
