/** The host side of the chi2 kernel, which compares spectra on the device with any number of datasets at every grid point. */
import { at } from '../../at.js';
import { createBuffer, createBufferWith, uploadBuffer } from '../../gpu/buffers.js';
import type { GpuContext } from '../../gpu/context.js';
import { createBindGroups } from '../../gpu/layout.js';
import { bytesOfFours, createReducePass, type ReducePass } from '../../gpu/reducePass.js';
import type { Dispatch } from '../../gpu/timing.js';
import { KERNEL_SIZES } from '../../prediction/kernelSizes.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { pointsOn, type TileLayout } from '../../prediction/tileLayout.js';
import type { LinkConstants, PreparedStatistic } from '../../statistics/statistic.js';
import { compileKernel } from '../packing/kernels.js';
import { type TileSizes, workgroupsFor } from '../packing/tileSizes.js';

/** Results of the pass. Later tiles overwrite them. */
export interface ComparisonBuffers {
  /** Shape [datasets][points]. */
  readonly chi2: GPUBuffer;
  /** Shapes [points] and [groups][points]. */
  readonly signal: GPUBuffer;
  readonly groupSignal: GPUBuffer;
  /** What is known of all numbers of these arrays, where it was asked for. */
  readonly reductions: Readonly<Record<ComparedArray, ReducePass>>;
}

/** Results of a comparison. */
export type ComparedArray = 'chi2' | 'signal' | 'groupSignal';

/** The text of the kernel, and the constants that it was linked with for the datasets. */
export interface LinkedComparison {
  readonly code: string;
  readonly constants: LinkConstants;
}

/** The pass and its buffers. */
export interface ComparePass extends ComparisonBuffers {
  /** Uploads datasets, at most as many as the pass was made for. They stay until the next call. */
  setDatasets(prepared: readonly PreparedStatistic[]): void;
  /**
   * Uploads the parameters of a tile, and returns the dispatches that compare its spectra with each dataset and reduce the results that are
   * to be read.
   */
  prepare(layout: TileLayout, read: Readonly<Record<ComparedArray, boolean>>): Dispatch[];
  /** Frees its buffers. */
  destroy(): void;
}

/**
 * Compiles the kernel and allocates buffers for the largest tile and `mostDatasets` datasets. `yields` holds the spectra. Throws
 * DeviceError.
 */
export async function createComparePass(
  context: GpuContext,
  setup: Pick<PhysicsSetup, 'rowBins' | 'signalBins' | 'groups'>,
  { code, constants }: LinkedComparison,
  yields: GPUBuffer,
  sizes: TileSizes,
  mostDatasets = 1,
): Promise<ComparePass> {
  const kernel = await compileKernel(context, 'chi2', code, KERNEL_SIZES);
  const { layout } = kernel;
  const groups = setup.groups.length;
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM } = GPUBufferUsage;
  const buffer = (label: string, size: number, usage = STORAGE | COPY_SRC) =>
    createBuffer(context, { label, size, usage });
  // The kernel skips rows of padding, which have an index beyond the bins.
  const data = Uint32Array.from(setup.rowBins, (bin) => bin ?? setup.signalBins.length);
  const buffers = {
    params: await buffer('scan parameters', layout.sizeOf('ScanParams'), UNIFORM | COPY_DST),
    counts: await buffer('counts', mostDatasets * layout.sizeOf('PreparedCounts'), STORAGE | COPY_DST),
    mixings: await buffer('mixings', sizes.mixings * 4, STORAGE | COPY_DST),
    chi2Out: await buffer('chi2', bytesOfFours(mostDatasets * sizes.points)),
    signalOut: await buffer('signal', bytesOfFours(sizes.points)),
    signalBins: await createBufferWith(context, { label: 'signal bins', usage: STORAGE, data }),
    groupSignalOut: await buffer('signal by channel', bytesOfFours(groups > 1 ? groups * sizes.points : 1)),
  };
  const bindGroups = await createBindGroups(context, kernel, { ...buffers, yields });
  const reduction = (numbers: GPUBuffer, arrays: number) =>
    createReducePass(context, { numbers, arrays, count: sizes.points });
  const [chi2, signal, groupSignal] = await Promise.all([
    reduction(buffers.chi2Out, mostDatasets),
    reduction(buffers.signalOut, 1),
    reduction(buffers.groupSignalOut, groups),
  ]);
  const reductions = { chi2, signal, groupSignal };
  let datasets = 0;

  return {
    chi2: buffers.chi2Out,
    signal: buffers.signalOut,
    groupSignal: buffers.groupSignalOut,
    reductions,
    setDatasets(prepared) {
      datasets = prepared.length;
      const counts = layout.views('PreparedCounts', datasets);
      prepared.forEach((dataset, d) => {
        at(counts.items, d).set({ ...dataset.fields(constants) });
      });
      uploadBuffer(context, buffers.counts, counts.arrayBuffer);
    },
    prepare(tile, read) {
      const points = pointsOn(tile.axes);
      const params = layout.view('ScanParams');
      const couplingCount = tile.couplings.length;
      params.set({ axes: stridesOf(tile), points, couplingCount });
      uploadBuffer(context, buffers.params, params.arrayBuffer);
      uploadBuffer(context, buffers.mixings, Float32Array.from(tile.mixings));
      const [x, y] = workgroupsFor(points);
      return [
        { ...kernel, bindGroups, workgroups: [x, y, datasets] },
        ...(read.chi2 ? reductions.chi2.prepare(points, datasets) : []),
        ...(read.signal ? reductions.signal.prepare(points, 1) : []),
        ...(read.groupSignal && groups > 1 ? reductions.groupSignal.prepare(points, groups) : []),
      ];
    },
    destroy() {
      for (const held of [...Object.values(buffers), ...Object.values(reductions)]) held.destroy();
    },
  };
}

/** Rows of ScanParams.axes; a scan without axes is a single point, an axis of length 1. */
function stridesOf(layout: TileLayout): number[] {
  const rows = layout.axes.map(({ size, mass, coupling, mixing }) => [size, mass, coupling, mixing]);
  return rows.length > 0 ? rows.flat() : [1, 0, 0, 0];
}
