/** The chi2 kernel on the host side: spectra that are on the device and any number of datasets in, grid points out. */
import { at } from '../../at.js';
import { createBuffer, createBufferWith, uploadBuffer } from '../../gpu/buffers.js';
import type { GpuContext } from '../../gpu/context.js';
import { createBindGroups } from '../../gpu/layout.js';
import type { Dispatch } from '../../gpu/timing.js';
import { productOf } from '../../grid/tiles.js';
import { KERNEL_SIZES } from '../../prediction/kernelSizes.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import type { TileLayout } from '../../prediction/tileLayout.js';
import type { LinkConstants, PreparedStatistic } from '../../statistics/statistic.js';
import { compileKernel } from './kernels.js';
import { type TileSizes, workgroupsFor } from './tileSizes.js';

/** Buffers of a pass, which later tiles overwrite. */
export interface ComparisonBuffers {
  /** Shape [datasets][points]. */
  readonly chi2: GPUBuffer;
  /** Shapes [points] and [groups][points]. */
  readonly signal: GPUBuffer;
  readonly groupSignal: GPUBuffer;
}

/** The kernel's text, and what it was linked with for the datasets. */
export interface LinkedComparison {
  readonly code: string;
  readonly constants: LinkConstants;
}

/** The pass and its buffers. */
export interface ComparePass extends ComparisonBuffers {
  /** Uploads what is compared with, as many datasets as the pass was made for, or fewer. They stay until the next call. */
  setDatasets(prepared: readonly PreparedStatistic[]): void;
  /** Uploads what a tile needs; the dispatch that compares its spectra with each dataset. */
  prepare(layout: TileLayout): Dispatch;
  /** Frees its buffers. */
  destroy(): void;
}

/**
 * Compiles the kernel and allocates for the largest tile and so many datasets.
 * `yields` are the spectra.
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
  // A beam with fewer bins than another has rows without signal, which the kernel leaves out.
  const places = setup.rowBins.map((bin) => bin ?? setup.signalBins.length);
  const data = Uint32Array.from(places);
  const owned = {
    params: await buffer('scan parameters', layout.sizeOf('ScanParams'), UNIFORM | COPY_DST),
    counts: await buffer('counts', mostDatasets * layout.sizeOf('PreparedCounts'), STORAGE | COPY_DST),
    mixings: await buffer('mixings', sizes.mixings * 4, STORAGE | COPY_DST),
    chi2Out: await buffer('chi2', mostDatasets * sizes.points * 4),
    signalOut: await buffer('signal', sizes.points * 4),
    signalBins: await createBufferWith(context, { label: 'signal bins', usage: STORAGE, data }),
    groupSignalOut: await buffer('signal by channel', groups > 1 ? groups * sizes.points * 4 : 4),
  };
  const bindGroups = await createBindGroups(context, kernel, { ...owned, yields });
  let datasets = 0;

  return {
    chi2: owned.chi2Out,
    signal: owned.signalOut,
    groupSignal: owned.groupSignalOut,
    setDatasets(prepared) {
      datasets = prepared.length;
      const counts = layout.views('PreparedCounts', datasets);
      prepared.forEach((each, d) => {
        at(counts.items, d).set({ ...each.fields(constants) });
      });
      uploadBuffer(context, owned.counts, counts.arrayBuffer);
    },
    prepare(tile) {
      const points = productOf(tile.axes.map((axis) => axis.size));
      const params = layout.view('ScanParams');
      const couplingCount = tile.couplings.length;
      params.set({ axes: stridesOf(tile), points, couplingCount });
      uploadBuffer(context, owned.params, params.arrayBuffer);
      uploadBuffer(context, owned.mixings, Float32Array.from(tile.mixings));
      const [x, y] = workgroupsFor(points);
      return { ...kernel, bindGroups, workgroups: [x, y, datasets] };
    },
    destroy() {
      for (const each of Object.values(owned)) each.destroy();
    },
  };
}

/** Rows of ScanParams.axes; a scan without axes has one point. */
function stridesOf(layout: TileLayout): number[] {
  const rows = layout.axes.map(({ size, mass, coupling, mixing }) => [size, mass, coupling, mixing]);
  return rows.length > 0 ? rows.flat() : [1, 0, 0, 0];
}
