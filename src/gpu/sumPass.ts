/** The host side of the sum kernel, which adds arrays on the device to the bits that the host's sum of them has. */
import { at } from '../at.js';
import { SHADERS_FOLDER } from '../platform/shaderFiles.js';
import { createBuffer, uploadBuffer } from './buffers.js';
import type { GpuContext } from './context.js';
import { createBindGroups, type ShaderLayout, structViews } from './layout.js';
import { linkShader } from './link.js';
import { bytesOfFours } from './reducePass.js';
import { type CompiledKernel, createComputePipeline } from './shader.js';
import type { Dispatch } from './timing.js';

/** Invocations of a workgroup; sums do not depend on it. */
const WORKGROUP = 64;

/** Arrays of the same length that are to be added, each the first numbers of a buffer that has `bytesOfFours` of them. */
export interface SummedArrays {
  /** Two or more, in the order of the additions. */
  readonly terms: readonly GPUBuffer[];
  /** Most numbers of an array. */
  readonly count: number;
}

/** The sum of arrays on a device. */
export interface SumPass {
  /** The sum: -1 where a term is negative or not finite, the fill value where one is missing or where it is too large. */
  readonly sums: GPUBuffer;
  /** Uploads the number of numbers in an array, and returns the dispatches that add them. */
  prepare(count: number): Dispatch[];
}

/** Allocates the buffers of a sum, and compiles the kernel once for each device. Throws DeviceError; RangeError for fewer than two arrays. */
export async function createSumPass(
  context: GpuContext,
  { terms, count: mostCount }: SummedArrays,
): Promise<SumPass> {
  if (terms.length < 2) throw new RangeError('a sum has two terms or more');
  const { kernelOf, layout } = await kernelsOf(context);
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM } = GPUBufferUsage;
  const buffer = (label: string, size: number, usage: GPUBufferUsageFlags) =>
    createBuffer(context, { label, size, usage });
  const bytes = bytesOfFours(mostCount);
  const [params, partial, sums] = await Promise.all([
    buffer('sum parameters', layout.sizeOf('SumParams'), UNIFORM | COPY_DST),
    // Two terms have no partial sum that is kept, but the kernel's layout has the buffer.
    buffer('partial sums', terms.length > 2 ? 2 * bytes : 16, STORAGE),
    buffer('sums', bytes, STORAGE | COPY_SRC),
  ]);
  const first = at(terms, 0);
  const steps = await Promise.all(
    terms.slice(1).map(async (term, i) => {
      const kernel = await kernelOf(i === 0, i === terms.length - 2);
      return {
        ...kernel,
        bindGroups: await createBindGroups(context, kernel, { params, first, term, partial, sums }),
      };
    }),
  );
  return {
    sums,
    prepare(count) {
      const view = layout.view('SumParams');
      const fours = Math.ceil(count / 4);
      view.set({ fours });
      uploadBuffer(context, params, view.arrayBuffer);
      return steps.map((step) => ({ ...step, workgroups: [Math.ceil(fours / WORKGROUP)] as const }));
    },
  };
}

/** The kernel of a step, by whether it is the first and the last. */
interface SumKernels {
  kernelOf(isFirst: boolean, isLast: boolean): Promise<CompiledKernel>;
  readonly layout: ShaderLayout;
}

/** Compiled kernels by device: all sums of a scan use the same. */
const compiled = new WeakMap<GpuContext, Promise<SumKernels>>();

function kernelsOf(context: GpuContext): Promise<SumKernels> {
  const kernels = compiled.get(context) ?? linked(context);
  compiled.set(context, kernels);
  return kernels;
}

async function linked(context: GpuContext): Promise<SumKernels> {
  const code = await linkShader('sum', SHADERS_FOLDER);
  const steps = new Map<string, Promise<CompiledKernel>>();
  const compile = async (isFirst: boolean, isLast: boolean): Promise<CompiledKernel> => {
    const [label, entryPoint] = ['sum', 'addTerm'];
    const constants = { WORKGROUP, IS_FIRST: Number(isFirst), IS_LAST: Number(isLast) };
    const pipeline = await createComputePipeline(context, { label, code, entryPoint, constants });
    return { label, code, entryPoint, pipeline };
  };
  return {
    kernelOf(isFirst, isLast) {
      const key = `${isFirst} ${isLast}`;
      const step = steps.get(key) ?? compile(isFirst, isLast);
      steps.set(key, step);
      return step;
    },
    layout: structViews(code),
  };
}
