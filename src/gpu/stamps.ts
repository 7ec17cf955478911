/** Time stamps of compute passes: how long the GPU itself was busy, where the adapter supports that. */
import { at } from '../at.js';
import type { GpuContext } from './context.js';
import type { Read } from './readback.js';

/** Time stamps of the passes of consecutive pieces of work in one queue. */
export interface PassStamps {
  /** Most passes that can be stamped in one piece of work. */
  readonly most: number;
  /** The part of the descriptor of pass number `pass` that stamps it; empty from `most` on. */
  writes(pass: number): GPUComputePassDescriptor;
  /** Resolves the stamps of the first `passes` after everything that the encoder has so far; `take` receives the milliseconds of each pass. */
  read(encoder: GPUCommandEncoder, passes: number, take: (milliseconds: readonly number[]) => void): Read;
}

/** Slow GPUs use more passes for a piece of work, but those are long enough to be timed by the host's clock. */
const MOST_PASSES = 32;

/** Makes the stamps; undefined where the adapter has none. Their resolution is about 0.1 ms. */
export function createStamps(context: GpuContext): PassStamps | undefined {
  const { device } = context;
  if (!device.features.has('timestamp-query')) return undefined;
  const querySet = device.createQuerySet({ label: 'pass stamps', type: 'timestamp', count: 2 * MOST_PASSES });
  const resolved = device.createBuffer({
    label: 'pass stamps',
    size: 16 * MOST_PASSES,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  context.defer(() => {
    querySet.destroy();
    resolved.destroy();
  });
  return {
    most: MOST_PASSES,
    writes(pass) {
      if (pass >= MOST_PASSES) return {};
      return {
        timestampWrites: {
          querySet,
          beginningOfPassWriteIndex: 2 * pass,
          endOfPassWriteIndex: 2 * pass + 1,
        },
      };
    },
    read(encoder, passes, take) {
      encoder.resolveQuerySet(querySet, 0, 2 * passes, resolved, 0);
      return {
        source: resolved,
        bytes: 16 * passes,
        take(mapping, offset) {
          const stamps = new BigUint64Array(mapping, offset, 2 * passes);
          take(
            Array.from({ length: passes }, (_, i) => {
              const nanoseconds = at(stamps, 2 * i + 1) - at(stamps, 2 * i);
              // The specification allows the clock to be set back between two stamps.
              return Math.max(0, Number(nanoseconds)) / 1e6;
            }),
          );
        },
      };
    },
  };
}
