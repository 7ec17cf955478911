/** Dispatches: their submission, and their time on the clock and on the GPU. */

import { readBuffer } from './buffers.js';
import type { GpuContext } from './context.js';

/** One dispatch of a kernel. */
export interface Dispatch {
  readonly label: string;
  readonly pipeline: GPUComputePipeline;
  /** Index i is group i. */
  readonly bindGroups: readonly GPUBindGroup[];
  /** Workgroups along x, y and z. */
  readonly workgroups: readonly [number, number?, number?];
}

/** How long a submission took, in milliseconds. */
export interface DispatchTime {
  /** From submission until the queue is idle. */
  readonly wallMs: number;
  /** By timestamp queries, in steps of about 0.1 ms; absent where the adapter has none. */
  readonly gpuMs?: number;
}

/** Submits dispatches and waits for them. Throws DeviceError when the device is lost or WebGPU complained. */
export async function timeDispatches(
  context: GpuContext,
  dispatches: readonly Dispatch[],
): Promise<DispatchTime> {
  const start = performance.now();
  submit(context, dispatches);
  await context.settle(dispatches[0]?.label ?? 'nothing');
  return { wallMs: performance.now() - start };
}

/** As timeDispatches, with the GPU's own clock where there is one; slower to submit, for benchmarks. */
export async function measureDispatches(
  context: GpuContext,
  dispatches: readonly Dispatch[],
): Promise<DispatchTime> {
  const { device } = context;
  if (!device.features.has('timestamp-query')) return await timeDispatches(context, dispatches);
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
  const size = 16;
  const resolved = device.createBuffer({
    label: 'timestamps',
    size,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  try {
    const start = performance.now();
    submit(context, dispatches, { querySet, resolved });
    await context.settle(dispatches[0]?.label ?? 'nothing');
    const wallMs = performance.now() - start;
    const stamps = await readBuffer(context, resolved, { offset: 0, size }, new BigUint64Array(2));
    const [begin = 0n, end = 0n] = stamps;
    return { wallMs, gpuMs: Number(end - begin) / 1e6 };
  } finally {
    querySet.destroy();
    resolved.destroy();
  }
}

function submit(
  { device }: GpuContext,
  dispatches: readonly Dispatch[],
  stamps?: { querySet: GPUQuerySet; resolved: GPUBuffer },
): void {
  const encoder = device.createCommandEncoder();
  encodeDispatches(
    encoder,
    dispatches,
    stamps === undefined
      ? {}
      : {
          timestampWrites: {
            querySet: stamps.querySet,
            beginningOfPassWriteIndex: 0,
            endOfPassWriteIndex: 1,
          },
        },
  );
  if (stamps !== undefined) encoder.resolveQuerySet(stamps.querySet, 0, 2, stamps.resolved, 0);
  device.queue.submit([encoder.finish()]);
}

/** Encodes dispatches as one pass; each sees what those before it wrote. */
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
