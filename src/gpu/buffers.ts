/** Buffers: checked creation, upload, and reading back through a pool of staging buffers. */
import { DeviceError } from '../errors.js';
import { formatBytes } from '../text.js';
import type { GpuContext } from './context.js';
import { dropStaging, giveStaging, takeStaging } from './staging.js';

/** The use and the size of a buffer. */
export interface BufferOptions {
  /** Name in messages and in debuggers. */
  readonly label: string;
  /** Bytes; rounded up to a multiple of 4. */
  readonly size: number;
  /** Bits of GPUBufferUsage. */
  readonly usage: GPUBufferUsageFlags;
}

/** A range of a buffer, in bytes, multiples of 4. */
export interface BufferRange {
  readonly offset: number;
  readonly size: number;
}

/** readBuffer copies through staging buffers of at most this many bytes. */
const STAGING_BYTES = 16 * 1024 * 1024;

/** Creates a buffer. Throws DeviceError where it exceeds memory, or a limit of the adapter, which the message names. */
export async function createBuffer(context: GpuContext, options: BufferOptions): Promise<GPUBuffer> {
  const { label, usage } = options;
  const size = Math.max(4, Math.ceil(options.size / 4) * 4);
  checkLimit(context, label, size, 'maxBufferSize');
  if ((usage & GPUBufferUsage.STORAGE) !== 0) {
    checkLimit(context, label, size, 'maxStorageBufferBindingSize');
  }
  if ((usage & GPUBufferUsage.UNIFORM) !== 0) checkLimit(context, label, size, 'maxUniformBufferBindingSize');
  const what = `buffer ${label} of ${formatBytes(size)}`;
  return await context.checked(what, () => context.device.createBuffer({ label, size, usage }));
}

/** Creates a buffer that holds `data`; COPY_DST is added to its usage. Errors as createBuffer. */
export async function createBufferWith(
  context: GpuContext,
  { label, usage, data }: Omit<BufferOptions, 'size'> & { readonly data: ArrayBufferView | ArrayBuffer },
): Promise<GPUBuffer> {
  const size = data.byteLength;
  const buffer = await createBuffer(context, { label, size, usage: usage | GPUBufferUsage.COPY_DST });
  uploadBuffer(context, buffer, data);
  return buffer;
}

/**
 * Copies `data` into a buffer at a byte offset, a multiple of 4, before all later submissions. Data whose length is
 * not a multiple of 4 are padded with zero bytes. A wrong range causes an error at the context's next guard.
 */
export function uploadBuffer(
  context: GpuContext,
  buffer: GPUBuffer,
  data: ArrayBufferView | ArrayBuffer,
  offset = 0,
): void {
  const bytes =
    data instanceof ArrayBuffer
      ? new Uint8Array(data)
      : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let padded = bytes;
  if (bytes.byteLength % 4 !== 0) {
    padded = new Uint8Array(Math.ceil(bytes.byteLength / 4) * 4);
    padded.set(bytes);
  }
  context.device.queue.writeBuffer(buffer, offset, padded.buffer, padded.byteOffset, padded.byteLength);
}

/**
 * Copies a range of a buffer (usage COPY_SRC), after all earlier submissions, into `into`, which it returns; the range
 * must be as long as `into`. Throws DeviceError on a wrong range or a lost device.
 */
export async function readBuffer<T extends ArrayBufferView>(
  context: GpuContext,
  buffer: GPUBuffer,
  { offset, size }: BufferRange,
  into: T,
): Promise<T> {
  const what = `reading buffer ${buffer.label}`;
  if (into.byteLength !== size || size % 4 !== 0 || offset % 4 !== 0 || offset + size > buffer.size) {
    throw new DeviceError(
      `${what}: ${size} bytes at ${offset} of ${buffer.size} do not fit a target of ${into.byteLength} bytes`,
    );
  }
  const target = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  for (let start = 0; start < size; start += STAGING_BYTES) {
    const length = Math.min(STAGING_BYTES, size - start);
    await readPiece(context, what, buffer, offset + start, target.subarray(start, start + length));
  }
  return into;
}

async function readPiece(
  context: GpuContext,
  what: string,
  buffer: GPUBuffer,
  offset: number,
  target: Uint8Array,
): Promise<void> {
  const { device } = context;
  const size = target.byteLength;
  const staging = takeStaging(context, size);
  const encoder = device.createCommandEncoder({ label: what });
  encoder.copyBufferToBuffer(buffer, offset, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  try {
    await context.guard(what, staging.mapAsync(GPUMapMode.READ, 0, size));
  } catch (error) {
    dropStaging(context, staging);
    throw error;
  }
  // `set` copies directly from the mapping; a slice would copy twice.
  target.set(new Uint8Array(staging.getMappedRange(0, size)));
  staging.unmap();
  giveStaging(context, staging);
}

function checkLimit(context: GpuContext, label: string, size: number, name: string): void {
  const limit = context.limits[name];
  if (limit === undefined || size <= limit) return;
  throw new DeviceError(
    `buffer ${label} needs ${formatBytes(size)}, more than the ${formatBytes(limit)} of ${name} on ${context.info.adapter}: make the tile smaller`,
  );
}
