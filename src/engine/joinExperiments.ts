/** Several experiments in one tile, joined as the outputs say: chi2 and signal add up, doubts too. They share no nuisance parameter. */
import type { VariableArray } from '../grid/block.js';
import { OUTPUTS } from '../outputs/outputs.js';
import type { JoinedKey } from '../outputs/result.js';
import { type ExperimentRun, summedRuns } from '../resolved/scan.js';
import type { ExperimentResult, TileResult } from './engine.js';

/**
 * Joins the results of a tile, one for each experiment of the scan; what stands apart has no part in the sums. Where an experiment's
 * number is missing the sum is, too.
 */
export function joinExperiments(
  experiments: readonly ExperimentResult[],
  runs: readonly ExperimentRun[],
): TileResult {
  const results = summedRuns(runs, experiments);
  const [first] = results;
  if (!first) throw new RangeError('a scan has at least one experiment that counts');
  if (results.length === 1) return { ...first, experiments };
  const joined: Partial<Record<JoinedKey, VariableArray>> = {};
  for (const { from, join } of OUTPUTS.flatMap(({ variables }) => variables)) {
    if (from === undefined || join === undefined) continue;
    // Events are there only where a scan raises them.
    const arrays = results.flatMap((result) => result[from] ?? []);
    if (arrays.length > 0) joined[from] = join.join(arrays);
  }
  // A join gives an array of the type that it was given.
  return { ...(joined as Pick<ExperimentResult, JoinedKey>), experiments };
}
