/** Joins the results of several experiments in a tile. They share no nuisance parameter, so their chi2 add up (docs/statistics.md, "Several experiments"). */

import { OUTPUTS } from '../outputs/outputs.js';
import type { JoinedKey } from '../outputs/result.js';
import { type ExperimentRun, summedRuns } from '../resolved/scan.js';
import type { VariableArray } from '../tiles/block.js';
import type { ExperimentResult, TileResult } from './engine.js';

/** Arrays that are joined already, by the rule of their output. */
export type JoinedArrays = Partial<Readonly<Record<JoinedKey, VariableArray>>>;

/**
 * Joins the results of a tile, one for each experiment of the scan, as each output defines it. Experiments excluded from the sums do not count. A
 * sum is missing where one of its terms is. What is in `known` is taken from there.
 */
export function joinExperiments(
  experiments: readonly ExperimentResult[],
  runs: readonly ExperimentRun[],
  known: JoinedArrays = {},
): TileResult {
  const results = summedRuns(runs, experiments);
  const [first] = results;
  if (!first) throw new RangeError('a scan has at least one experiment that counts');
  if (results.length === 1) return { ...first, experiments };
  const joined: Partial<Record<JoinedKey, VariableArray>> = {};
  for (const { from, join } of OUTPUTS.flatMap(({ variables }) => variables)) {
    if (from === undefined || join === undefined) continue;
    // Only scans that raise events have the array `events`.
    const arrays = results.flatMap((result) => result[from] ?? []);
    if (arrays.length > 0) joined[from] = known[from] ?? join.join(arrays);
  }
  // A join returns an array of the same type as its arguments.
  return { ...(joined as Pick<ExperimentResult, JoinedKey>), experiments };
}
