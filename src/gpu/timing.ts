/** Dispatches: submission, their time on the clock and on the GPU, and how much work to put into one. */

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

/**
 * How many units of work (events, rows, workgroups: the caller's) to put into the next dispatch so that it takes
 * about `targetMs`. It only shapes time: results must not depend on it.
 */
export class DispatchBudget {
  readonly #targetMs: number;
  readonly #most: number;
  #count: number;

  /** Starts with `first` units, never goes beyond `most`; all at least 1. */
  constructor({ targetMs, first, most }: { targetMs: number; first: number; most: number }) {
    this.#targetMs = targetMs;
    this.#most = Math.max(1, Math.floor(most));
    this.#count = Math.min(this.#most, Math.max(1, Math.floor(first)));
  }

  /** Units for the next dispatch. */
  get count(): number {
    return this.#count;
  }

  /** Tells what `count` units took; the next count moves towards the target, by at most a factor 4 up. */
  record(count: number, wallMs: number): void {
    // Below the clock's and the queue's own latency a time says nothing about the work.
    const perUnit = Math.max(wallMs, 0.5) / Math.max(1, count);
    const ideal = this.#targetMs / perUnit;
    this.#count = Math.max(1, Math.min(this.#most, Math.floor(Math.min(ideal, count * 4))));
  }
}

function submit(
  { device }: GpuContext,
  dispatches: readonly Dispatch[],
  stamps?: { querySet: GPUQuerySet; resolved: GPUBuffer },
): void {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass(
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
  if (stamps !== undefined) encoder.resolveQuerySet(stamps.querySet, 0, 2, stamps.resolved, 0);
  device.queue.submit([encoder.finish()]);
}
