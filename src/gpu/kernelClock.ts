/**
 * The time of each kernel by itself, for profiles. Dispatches that otherwise share a compute pass get one each, so that the whole takes
 * longer: between two passes a GPU runs dry.
 */
import { at } from '../at.js';
import type { GpuContext } from './context.js';
import { enqueueReads } from './readback.js';
import { createStamps, type PassStamps } from './stamps.js';
import { type Dispatch, encodeDispatches } from './timing.js';

/** Milliseconds so far by the label of a kernel. */
export type KernelTimes = Map<string, number>;

/** Submits dispatches and times each. */
export interface KernelClock {
  /** Submits what the encoder has, then the dispatches. The encoder is finished. Throws DeviceError. */
  submit(encoder: GPUCommandEncoder, dispatches: readonly Dispatch[]): Promise<void>;
  /** Waits for the times of all that was submitted. Throws DeviceError. */
  settle(): Promise<void>;
}

/** A clock that adds to `times`: by time stamps if they are wanted and the adapter has them, else by waiting after each kernel. */
export function createKernelClock(
  context: GpuContext,
  times: KernelTimes,
  { isStamped }: { readonly isStamped: boolean },
): KernelClock {
  const add = (label: string, milliseconds: number) => {
    times.set(label, (times.get(label) ?? 0) + milliseconds);
  };
  const stamps = isStamped ? createStamps(context) : undefined;
  return stamps ? stampingClock(context, stamps, add) : waitingClock(context, add);
}

type Add = (label: string, milliseconds: number) => void;

function stampingClock(context: GpuContext, stamps: PassStamps, add: Add): KernelClock {
  let pending: Promise<void> = Promise.resolve();
  return {
    async submit(encoder, dispatches) {
      // Later submissions use the same stamps, which is safe because the queue runs in order.
      if (dispatches.length > stamps.most)
        throw new RangeError(`${dispatches.length} dispatches for ${stamps.most} stamps`);
      dispatches.forEach((dispatch, i) => {
        encodeDispatches(encoder, [dispatch], stamps.writes(i));
      });
      const read = stamps.read(encoder, dispatches.length, (milliseconds) => {
        for (const [i, { label }] of dispatches.entries()) add(label, at(milliseconds, i));
      });
      const reads = enqueueReads(context, encoder, 'times of kernels', [read]);
      context.device.queue.submit([encoder.finish()]);
      pending = Promise.all([pending, reads.finish()]).then(() => undefined);
      // Thrown by settle; until then a failure must not count as unhandled.
      pending.catch(() => undefined);
    },
    settle: () => pending,
  };
}

function waitingClock(context: GpuContext, add: Add): KernelClock {
  const { device } = context;
  return {
    async submit(encoder, dispatches) {
      device.queue.submit([encoder.finish()]);
      await context.settle('work before a kernel');
      for (const dispatch of dispatches) {
        const begin = performance.now();
        const apart = device.createCommandEncoder({ label: dispatch.label });
        encodeDispatches(apart, [dispatch]);
        device.queue.submit([apart.finish()]);
        await context.settle(dispatch.label);
        add(dispatch.label, performance.now() - begin);
      }
    },
    async settle() {},
  };
}
