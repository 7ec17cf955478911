/** Dispatches: their submission, and their time on the host's clock; for the GPU's time stamps see stamps.ts. */
import type { GpuContext } from './context.js';

/** One dispatch of a kernel. */
export interface Dispatch {
  readonly label: string;
  readonly pipeline: GPUComputePipeline;
  /** Entry i is bind group i. */
  readonly bindGroups: readonly GPUBindGroup[];
  /** Workgroups along x, y and z. */
  readonly workgroups: readonly [number, number?, number?];
}

/** How long a submission took, in milliseconds. */
export interface DispatchTime {
  /** From submission until the queue is idle. */
  readonly wallMs: number;
}

/** Submits dispatches and waits for them. Throws DeviceError when the device is lost or WebGPU reports an error. */
export async function timeDispatches(
  context: GpuContext,
  dispatches: readonly Dispatch[],
): Promise<DispatchTime> {
  const start = performance.now();
  const encoder = context.device.createCommandEncoder();
  encodeDispatches(encoder, dispatches);
  context.device.queue.submit([encoder.finish()]);
  await context.settle(dispatches[0]?.label ?? 'nothing');
  return { wallMs: performance.now() - start };
}

/** Encodes dispatches as one pass; each sees the writes of those before it. */
export function encodeDispatches(
  encoder: GPUCommandEncoder,
  dispatches: readonly Dispatch[],
  descriptor: GPUComputePassDescriptor = {},
): void {
  const pass = encoder.beginComputePass(descriptor);
  for (const { label, pipeline, bindGroups, workgroups } of dispatches) {
    pass.pushDebugGroup(label);
    pass.setPipeline(pipeline);
    bindGroups.forEach((group, index) => {
      pass.setBindGroup(index, group);
    });
    pass.dispatchWorkgroups(...workgroups);
    pass.popDebugGroup();
  }
  pass.end();
}
