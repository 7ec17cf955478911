/** Engines that compute blocks of any size, where those of a scan are at most as large as its tiles. */
import { at } from '../at.js';
import { gridVariables, makeVariables } from '../outputs/gridVariables.js';
import { planScan } from '../prediction/tilePlan.js';
import type { ResolvedScan } from '../resolved/scan.js';
import type { VariableArray } from '../tiles/block.js';
import { type Tile, tileAt, tilePlanOf } from '../tiles/tiles.js';
import type { Engine } from './engine.js';

/** Arrays of a block, by the names of the grid that they would be written into. */
export interface Block {
  readonly part: Tile;
  readonly arrays: Readonly<Record<string, VariableArray>>;
}

/** An engine that computes blocks of any size. */
export interface Evaluator {
  foresee(parts: readonly Tile[]): void;
  evaluate(part: Tile, onProgress: (fraction: number) => void): Promise<Block[]>;
}

/** Computes the blocks of a scan with its engine. */
export function evaluatorOf(engine: Engine, scan: ResolvedScan): Evaluator {
  const variables = gridVariables(scan);
  // A tile of all experiments may be larger, on some axis, than those of a few of them.
  const { chunkShape } = planScan(scan);
  return {
    foresee: (parts) => engine.foresee?.(parts.flatMap((part) => piecesOf(part, chunkShape))),
    async evaluate(part, onProgress) {
      const pieces = piecesOf(part, chunkShape);
      return await allOf(
        pieces.map(async (piece, i): Promise<Block> => {
          const result = await engine.evaluateTile(piece, (fraction) =>
            onProgress((i + fraction) / pieces.length),
          );
          return { part: piece, arrays: makeVariables(variables, scan, piece, result) };
        }),
      );
    },
  };
}

/** A block in pieces of at most a shape. */
function piecesOf({ index, start, shape }: Tile, most: readonly number[]): Tile[] {
  const plan = tilePlanOf(shape, most);
  return Array.from({ length: plan.tileCount }, (_, k) => {
    const piece = tileAt(plan, k);
    return { index, start: start.map((first, i) => first + at(piece.start, i)), shape: piece.shape };
  });
}

/** Waits for all, since an engine must not be disposed of before its calls have returned; then throws the first failure of the list. */
export async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}
