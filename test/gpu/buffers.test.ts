import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceError } from '../../src/errors.js';
import { createBuffer, createBufferWith, readBuffer, uploadBuffer } from '../../src/gpu/buffers.js';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';

describe('buffers', () => {
  let context: GpuContext;
  beforeAll(async () => {
    context = await openDevice({ allowSoftware: true });
  });
  afterAll(async () => {
    await context[Symbol.asyncDispose]();
  });

  it('names the limit that a buffer exceeds', async () => {
    const size = (context.limits.maxBufferSize ?? 0) + 4;
    const creating = createBuffer(context, { label: 'huge', size, usage: GPUBufferUsage.COPY_DST });
    await expect(creating).rejects.toThrow(DeviceError);
    await expect(
      createBuffer(context, { label: 'huge', size, usage: GPUBufferUsage.COPY_DST }),
    ).rejects.toThrow(/^buffer huge needs .*maxBufferSize.*: make the tile smaller$/);
    const uniform = (context.limits.maxUniformBufferBindingSize ?? 0) + 4;
    await expect(
      createBuffer(context, { label: 'table', size: uniform, usage: GPUBufferUsage.UNIFORM }),
    ).rejects.toThrow(/maxUniformBufferBindingSize/);
  });

  it('reports what WebGPU refuses', async () => {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE;
    await expect(createBuffer(context, { label: 'odd', size: 16, usage })).rejects.toThrow(
      /^buffer odd of 16 B: /,
    );
    await context.settle('unharmed');
  });

  it('reads back what was uploaded, across pieces and offsets', async () => {
    // 16 MiB is the staging size: this takes three pieces.
    const data = new Uint32Array(10 * 1024 * 1024).map((_, index) => (index * 2654435761) >>> 0);
    const usage = GPUBufferUsage.COPY_SRC;
    const buffer = await createBufferWith(context, { label: 'data', usage, data });
    const all = await readBuffer(
      context,
      buffer,
      { offset: 0, size: data.byteLength },
      new Uint32Array(data.length),
    );
    expect(Buffer.compare(Buffer.from(all.buffer), Buffer.from(data.buffer))).toBe(0);
    uploadBuffer(context, buffer, new Uint8Array([1, 2, 3, 4, 5]), 8);
    const target = new Uint8Array(32).fill(9);
    await readBuffer(context, buffer, { offset: 8, size: 8 }, target.subarray(4, 12));
    expect([...target.subarray(0, 16)]).toEqual([9, 9, 9, 9, 1, 2, 3, 4, 5, 0, 0, 0, 9, 9, 9, 9]);
  });

  it('serves concurrent reads and refuses wrong ranges', async () => {
    const data = new Float32Array(1024).map((_, index) => index);
    const buffer = await createBufferWith(context, { label: 'f', usage: GPUBufferUsage.COPY_SRC, data });
    const reads = Array.from({ length: 16 }, (_, index) =>
      readBuffer(context, buffer, { offset: index * 256, size: 256 }, new Float32Array(64)),
    );
    (await Promise.all(reads)).forEach((values, index) => {
      expect(values[0]).toBe(index * 64);
    });
    const wrong = readBuffer(context, buffer, { offset: 4000, size: 256 }, new Float32Array(64));
    await expect(wrong).rejects.toThrow(/256 bytes at 4000 of 4096/);
  });
});
