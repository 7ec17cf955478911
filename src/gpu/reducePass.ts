/** The host side of the reduce kernel, which tells of arrays on the device what the host would have to look at every number for. */
import { at } from '../at.js';
import { SHADERS_FOLDER } from '../platform/shaderFiles.js';
import type { Reduced } from '../tiles/reduction.js';
import { createBuffer, uploadBuffer } from './buffers.js';
import type { AdapterInfo, GpuContext } from './context.js';
import { createBindGroups, type ShaderLayout, structViews } from './layout.js';
import { linkShader } from './link.js';
import type { Read } from './readback.js';
import { type CompiledKernel, createComputePipeline } from './shader.js';
import { type StructWords, structWords } from './structWords.js';
import type { Dispatch } from './timing.js';

/** Sizes of the kernel. Results do not depend on them, so they are no part of a grid's identity. */
export interface ReduceSizes {
  readonly WORKGROUP: number;
  /** Fours of numbers of an invocation. */
  readonly FOURS: number;
}

/**
 * Sizes for an adapter. A workgroup ends with a barrier and with the work of one invocation, which cost a software adapter as much as
 * thousands of numbers; hardware needs many workgroups instead.
 */
export function reduceSizes({ software }: Pick<AdapterInfo, 'software'>): ReduceSizes {
  return { WORKGROUP: 64, FOURS: software ? 64 : 16 };
}

/** Bytes of a buffer whose first `count` numbers can be reduced: those of whole fours. */
export function bytesOfFours(count: number): number {
  return 16 * Math.ceil(count / 4);
}

/** The reduction of the arrays in one buffer. */
export interface ReducePass {
  /** Uploads the number of numbers in an array, and returns the dispatches that reduce the first `arrays` of them. */
  prepare(count: number, arrays: number): Dispatch[];
  /** Reads the reductions of the first `arrays` arrays. */
  read(arrays: number, take: (reduced: readonly Reduced[]) => void): Read;
  /** Frees its buffers. */
  destroy(): void;
}

/** Arrays that are to be reduced: the first numbers of a buffer, [arrays][count], float32. The buffer has the `bytesOfFours` of all of them. */
export interface ReducedArrays {
  readonly numbers: GPUBuffer;
  /** Most arrays, and most numbers of an array. */
  readonly arrays: number;
  readonly count: number;
}

/** Allocates the buffers of a reduction, and compiles the kernel once for each device. Throws DeviceError. */
export async function createReducePass(
  context: GpuContext,
  { numbers, arrays: mostArrays, count: mostCount }: ReducedArrays,
  sizes: ReduceSizes = reduceSizes(context.info),
): Promise<ReducePass> {
  const { kernels, layout } = await kernelsOf(context, sizes);
  const partsOf = (fours: number) => Math.ceil(fours / (sizes.WORKGROUP * sizes.FOURS));
  const struct = structWords(layout, 'Reduced');
  const bytes = 4 * struct.size;
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM } = GPUBufferUsage;
  const buffer = (label: string, size: number, usage: GPUBufferUsageFlags) =>
    createBuffer(context, { label, size, usage });
  // All at once: each is an answer to wait for.
  const [params, parts, reduced] = await Promise.all([
    buffer('reduction parameters', layout.sizeOf('ReduceParams'), UNIFORM | COPY_DST),
    buffer('reduced parts', mostArrays * partsOf(mostFours(mostCount)) * bytes, STORAGE),
    buffer('reductions', mostArrays * bytes, STORAGE | COPY_SRC),
  ]);
  const buffers = { params, parts, reduced };
  const withBuffers = async (kernel: CompiledKernel) => {
    const bindGroups = await createBindGroups(context, kernel, { ...buffers, fours: numbers });
    return { ...kernel, bindGroups };
  };
  const [reduceParts, joinParts] = await Promise.all([
    withBuffers(kernels.reduceParts),
    withBuffers(kernels.joinParts),
  ]);

  return {
    prepare(count, arrays) {
      const partCount = partsOf(arrays === 1 || count % 4 === 0 ? Math.ceil(count / 4) : mostFours(count));
      const view = layout.view('ReduceParams');
      view.set({ count, parts: partCount });
      uploadBuffer(context, params, view.arrayBuffer);
      return [
        { ...reduceParts, workgroups: [partCount, 1, arrays] },
        { ...joinParts, workgroups: [1, 1, arrays] },
      ];
    },
    read: (arrays, take) => ({
      source: reduced,
      bytes: arrays * bytes,
      take(mapping, offset) {
        const words = (array: number) => new Uint32Array(mapping, offset + array * bytes, struct.size);
        take(Array.from({ length: arrays }, (_, array) => reducedFrom(words(array), struct)));
      },
    }),
    destroy() {
      for (const held of Object.values(buffers)) held.destroy();
    },
  };
}

/** Most fours that an array of so many numbers can begin, contain and end in. */
function mostFours(count: number): number {
  return Math.ceil((count + 3) / 4);
}

/** The two entry points. */
interface ReduceKernels {
  readonly kernels: Readonly<Record<'reduceParts' | 'joinParts', CompiledKernel>>;
  readonly layout: ShaderLayout;
}

/** Compiled kernels by device and sizes: all experiments of a scan use the same. */
const compiled = new WeakMap<GpuContext, Map<string, Promise<ReduceKernels>>>();

function kernelsOf(context: GpuContext, sizes: ReduceSizes): Promise<ReduceKernels> {
  const known = compiled.get(context) ?? new Map<string, Promise<ReduceKernels>>();
  compiled.set(context, known);
  const key = `${sizes.WORKGROUP} ${sizes.FOURS}`;
  const kernels = known.get(key) ?? compile(context, sizes);
  known.set(key, kernels);
  return kernels;
}

async function compile(context: GpuContext, { WORKGROUP, FOURS }: ReduceSizes): Promise<ReduceKernels> {
  const code = await linkShader('reduce', SHADERS_FOLDER);
  const kernel = async (label: string, entryPoint: string): Promise<CompiledKernel> => {
    const pipeline = await createComputePipeline(context, {
      label,
      code,
      entryPoint,
      constants: { WORKGROUP, FOURS },
    });
    return { label, code, entryPoint, pipeline };
  };
  return {
    kernels: {
      reduceParts: await kernel('reduce', 'reduceParts'),
      joinParts: await kernel('join parts', 'joinParts'),
    },
    layout: structViews(code),
  };
}

/** A reduction of the kernel from words in its buffer. */
function reducedFrom(words: Uint32Array, struct: StructWords): Reduced {
  const word = (field: string) => at(words, struct.u32(field));
  const leastAt = word('leastAt');
  return {
    leastAt: leastAt === NOWHERE ? undefined : leastAt,
    unknown: word('unknown'),
    negative: word('negative'),
    missing: word('missing'),
    notFinite: word('notFinite'),
  };
}

/** Place of the least number where none is known; NOWHERE of shaders/reduce.wgsl. */
const NOWHERE = 2 ** 32 - 1;
