/** The sums of chi2 and signals over the experiments of a joint scan, made and reduced on the GPU from what the passes leave there. */
import type { GpuContext } from '../../gpu/context.js';
import { createReducePass, type ReducePass } from '../../gpu/reducePass.js';
import { createSumPass, type SumPass } from '../../gpu/sumPass.js';
import { pointsOn, type TileLayout } from '../../prediction/tileLayout.js';
import { type ResolvedScan, summedRuns } from '../../resolved/scan.js';
import { areSettled, reductionOf } from '../../tiles/reduction.js';
import type { ExperimentResult, TileResult } from '../engine.js';
import type { ExperimentPass } from './experimentPass.js';
import { ResultPool } from './resultPool.js';
import { readsOfPoints, type WantedResults, wantedResults } from './tileReads.js';
import type { FurtherWork } from './tileSubmission.js';

/** Results that are summed on the device. */
const SUMMED = ['chi2', 'signal'] as const;

/** One of them. */
type SummedKey = (typeof SUMMED)[number];

/** Sums that the GPU has made. */
export type SumArrays = Partial<Record<SummedKey, Float32Array>>;

/** The sums of one tile. */
export interface TileSums extends FurtherWork {
  /**
   * The sums that are still those of the results, one for each experiment of the scan; call it once, when the tile is read. A sum is left
   * out, and the host makes it, where the host has computed a point or events were raised.
   */
  valid(results: readonly ExperimentResult[]): SumArrays;
}

/** The sums of a scan with several experiments in them. */
export interface JointSums {
  /** Uploads the sizes of a tile. Its work follows that of the last experiment; no other tile may be enqueued in between. */
  prepare(layout: TileLayout, wanted: WantedResults): TileSums;
  /** Takes back the sums of a result that is no longer needed. */
  recycle(result: TileResult): void;
}

/** Allocates the sums of a scan; undefined where fewer than two experiments are in them. Throws DeviceError. */
export async function createJointSums(
  context: GpuContext,
  scan: ResolvedScan,
  passes: readonly ExperimentPass[],
): Promise<JointSums | undefined> {
  const summed = summedRuns(scan.runs, passes);
  const [first] = summed;
  if (first === undefined || summed.length < 2) return undefined;
  const count = first.sizes.points;
  const written = wantedResults(scan);
  const sums = new Map<SummedKey, { readonly sum: SumPass; readonly reduction: ReducePass }>();
  for (const key of SUMMED.filter((name) => written[name])) {
    const terms = summed.map(({ comparison }) => comparison[key]);
    const sum = await createSumPass(context, { terms, count });
    sums.set(key, {
      sum,
      reduction: await createReducePass(context, { numbers: sum.sums, arrays: 1, count }),
    });
  }
  const pool = new ResultPool();

  return {
    prepare(layout, wanted) {
      const points = pointsOn(layout.axes);
      const found: SumArrays = {};
      const works = [...sums].flatMap(([key, { sum, reduction }]): FurtherWork[] => {
        if (!wanted[key]) return [];
        const arrays = { source: sum.sums, reduction, arrays: 1, points };
        const reads = readsOfPoints(arrays, pool, ([copy]) => {
          if (copy) found[key] = copy;
        });
        return [{ dispatches: [...sum.prepare(points), ...reduction.prepare(points, 1)], reads }];
      });
      return {
        dispatches: works.flatMap(({ dispatches }) => dispatches),
        reads: works.flatMap(({ reads }) => reads),
        valid(results) {
          for (const key of SUMMED) {
            const sum = found[key];
            const terms = summedRuns(scan.runs, results).map((result) => result[key]);
            if (sum === undefined || isSumOf(sum, terms)) continue;
            pool.give(sum);
            delete found[key];
          }
          return found;
        },
      };
    },
    recycle(result) {
      for (const key of SUMMED) if (sums.has(key)) pool.give(result[key]);
    },
  };
}

/** Whether a sum from the GPU is that of the terms as they are now. */
function isSumOf(sum: Float32Array, terms: readonly Float32Array[]): boolean {
  const reduced = reductionOf(sum);
  // The kernel leaves sums with terms that the host had to settle, and an array that was written over has lost its reduction.
  return (
    reduced !== undefined && areSettled(reduced) && terms.every((term) => reductionOf(term) !== undefined)
  );
}
