/** Layouts read from the text of shaders: views of structs, and bind groups, by name, so that the host repeats no offset or slot. */
import {
  makeShaderDataDefinitions,
  makeStructuredView,
  type ShaderDataDefinitions,
  type StructuredView,
} from 'webgpu-utils';
import { BoundedCache } from '../boundedCache.js';
import { DeviceError } from '../errors.js';
import type { GpuContext } from './context.js';
import { outlineOf } from './outline.js';
import type { CompiledKernel } from './shader.js';

export type { StructuredView } from 'webgpu-utils';

/** Layouts of one linked shader. */
export interface ShaderLayout {
  /** Bytes of a struct. Throws DeviceError where the linked text has no such struct. */
  sizeOf(struct: string): number;
  /** Byte offset of a struct's field. Throws DeviceError where there is none. */
  offsetOf(struct: string, field: string): number;
  /**
   * A new ArrayBuffer laid out as a struct or as `count` of them in a row (an array's stride is its struct's size):
   * `set({field: value})` writes by name, `views` are typed arrays by name, and `arrayBuffer` holds the bytes to upload.
   */
  view(struct: string): StructuredView;
  views(struct: string, count: number): StructArray;
  /** Typed arrays by name over existing bytes, such as a result that was read back. */
  viewOf(struct: string, bytes: ArrayBuffer, offset?: number): StructuredView;
}

/** Consecutive structs in one ArrayBuffer. */
export interface StructArray {
  readonly arrayBuffer: ArrayBuffer;
  readonly items: readonly StructuredView[];
}

/** A buffer or a range of one, for a bind group. */
export type Binding = GPUBuffer | GPUBufferBinding;

/** Reads the layouts of all structs of a linked shader's text. */
export function structViews(code: string): ShaderLayout {
  const { structs } = definitionsOf(code);
  const find = (name: string) => {
    const definition = structs[name];
    if (definition === undefined) {
      throw new DeviceError(
        `the linked shader has no struct ${name}: it has ${Object.keys(structs).join(', ')}`,
      );
    }
    return definition;
  };
  return {
    sizeOf: (struct) => find(struct).size,
    offsetOf: (struct, field) => {
      const definition = find(struct).fields[field];
      if (definition === undefined) throw new DeviceError(`struct ${struct} has no field ${field}`);
      return definition.offset;
    },
    view: (struct) => makeStructuredView(find(struct)),
    views: (struct, count) => {
      const definition = find(struct);
      const arrayBuffer = new ArrayBuffer(definition.size * count);
      const items = Array.from({ length: count }, (_, index) =>
        makeStructuredView(definition, arrayBuffer, index * definition.size),
      );
      return { arrayBuffer, items };
    },
    viewOf: (struct, bytes, offset = 0) => makeStructuredView(find(struct), bytes, offset),
  };
}

/**
 * Bind groups of an entry point, from buffers by the names of the shader's variables; index i is group i. Buffers that
 * the entry point does not use are ignored, because the layout of the pipeline does not have them either.
 * Throws DeviceError where a variable has no buffer or WebGPU refuses one.
 */
export async function createBindGroups(
  context: GpuContext,
  { label, code, entryPoint, pipeline }: CompiledKernel,
  buffers: Readonly<Record<string, Binding>>,
): Promise<readonly GPUBindGroup[]> {
  const entry = definitionsOf(code).entryPoints[entryPoint];
  if (entry === undefined) throw new DeviceError(`shader ${label} has no entry point ${entryPoint}`);
  const groups: GPUBindGroupEntry[][] = [];
  for (const { name, group, entry: slot } of entry.resources) {
    const bound = buffers[name];
    if (bound === undefined) throw new DeviceError(`shader ${label}: no buffer is given for '${name}'`);
    const resource = 'buffer' in bound ? bound : { buffer: bound };
    groups[group] ??= [];
    groups[group].push({ binding: slot.binding, resource });
  }
  return await context.checked(`bind groups of ${label}`, () =>
    groups.map((entries, index) =>
      context.device.createBindGroup({ label, layout: pipeline.getBindGroupLayout(index), entries }),
    ),
  );
}

/** Definitions by shader text, enough for the kernels of several scans. */
const cache = new BoundedCache<string, ShaderDataDefinitions>(64);

function definitionsOf(code: string): ShaderDataDefinitions {
  return cache.get(code, () => {
    // webgpu-utils reads this WebGPU global, which is not set before Dawn is loaded.
    if (!('GPUShaderStage' in globalThis)) {
      Object.assign(globalThis, { GPUShaderStage: { VERTEX: 1, FRAGMENT: 2, COMPUTE: 4 } });
    }
    return makeShaderDataDefinitions(outlineOf(code));
  });
}
