/** Staging buffers, into which the GPU copies results and which the host maps. They are reused, because creating one costs more than a copy. */
import { DeviceError } from '../errors.js';
import { formatBytes } from '../text.js';
import type { GpuContext } from './context.js';
import { grantedLimit } from './limits.js';

/** Sizes are multiples of this, so that a handful of buffers serve all reads. */
const STEP_BYTES = 64 * 1024;
/** Free buffers beyond this many bytes in total are destroyed. */
const FREE_BYTES = 256 * 1024 * 1024;

/** Staging buffers of a device. */
interface StagingPool {
  readonly free: GPUBuffer[];
  /** Number of buffers, in use or free. */
  count: number;
}

const pools = new WeakMap<GpuContext, StagingPool>();

/** A buffer of at least `size` bytes that can be copied to and mapped; return it unmapped by giveStaging. Throws DeviceError beyond maxBufferSize. */
export function takeStaging(context: GpuContext, size: number): GPUBuffer {
  const pool = poolOf(context);
  // The smallest that fits: most tiles of a scan need reads of the same size, and those at an edge smaller ones.
  let best = -1;
  pool.free.forEach((buffer, i) => {
    if (buffer.size >= size && buffer.size < (pool.free[best]?.size ?? Number.POSITIVE_INFINITY)) best = i;
  });
  const [found] = best >= 0 ? pool.free.splice(best, 1) : [];
  if (found !== undefined) return found;
  const most = grantedLimit(context, 'maxBufferSize');
  if (size > most) {
    throw new DeviceError(
      `a read of ${formatBytes(size)} is more than the ${formatBytes(most)} of maxBufferSize`,
    );
  }
  const rounded = Math.min(most, Math.ceil(size / STEP_BYTES) * STEP_BYTES);
  pool.count += 1;
  const label = `staging ${formatBytes(rounded)}`;
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  return context.checkedLater(`a buffer of ${formatBytes(rounded)} for reading`, () =>
    context.device.createBuffer({ label, size: rounded, usage }),
  );
}

/** Returns a buffer to the pool for later reads. */
export function giveStaging(context: GpuContext, buffer: GPUBuffer): void {
  const pool = poolOf(context);
  pool.free.push(buffer);
  let bytes = pool.free.reduce((sum, { size }) => sum + size, 0);
  while (bytes > FREE_BYTES) {
    // The oldest first: the next reads will have the size of the latest ones.
    const old = pool.free.shift();
    if (old === undefined) return;
    bytes -= old.size;
    dropStaging(context, old);
  }
}

/** Destroys a buffer whose state is unknown because its mapping failed. */
export function dropStaging(context: GpuContext, buffer: GPUBuffer): void {
  poolOf(context).count -= 1;
  buffer.destroy();
}

/** How many staging buffers a device has, in use or free. */
export function stagingCount(context: GpuContext): number {
  return poolOf(context).count;
}

function poolOf(context: GpuContext): StagingPool {
  const known = pools.get(context);
  if (known !== undefined) return known;
  const pool: StagingPool = { free: [], count: 0 };
  pools.set(context, pool);
  context.defer(() => {
    for (const buffer of pool.free.splice(0)) buffer.destroy();
  });
  return pool;
}
