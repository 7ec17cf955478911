/** Reading back: all results of a piece of work, by copies within its submission and one mapping. */
import type { GpuContext } from './context.js';
import { dropStaging, giveStaging, takeStaging } from './staging.js';

/** The first bytes of a buffer (usage COPY_SRC), and the function that receives them. */
export interface Read {
  readonly source: GPUBuffer;
  /** A multiple of 4; nothing is read where it is 0. */
  readonly bytes: number;
  /** Called with the mapping and the offset of the bytes in it. It must copy what it keeps, because the mapping ends with the call. */
  take(mapping: ArrayBuffer, offset: number): void;
}

/** Reads share a staging buffer up to this size; a larger read gets a buffer to itself. */
const STAGING_BYTES = 64 * 1024 * 1024;
/** Reads begin at multiples of this, which is sufficient for every typed array. */
const ALIGNMENT = 8;

/** A staging buffer with the reads that it holds. */
interface Batch {
  readonly reads: { readonly read: Read; readonly offset: number }[];
  bytes: number;
}

/** Reads that were enqueued. */
export interface PendingReads {
  /** Waits until the GPU has copied, and passes the bytes on. To be called once, after the submission. Throws DeviceError. */
  finish(): Promise<void>;
}

/** Enqueues copies of the reads after everything that the encoder has so far. `what` is for messages. */
export function enqueueReads(
  context: GpuContext,
  encoder: GPUCommandEncoder,
  what: string,
  reads: readonly Read[],
): PendingReads {
  const stagings = inBatches(reads).map((batch) => {
    const staging = takeStaging(context, batch.bytes);
    for (const { read, offset } of batch.reads) {
      encoder.copyBufferToBuffer(read.source, 0, staging, offset, read.bytes);
    }
    return { ...batch, staging };
  });
  return {
    async finish() {
      const mappings = stagings.map(({ staging, bytes }) =>
        context.guard(what, staging.mapAsync(GPUMapMode.READ, 0, bytes)),
      );
      const failed = (await Promise.allSettled(mappings)).find((mapping) => mapping.status === 'rejected');
      if (failed) {
        for (const { staging } of stagings) dropStaging(context, staging);
        throw failed.reason;
      }
      for (const { staging, bytes, reads: batchReads } of stagings) {
        const mapping = staging.getMappedRange(0, bytes);
        for (const { read, offset } of batchReads) read.take(mapping, offset);
        staging.unmap();
        giveStaging(context, staging);
      }
    },
  };
}

function inBatches(reads: readonly Read[]): Batch[] {
  const batches: Batch[] = [];
  let last: Batch | undefined;
  for (const read of reads) {
    if (read.bytes === 0) continue;
    if (last === undefined || last.bytes + read.bytes > STAGING_BYTES) {
      last = { reads: [], bytes: 0 };
      batches.push(last);
    }
    last.reads.push({ read, offset: last.bytes });
    last.bytes = Math.ceil((last.bytes + read.bytes) / ALIGNMENT) * ALIGNMENT;
  }
  return batches;
}
