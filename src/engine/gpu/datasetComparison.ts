/** Comparing spectra from the host with any number of datasets on the GPU. */
import { at } from '../../at.js';
import { uploadBuffer } from '../../gpu/buffers.js';
import type { GpuContext } from '../../gpu/context.js';
import { DEFAULT_LIMITS } from '../../gpu/limits.js';
import { enqueueReads } from '../../gpu/readback.js';
import { encodeDispatches } from '../../gpu/timing.js';
import { binsOfRows } from '../../prediction/signalBins.js';
import { pointsOn, type TileLayout } from '../../prediction/tileLayout.js';
import type { LinkConstants, PreparedStatistic, Statistic } from '../../statistics/statistic.js';
import { checkComparison } from '../checkComparison.js';
import { linkComparison } from '../packing/kernels.js';
import { packYields } from '../packing/yields.js';
import type { Dataset, Spectra } from '../spectra.js';
import { type ComparePass, createComparePass } from './comparePass.js';
import { type IsSame, snapshotOf } from './datasetSnapshot.js';
import type { ExperimentPass } from './experimentPass.js';
import { ResultPool } from './resultPool.js';
import { readsOfPoints } from './tileReads.js';
import { settlePoints, unsettledPoints } from './unsettledPoints.js';

/** Most bytes of chi2 in one dispatch. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Most datasets in one dispatch. */
const MOST_DATASETS = DEFAULT_LIMITS.maxComputeWorkgroupsPerDimension;

/** Comparisons for one experiment. No tile may be enqueued before a comparison has finished, because they share buffers. */
export interface DatasetComparison {
  compare(layout: TileLayout, spectra: Spectra, datasets: readonly Dataset[]): Promise<Float32Array[]>;
}

/** Prepared datasets of one statistic, with the pass that compares with them. */
interface Prepared {
  /** Places of these datasets in the whole list. */
  readonly places: readonly number[];
  readonly counts: readonly PreparedStatistic[];
  readonly pass: ComparePass;
  /** Most datasets that the pass takes at a time. */
  readonly most: number;
}

/** Makes the comparison of an experiment, which uploads spectra into the buffer of the experiment's pass. */
export function createDatasetComparison(
  context: GpuContext,
  { setup, spectra: spectraPass, sizes }: ExperimentPass,
  datasetsAtOnce: number = MOST_DATASETS,
): DatasetComparison {
  let last: { readonly isSame: IsSame; readonly prepared: readonly Prepared[] } | undefined;

  const prepare = async (
    statistic: Statistic,
    datasets: readonly Dataset[],
    places: readonly number[],
  ): Promise<Prepared> => {
    const counts = places.map((d) => statistic.prepare(at(datasets, d).counts, setup.signalBins));
    const constants = constantsOfAll(counts);
    const code = await linkComparison(setup.scan, statistic, constants);
    const most = Math.min(
      places.length,
      datasetsAtOnce,
      Math.max(1, Math.floor(MOST_BYTES / (4 * sizes.points))),
    );
    const pass = await createComparePass(
      context,
      setup,
      { code, constants },
      spectraPass.yields,
      sizes,
      most,
    );
    return { places, counts, pass, most };
  };
  /** The datasets of a list, prepared, by statistic. The last list is kept. */
  const preparedOf = async (datasets: readonly Dataset[]): Promise<readonly Prepared[]> => {
    if (last?.isSame(datasets)) return last.prepared;
    last?.prepared.forEach(({ pass }) => {
      pass.destroy();
    });
    last = undefined;
    const statistics = [...new Set(datasets.map(({ statistic }) => statistic))];
    const prepared: Prepared[] = [];
    for (const statistic of statistics) {
      const places = datasets.flatMap((dataset, d) => (dataset.statistic === statistic ? [d] : []));
      prepared.push(await prepare(statistic, datasets, places));
    }
    last = { isSame: snapshotOf(datasets), prepared };
    return prepared;
  };

  const compareSome = async (
    layout: TileLayout,
    { pass }: Prepared,
    counts: readonly PreparedStatistic[],
  ): Promise<readonly Float32Array[]> => {
    const points = pointsOn(layout.axes);
    pass.setDatasets(counts);
    const encoder = context.device.createCommandEncoder({ label: 'comparison' });
    encodeDispatches(encoder, pass.prepare(layout, { chi2: true, signal: false, groupSignal: false }));
    let found: readonly Float32Array[] = [];
    const arrays = { source: pass.chi2, reduction: pass.reductions.chi2, arrays: counts.length, points };
    // A program keeps what it gets: nothing is ever given back to this pool.
    const reads = readsOfPoints(arrays, new ResultPool(), (copies) => {
      found = copies;
    });
    const pending = enqueueReads(context, encoder, 'reading a comparison', reads);
    context.device.queue.submit([encoder.finish()]);
    await pending.finish();
    return found;
  };

  return {
    async compare(layout, spectra, datasets) {
      checkComparison(setup, layout, spectra, datasets);
      const prepared = await preparedOf(datasets);
      const bins = binsOfRows(setup);
      const yields = packYields(spectraPass.layout, spectra, bins, setup.counts.data.length);
      uploadBuffer(context, spectraPass.yields, yields);
      const rows = rowsOf(spectra, bins, setup.counts.data.length);
      const results = new Array<Float32Array>(datasets.length);
      for (const each of prepared) {
        for (let first = 0; first < each.counts.length; first += each.most) {
          const some = each.counts.slice(first, first + each.most);
          for (const [d, chi2] of (await compareSome(layout, each, some)).entries()) {
            const place = at(each.places, first + d);
            await settlePoints(setup, at(some, d), layout, { chi2, ...rows }, unsettledPoints(chi2));
            results[place] = chi2;
          }
        }
      }
      return results;
    },
  };
}

/** Constants of a kernel that can compare with all of these: of each constant, the largest value. */
function constantsOfAll(prepared: readonly PreparedStatistic[]): LinkConstants {
  const all: Record<string, number> = {};
  for (const { constants } of prepared) {
    for (const [name, value] of Object.entries(constants)) all[name] = Math.max(all[name] ?? value, value);
  }
  return all;
}

/** Signal and error of spectra, moved from the bins of the observation to rows (`rowBinsOf`). */
function rowsOf({ signal, relativeError }: Spectra, bins: readonly (number | undefined)[], observed: number) {
  const cells = signal.length / observed;
  const moved = (from: Float32Array) =>
    Float32Array.from({ length: cells * bins.length }, (_, k) => {
      const bin = bins[k % bins.length];
      return bin === undefined ? 0 : at(from, Math.floor(k / bins.length) * observed + bin);
    });
  return { binSignal: moved(signal), relativeError: moved(relativeError) };
}
