/** Results of a part of a tile, written over those of the tile. */

import { at } from '../at.js';
import { copyBlock, type VariableArray } from '../grid/block.js';
import { isKinematic } from '../model/parameters.js';
import type { TileLayout } from '../prediction/tileLayout.js';
import type { ExperimentResult } from './engine.js';

/** Axes of the arrays of a result; `masses` stands for [mass points][whatever a mass point has]. */
const SHAPES = {
  chi2: 'points',
  signal: 'points',
  groupSignal: 'points',
  ctauCm: 'lifetimes',
  nEff: 'lifetimes',
  flags: 'lifetimes',
  binSignal: 'masses',
  events: 'none',
} as const satisfies Record<keyof ExperimentResult, 'points' | 'lifetimes' | 'masses' | 'none'>;

/**
 * Writes the results of a part of a tile into the tile's arrays. The part has all couplings and mixings of the tile, and of its mass
 * points a block; `shape` and `start` are the part's on all axes, `start` counted from the tile's.
 */
export function pasteResult(
  { axes, masses }: Pick<TileLayout, 'axes' | 'masses'>,
  into: ExperimentResult,
  shape: readonly number[],
  part: ExperimentResult,
  start: readonly number[],
): void {
  const onPoints = axes.map(({ size }, i) => ({ size, part: shape[i] ?? 1, start: start[i] ?? 0 }));
  const onMasses = onPoints.filter((_, i) => isKinematic(at(axes, i).name));
  const onLifetimes = onPoints.filter((_, i) => axes[i]?.mixing === 0);
  const paste = (source: VariableArray, target: VariableArray, ranges: typeof onPoints) => {
    // What the scan does not write is not there.
    if (target.length === 0) return;
    copyBlock(
      source,
      ranges.map((range) => range.part),
      target,
      ranges.map((range) => range.size),
      ranges.map((range) => range.part),
      ranges.map((range) => range.start),
    );
  };
  for (const name of ['chi2', 'signal', 'ctauCm', 'nEff', 'flags', 'binSignal'] as const) {
    const inner = into.binSignal.length / masses.length;
    const ranges = {
      points: onPoints,
      lifetimes: onLifetimes,
      masses: [...onMasses, { size: inner, part: inner, start: 0 }],
    };
    paste(part[name], into[name], ranges[SHAPES[name]]);
  }
  into.groupSignal.forEach((target, g) => {
    const source = part.groupSignal[g];
    if (source) paste(source, target, onPoints);
  });
}
