/** Time stamps of compute passes: how long the GPU itself was at work, where the adapter can tell. */
import type { GpuContext } from './context.js';
import type { Read } from './readback.js';

/** Time stamps of the passes of one piece of work after another, in the order of one queue. */
export interface PassStamps {
  /** Passes that can be stamped in one piece of work. */
  readonly most: number;
  /** What the descriptor of pass number `pass` needs; nothing from `most` on. */
  writes(pass: number): GPUComputePassDescriptor;
  /** Resolves the first `passes` behind all that the encoder has so far; `take` gets the milliseconds of each. */
  read(encoder: GPUCommandEncoder, passes: number, take: (milliseconds: readonly number[]) => void): Read;
}

/** A slower GPU takes more passes for a piece of work, each so long that the time on the host's clock does. */
const MOST_PASSES = 32;

/** Makes the stamps, or undefined where the adapter has none. They are in steps of about 0.1 ms. */
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
              const nanoseconds = (stamps[2 * i + 1] ?? 0n) - (stamps[2 * i] ?? 0n);
              // A clock that was set back between two stamps, which the specification allows, tells nothing.
              return Math.max(0, Number(nanoseconds)) / 1e6;
            }),
          );
        },
      };
    },
  };
}
