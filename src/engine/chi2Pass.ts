/** The yields and chi2 kernels on the host side: templates and couplings in, grid points out. */
import { createBuffer, createBufferWith, readBuffer, uploadBuffer } from '../gpu/buffers.js';
import type { GpuContext } from '../gpu/context.js';
import { createBindGroups } from '../gpu/layout.js';
import { timeDispatches } from '../gpu/timing.js';
import { productOf } from '../grid/tiles.js';
import { compileKernel, KERNEL_SIZES } from './kernels.js';
import { largestBeamBins, type PhysicsSetup } from './physicsSetup.js';
import { limbOf } from './templateRows.js';
import type { TileLayout } from './tileLayout.js';
import type { TileMass } from './tileMasses.js';
import { createYieldPacker, unpackYields } from './yieldPoints.js';

/** Largest numbers of mass points, coupling points, mixings and grid points in a tile. */
export interface TileSizes {
  readonly masses: number;
  readonly couplings: number;
  readonly mixings: number;
  readonly points: number;
}

/** Results of a tile, C order. */
export interface Chi2Result {
  readonly chi2: Float32Array;
  readonly signal: Float32Array;
  /** The signal of each group of channels; empty where there is one group. */
  readonly groupSignal: readonly Float32Array[];
  /** Signal at a mixing factor of 1 and its relative Monte Carlo error, shape [masses][couplings][bins] each. */
  readonly binSignal: Float32Array;
  readonly relativeError: Float32Array;
}

/** The pass and its buffers. */
export interface Chi2Pass {
  run(layout: TileLayout, masses: readonly TileMass[]): Promise<Chi2Result>;
}

/** Compiles both kernels and allocates for the largest tile. */
export async function createChi2Pass(
  context: GpuContext,
  setup: PhysicsSetup,
  codes: { readonly yields: string; readonly chi2: string },
  sums: GPUBuffer,
  sizes: TileSizes,
): Promise<Chi2Pass> {
  const bins = setup.scan.experiment.beams.length * largestBeamBins(setup.scan.experiment);
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
  const counts = chi2Kernel.layout.view('Counts');
  counts.set({
    data: setup.counts.data,
    background: setup.counts.background,
    covariance: setup.counts.covariance.flat(),
    cross: setup.counts.cross?.flat() ?? [0],
    signalCovariance: setup.counts.signalCovariance?.flat() ?? [0],
  });
  const beamBins = largestBeamBins(setup.scan.experiment);
  // A beam with fewer bins than another has rows without signal, which the kernel leaves out.
  const signalBins = setup.beamBins.flatMap((beam) =>
    Array.from({ length: beamBins }, (_, i) => beam.bins[i] ?? setup.counts.data.length),
  );
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
      data: Uint32Array.from(signalBins),
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
    async run(layout, masses) {
      const couplingCount = layout.couplings.length;
      const points = productOf(layout.axes.map((axis) => axis.size));
      const packed = packYields(layout, masses);
      const yieldParams = yieldLayout.view('YieldParams');
      yieldParams.set({ massCount: masses.length, couplingCount, limb: limbOf(setup) });
      const scanParams = chi2Kernel.layout.view('ScanParams');
      scanParams.set({ axes: stridesOf(layout), points, couplingCount, statistic: setup.statistic });
      uploadBuffer(context, yieldBuffers.params, yieldParams.arrayBuffer);
      uploadBuffer(context, yieldBuffers.masses, packed.masses);
      uploadBuffer(context, yieldBuffers.points, packed.points);
      uploadBuffer(context, chi2Buffers.params, scanParams.arrayBuffer);
      uploadBuffer(context, chi2Buffers.mixings, Float32Array.from(layout.mixings));
      const cellCount = masses.length * couplingCount * bins;
      await timeDispatches(context, [
        {
          label: 'yields',
          pipeline: yieldsKernel.pipeline,
          bindGroups: yieldGroups,
          workgroups: workgroupsFor(cellCount),
        },
        {
          label: 'chi2',
          pipeline: chi2Kernel.pipeline,
          bindGroups: chi2Groups,
          workgroups: workgroupsFor(points),
        },
      ]);
      const read = (source: GPUBuffer, count: number) =>
        readBuffer(context, source, { offset: 0, size: count * 4 }, new Float32Array(count));
      const chi2 = await read(chi2Buffers.chi2Out, points);
      const signal = await read(chi2Buffers.signalOut, points);
      const byGroup = groups > 1 ? await read(chi2Buffers.groupSignalOut, groups * points) : undefined;
      const words = yieldLayout.sizeOf('Yield') / 4;
      const yields = await read(yieldBuffers.yields, cellCount * words);
      const { binSignal, relativeError } = unpackYields(yieldLayout, yields, groups);
      const groupSignal = byGroup
        ? setup.groups.map((_, g) => byGroup.subarray(g * points, (g + 1) * points))
        : [];
      return { chi2, signal, groupSignal, binSignal, relativeError };
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
