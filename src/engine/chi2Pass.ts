/** The yields and chi2 kernels on the host side: templates and couplings in, grid points out. */
import { createBuffer, createBufferWith, uploadBuffer } from '../gpu/buffers.js';
import type { GpuContext } from '../gpu/context.js';
import { createBindGroups } from '../gpu/layout.js';
import { encodeDispatches } from '../gpu/timing.js';
import { productOf } from '../grid/tiles.js';
import { BORN } from '../physics/geometry.js';
import type { MassPoint } from '../physics/massPoint.js';
import { constrain } from '../statistics/constraint.js';
import { type Bounds, type MomentCounts, momentScale } from './bounds.js';
import type { Channel } from './channels.js';
import { compileKernel, KERNEL_SIZES, momentCounts } from './kernels.js';
import type { Lifetime } from './lifetime.js';
import { largestBeamBins, type PhysicsSetup } from './physicsSetup.js';
import { limbOf, unitsPerBound } from './templateRows.js';
import type { TileLayout } from './tileLayout.js';
import type { ResultBuffers } from './tileReads.js';

/** Largest numbers of mass points, coupling points, mixings and grid points in a tile. */
export interface TileSizes {
  readonly masses: number;
  readonly couplings: number;
  readonly mixings: number;
  readonly points: number;
}

/** One channel of a mass point: what its templates are read with. */
export interface TileChannel {
  readonly channel: Channel;
  readonly point: MassPoint;
  /** Row of its sums, or undefined where it is closed; and the bounds that they are fractions of. */
  readonly row: number | undefined;
  readonly bounds: Bounds | undefined;
}

/** A mass point of the tile. */
export interface TileMass {
  /** In the order of the scan's channels. */
  readonly channels: readonly TileChannel[];
  /** One per coupling point of the tile. */
  readonly lifetimes: readonly Lifetime[];
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
  const { signalBins } = setup;
  const constrained = constrain(setup.statistic, setup.counts, signalBins);
  const counts = chi2Kernel.layout.view('Counts');
  counts.set({
    data: constrained.data,
    background: constrained.background,
    covariance: constrained.covariance.flat(),
    cross: constrained.cross?.flat() ?? [0],
    signalCovariance: constrained.signalCovariance?.flat() ?? [0],
    shift: constrained.shift ?? signalBins.map(() => 0),
    tilt: constrained.tilt ?? signalBins.map(() => 0),
    base: constrained.base ?? 0,
  });
  const beamBins = largestBeamBins(setup.scan.experiment);
  // A beam with fewer bins than another has rows without signal, which the kernel leaves out.
  const places = setup.beamBins.flatMap((beam) =>
    Array.from({ length: beamBins }, (_, i) => {
      const bin = beam.bins[i];
      return bin === undefined ? signalBins.length : signalBins.indexOf(bin);
    }),
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
  const moments = momentCounts(setup.scan);

  return {
    encode(encoder, layout, masses, descriptor = {}) {
      const couplingCount = layout.couplings.length;
      const points = productOf(layout.axes.map((axis) => axis.size));
      const massViews = yieldLayout.views('YieldMass', masses.length * channels);
      const pointViews = new Float32Array(masses.length * couplingCount * channels * 4);
      masses.forEach((mass, i) => {
        mass.channels.forEach((own, c) => {
          massViews.items[i * channels + c]?.set(yieldMass(setup, own, moments));
          mass.lifetimes.forEach((lifetime, k) => {
            pointViews.set(yieldPoint(own, lifetime), ((i * couplingCount + k) * channels + c) * 4);
          });
        });
      });
      const yieldParams = yieldLayout.view('YieldParams');
      yieldParams.set({ massCount: masses.length, couplingCount, limb: limbOf(setup) });
      const scanParams = chi2Kernel.layout.view('ScanParams');
      scanParams.set({ axes: stridesOf(layout), points, couplingCount, statistic: setup.statistic });
      uploadBuffer(context, yieldBuffers.params, yieldParams.arrayBuffer);
      uploadBuffer(context, yieldBuffers.masses, massViews.arrayBuffer);
      uploadBuffer(context, yieldBuffers.points, pointViews);
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
        yieldWords: {
          size: yieldLayout.sizeOf('Yield') / 4,
          signal: yieldLayout.offsetOf('Yield', 'signal') / 4,
          relativeError: yieldLayout.offsetOf('Yield', 'relativeError') / 4,
        },
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

/** Fields of YieldMass. */
function yieldMass(setup: PhysicsSetup, own: TileChannel, moments: MomentCounts) {
  const { firstCm, step } = own.channel.axis(own.point.m);
  return {
    row: own.row ?? 0,
    group: own.channel.groupIndex,
    beam: own.channel.beam,
    drawn: own.channel.born === BORN.inside ? 0 : 1,
    firstCm,
    step,
    momentUnit: momentUnits(setup, own, moments),
  };
}

/** Factors that turn fixed-point sums into moments in z/momentScale, over the bound of the weight. */
function momentUnits(setup: PhysicsSetup, { bounds }: TileChannel, moments: MomentCounts): number[] {
  if (!bounds) return new Array<number>(moments.signal + moments.variance).fill(0);
  const [bound = 1] = bounds.signal;
  const scale = momentScale(bounds);
  const units = unitsPerBound(setup);
  return [
    ...Array.from(bounds.signal, (b, k) => b / (bound * scale ** k * units)),
    ...Array.from(bounds.variance, (b, k) => b / (bound * bound * scale ** k * units)),
  ];
}

/**
 * 1/(c tau) in 1/cm for which the kernel evaluates decays. Below, all of them are linear in it, to x t <= 1e-6; above, every N
 * born in the detector decays there and none from upstream arrives.
 */
const INVERSE_CTAU_RANGE = [1e-12, 1e20] as const;

/** Fields of YieldPoint: 1/(c tau), constant and slope of the amplitude over its largest term, and the scale. */
function yieldPoint(
  { channel, point, row, bounds }: TileChannel,
  lifetime: Lifetime,
): [number, number, number, number] {
  if (row === undefined || !bounds) return [0, 0, 0, 0];
  const interference = channel.interference(point.mZprime);
  const constant = lifetime.strength + interference.at0;
  const slope = interference.slope * momentScale(bounds);
  const largest = Math.max(Math.abs(constant), Math.abs(slope));
  const inverse = 1 / lifetime.ctauCm;
  const [least, most] = INVERSE_CTAU_RANGE;
  const evaluated = Math.min(Math.max(inverse, least), most);
  const scale =
    channel.eventScale *
    (bounds.signal[0] ?? 0) *
    largest *
    largest *
    lifetime.branching *
    lifetime.mixing *
    Math.min(inverse / evaluated, 1);
  return [evaluated, constant / largest, slope / largest, scale];
}
