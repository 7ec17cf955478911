/** The host side of the yields kernel, which makes spectra from templates and couplings. The spectra stay on the device. */
import { createBuffer, uploadBuffer } from '../../gpu/buffers.js';
import type { GpuContext } from '../../gpu/context.js';
import { createBindGroups, type ShaderLayout } from '../../gpu/layout.js';
import type { Dispatch } from '../../gpu/timing.js';
import { KERNEL_SIZES } from '../../prediction/kernelSizes.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import type { TileLayout } from '../../prediction/tileLayout.js';
import { compileKernel, type LinkedKernels } from '../packing/kernels.js';
import { limbOf } from '../packing/templateRows.js';
import { type TileSizes, workgroupsFor } from '../packing/tileSizes.js';
import type { PackedYields } from '../packing/yieldPoints.js';
import type { TemplatePass } from './templatePass.js';

/** The pass and its buffers. */
export interface SpectraPass {
  /** Struct Yield of every [mass point][coupling point][row] of the last tile (`rowBinsOf`). */
  readonly yields: GPUBuffer;
  /** Layout of the kernel that writes them. */
  readonly layout: ShaderLayout;
  /** Uploads the lifetimes of a tile, and returns the dispatches that make its yields. */
  prepare(layout: TileLayout, packed: PackedYields): Dispatch[];
}

/** Compiles the kernel and allocates buffers for the largest tile; `templates` are read. Throws DeviceError. */
export async function createSpectraPass(
  context: GpuContext,
  setup: PhysicsSetup,
  codes: Pick<LinkedKernels, 'yields' | 'scaleMoments'>,
  templates: Pick<TemplatePass, 'form' | 'readable' | 'peaks'>,
  sizes: TileSizes,
): Promise<SpectraPass> {
  const kernel = await compileKernel(context, 'yields', codes.yields, KERNEL_SIZES);
  const { layout } = kernel;
  const rows = setup.rowBins.length;
  const channels = setup.channels.length;
  const cells = sizes.masses * sizes.couplings;
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM } = GPUBufferUsage;
  const buffer = (label: string, size: number, usage = STORAGE | COPY_DST) =>
    createBuffer(context, { label, size, usage });
  const buffers = {
    params: await buffer('yield parameters', layout.sizeOf('YieldParams'), UNIFORM | COPY_DST),
    ...templates.readable,
    masses: await buffer('yield masses', sizes.masses * channels * layout.sizeOf('YieldMass')),
    points: await buffer('yield points', cells * channels * layout.sizeOf('YieldPoint')),
    // COPY_DST because `compare` uploads spectra into it.
    yields: await buffer('yields', cells * rows * layout.sizeOf('Yield'), STORAGE | COPY_SRC | COPY_DST),
  };
  const bindGroups = await createBindGroups(context, kernel, buffers);
  const scale = await createScale(context, codes.scaleMoments, templates.peaks, buffers.masses);

  return {
    yields: buffers.yields,
    layout,
    prepare(tile, packed) {
      const massCount = tile.masses.length;
      const couplingCount = tile.couplings.length;
      const params = layout.view('YieldParams');
      params.set({ massCount, couplingCount, lowUnit: 1 / limbOf(setup, templates.form) });
      uploadBuffer(context, buffers.params, params.arrayBuffer);
      uploadBuffer(context, buffers.masses, packed.masses);
      uploadBuffer(context, buffers.points, packed.points);
      const blocks = Math.ceil(couplingCount / KERNEL_SIZES.COUPLING_BLOCK);
      const yields = { ...kernel, bindGroups, workgroups: workgroupsFor(massCount * blocks * rows) };
      return scale ? [scale(massCount * channels), yields] : [yields];
    },
  };
}

/** The dispatch that multiplies the moments' units of a number of channels of mass points by their peaks; undefined where sums are fractions of known bounds. */
async function createScale(
  context: GpuContext,
  code: string | undefined,
  peaks: GPUBuffer | undefined,
  masses: GPUBuffer,
): Promise<((channels: number) => Dispatch) | undefined> {
  if (code === undefined || !peaks) return undefined;
  const { WORKGROUP } = KERNEL_SIZES;
  const kernel = await compileKernel(context, 'scaleMoments', code, { WORKGROUP });
  const bindGroups = await createBindGroups(context, kernel, { peaks, masses });
  return (channels) => ({ ...kernel, bindGroups, workgroups: workgroupsFor(channels) });
}
