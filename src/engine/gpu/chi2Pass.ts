/** The yields and chi2 kernels on the host side: templates and couplings in, grid points out. */
import { createBuffer, createBufferWith, uploadBuffer } from '../../gpu/buffers.js';
import type { GpuContext } from '../../gpu/context.js';
import { createBindGroups } from '../../gpu/layout.js';
import { encodeDispatches } from '../../gpu/timing.js';
import { productOf } from '../../grid/tiles.js';
import { KERNEL_SIZES } from '../../prediction/kernelSizes.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import type { TileLayout } from '../../prediction/tileLayout.js';
import type { TileMass } from '../../prediction/tileMasses.js';
import type { PreparedStatistic } from '../../statistics/statistic.js';
import { compileKernel } from './kernels.js';
import { limbOf } from './templateRows.js';
import type { ResultBuffers } from './tileReads.js';
import { createYieldPacker, unpackYields } from './yieldPoints.js';

/** Largest numbers of mass points, coupling points, mixings and grid points in a tile. */
export interface TileSizes {
  readonly masses: number;
  readonly couplings: number;
  readonly mixings: number;
  readonly points: number;
}

/** The pass and its buffers. */
export interface Chi2Pass {
  /** Uploads what a tile needs, and encodes its points behind all that the encoder has so far, as one pass; where they will be. */
  encode(
    encoder: GPUCommandEncoder,
    layout: TileLayout,
    masses: readonly TileMass[],
    descriptor?: GPUComputePassDescriptor,
  ): ResultBuffers;
}

/** Compiles both kernels and allocates for the largest tile. */
export async function createChi2Pass(
  context: GpuContext,
  setup: PhysicsSetup,
  prepared: PreparedStatistic,
  codes: { readonly yields: string; readonly chi2: string },
  sums: GPUBuffer,
  sizes: TileSizes,
): Promise<Chi2Pass> {
  const bins = setup.rowBins.length;
  const yieldsKernel = await compileKernel(context, 'yields', codes.yields, KERNEL_SIZES);
  const chi2Kernel = await compileKernel(context, 'chi2', codes.chi2, KERNEL_SIZES);
  const cells = sizes.masses * sizes.couplings;
  const channels = setup.channels.length;
  const groups = setup.groups.length;
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM } = GPUBufferUsage;
  const buffer = (label: string, size: number, usage = STORAGE | COPY_DST) =>
    createBuffer(context, { label, size, usage });
  const yieldLayout = yieldsKernel.layout;
  const packYields = createYieldPacker(setup, yieldLayout);
  const counts = chi2Kernel.layout.view('PreparedCounts');
  counts.set({ ...prepared.fields(prepared.constants) });
  // A beam with fewer bins than another has rows without signal, which the kernel leaves out.
  const places = setup.rowBins.map((bin) => bin ?? setup.signalBins.length);
  const yieldBuffers = {
    params: await buffer('yield parameters', yieldLayout.sizeOf('YieldParams'), UNIFORM | COPY_DST),
    sums,
    masses: await buffer('yield masses', sizes.masses * channels * yieldLayout.sizeOf('YieldMass')),
    points: await buffer('yield points', cells * channels * yieldLayout.sizeOf('YieldPoint')),
    yields: await buffer('yields', cells * bins * yieldLayout.sizeOf('Yield'), STORAGE | COPY_SRC),
  };
  const chi2Buffers = {
    params: await buffer('scan parameters', chi2Kernel.layout.sizeOf('ScanParams'), UNIFORM | COPY_DST),
    counts: await createBufferWith(context, { label: 'counts', usage: STORAGE, data: counts.arrayBuffer }),
    yields: yieldBuffers.yields,
    mixings: await buffer('mixings', sizes.mixings * 4),
    chi2Out: await buffer('chi2', sizes.points * 4, STORAGE | COPY_SRC),
    signalOut: await buffer('signal', sizes.points * 4, STORAGE | COPY_SRC),
    signalBins: await createBufferWith(context, {
      label: 'signal bins',
      usage: STORAGE,
      data: Uint32Array.from(places),
    }),
    groupSignalOut: await buffer(
      'signal by channel',
      groups > 1 ? groups * sizes.points * 4 : 4,
      STORAGE | COPY_SRC,
    ),
  };
  const yieldGroups = await createBindGroups(context, yieldsKernel, yieldBuffers);
  const chi2Groups = await createBindGroups(context, chi2Kernel, chi2Buffers);

  return {
    encode(encoder, layout, masses, descriptor = {}) {
      const couplingCount = layout.couplings.length;
      const points = productOf(layout.axes.map((axis) => axis.size));
      const packed = packYields(layout, masses);
      const yieldParams = yieldLayout.view('YieldParams');
      yieldParams.set({ massCount: masses.length, couplingCount, lowUnit: 1 / limbOf(setup) });
      const scanParams = chi2Kernel.layout.view('ScanParams');
      scanParams.set({ axes: stridesOf(layout), points, couplingCount });
      uploadBuffer(context, yieldBuffers.params, yieldParams.arrayBuffer);
      uploadBuffer(context, yieldBuffers.masses, packed.masses);
      uploadBuffer(context, yieldBuffers.points, packed.points);
      uploadBuffer(context, chi2Buffers.params, scanParams.arrayBuffer);
      uploadBuffer(context, chi2Buffers.mixings, Float32Array.from(layout.mixings));
      const cellCount = masses.length * couplingCount * bins;
      const dispatches = [
        {
          ...yieldsKernel,
          bindGroups: yieldGroups,
          workgroups: workgroupsFor(
            masses.length * Math.ceil(couplingCount / KERNEL_SIZES.COUPLING_BLOCK) * bins,
          ),
        },
        { ...chi2Kernel, bindGroups: chi2Groups, workgroups: workgroupsFor(points) },
      ];
      encodeDispatches(encoder, dispatches, descriptor);
      return {
        chi2: chi2Buffers.chi2Out,
        signal: chi2Buffers.signalOut,
        groupSignal: chi2Buffers.groupSignalOut,
        yields: yieldBuffers.yields,
        points,
        groups,
        cells: cellCount,
        yieldWords: yieldLayout.sizeOf('Yield') / 4,
        unpackYields: (mapped) => unpackYields(yieldLayout, mapped, groups),
      };
    },
  };
}

/** A two-dimensional count of workgroups for a number of invocations: one dimension holds at most 65535. */
function workgroupsFor(invocations: number): [number, number] {
  const groups = Math.ceil(invocations / KERNEL_SIZES.WORKGROUP);
  const x = Math.min(groups, 32768);
  return [x, Math.ceil(groups / x)];
}

/** Rows of ScanParams.axes; a scan without axes has one point. */
function stridesOf(layout: TileLayout): number[] {
  const rows = layout.axes.map(({ size, mass, coupling, mixing }) => [size, mass, coupling, mixing]);
  return rows.length > 0 ? rows.flat() : [1, 0, 0, 0];
}
