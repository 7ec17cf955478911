/** Writing the results of a part of a tile over those of the tile. */

import { at } from '../at.js';
import { isKinematic } from '../model/parameters.js';
import { RESULT_SHAPES } from '../outputs/result.js';
import type { TileLayout } from '../prediction/tileLayout.js';
import { copyBlock, type VariableArray } from '../tiles/block.js';
import { forget } from '../tiles/reduction.js';
import type { ExperimentResult } from './engine.js';

/**
 * Writes the results of a part of a tile into the tile's arrays. The part is a block of the tile's mass points with all couplings and
 * mixings; `shape` and `start` are the part's on all axes, with `start` counted from the start of the tile.
 */
export function pasteResult(
  { axes, masses }: Pick<TileLayout, 'axes' | 'masses'>,
  into: ExperimentResult,
  shape: readonly number[],
  part: ExperimentResult,
  start: readonly number[],
): void {
  const onPoints = axes.map(({ size }, i) => ({ size, part: at(shape, i), start: at(start, i) }));
  const onMasses = onPoints.filter((_, i) => isKinematic(at(axes, i).name));
  const onLifetimes = onPoints.filter((_, i) => at(axes, i).mixing === 0);
  const paste = (source: VariableArray, target: VariableArray, ranges: typeof onPoints) =>
    copyBlock(
      source,
      ranges.map((range) => range.part),
      target,
      ranges.map((range) => range.size),
      ranges.map((range) => range.part),
      ranges.map((range) => range.start),
    );
  for (const key of Object.keys(RESULT_SHAPES) as (keyof ExperimentResult)[]) {
    const sources = arraysOf(part[key]);
    for (const [i, target] of arraysOf(into[key]).entries()) {
      // Empty if no output of the scan needs it.
      if (target.length === 0 || RESULT_SHAPES[key] === 'none') continue;
      const inner = target.length / masses.length;
      const ranges = {
        points: onPoints,
        lifetimes: onLifetimes,
        masses: [...onMasses, { size: inner, part: inner, start: 0 }],
      };
      paste(at(sources, i), target, ranges[RESULT_SHAPES[key]]);
      forget(target);
    }
  }
}

/** The arrays of an entry of a result. */
function arraysOf(entry: VariableArray | readonly VariableArray[] | undefined): readonly VariableArray[] {
  if (entry === undefined) return [];
  return entry instanceof Float32Array || entry instanceof Uint32Array ? [entry] : entry;
}
