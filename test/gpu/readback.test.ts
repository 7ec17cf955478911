/** Reading back by one submission and one mapping: the right bytes, a bounded number of staging buffers, and failures. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceError } from '../../src/errors.js';
import { createBufferWith } from '../../src/gpu/buffers.js';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';
import { enqueueReads, type Read } from '../../src/gpu/readback.js';
import { stagingCount } from '../../src/gpu/staging.js';

describe('reading back', () => {
  let context: GpuContext;
  beforeAll(async () => {
    context = await openDevice({ allowSoftware: true });
  });
  afterAll(async () => {
    await context[Symbol.asyncDispose]();
  });

  const numbers = (count: number, salt: number) =>
    Uint32Array.from({ length: count }, (_, i) => Math.imul(i + salt, 2654435761) >>> 0);
  const bufferOf = (data: Uint32Array) =>
    createBufferWith(context, { label: 'data', usage: GPUBufferUsage.COPY_SRC, data });
  const readOf = (source: GPUBuffer, into: Uint32Array): Read => ({
    source,
    bytes: into.byteLength,
    take: (mapping, offset) => into.set(new Uint32Array(mapping, offset, into.length)),
  });
  function submit(reads: readonly Read[]): Promise<void> {
    const encoder = context.device.createCommandEncoder();
    const pending = enqueueReads(context, encoder, 'reading', reads);
    context.device.queue.submit([encoder.finish()]);
    return pending.finish();
  }

  it('brings the first bytes of several buffers, of odd lengths and none', async () => {
    const data = [numbers(1001, 1), numbers(3, 2), numbers(5000, 3)];
    const sources = await Promise.all(data.map(bufferOf));
    const into = [1001, 3, 0, 777].map((length) => new Uint32Array(length));
    const [a, b, c] = sources as [GPUBuffer, GPUBuffer, GPUBuffer];
    const [first, second, none, last] = into as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
    await submit([readOf(a, first), readOf(b, second), readOf(c, none), readOf(c, last)]);
    expect(first).toEqual(data[0]);
    expect(second).toEqual(data[1]);
    expect(last).toEqual(data[2]?.subarray(0, 777));
  });

  it('reuses as many staging buffers as reads are in flight', async () => {
    const before = stagingCount(context);
    const source = await bufferOf(numbers(100_000, 4));
    const inFlight: Promise<void>[] = [];
    for (let i = 0; i < 40; i++) {
      // Tiles at an edge are smaller.
      inFlight.push(submit([readOf(source, new Uint32Array(i % 5 === 4 ? 30_000 : 100_000))]));
      if (inFlight.length >= 3) await inFlight.shift();
    }
    await Promise.all(inFlight);
    expect(stagingCount(context) - before).toBeLessThanOrEqual(3);
  });

  it('splits what is large, and frees what is too much to keep', async () => {
    const before = stagingCount(context);
    const large = numbers(12 * 1024 * 1024, 5);
    const source = await bufferOf(large);
    const [a, b] = [new Uint32Array(large.length), new Uint32Array(large.length)];
    // Three times 96 MiB: more than the 256 MiB that are kept.
    await Promise.all([
      submit([readOf(source, a), readOf(source, b)]),
      submit([readOf(source, new Uint32Array(large.length)), readOf(source, new Uint32Array(large.length))]),
      submit([readOf(source, new Uint32Array(large.length)), readOf(source, new Uint32Array(large.length))]),
    ]);
    for (const array of [a, b])
      expect(Buffer.compare(Buffer.from(array.buffer), Buffer.from(large.buffer))).toBe(0);
    // Buffers of 48 MiB each; five of them are 240 MiB.
    expect(stagingCount(context) - before).toBeLessThanOrEqual(5);
  });

  it('fails when the device is closed, and keeps no buffer', async () => {
    const own = await openDevice({ allowSoftware: true });
    const data = numbers(100, 6);
    const source = await createBufferWith(own, { label: 'data', usage: GPUBufferUsage.COPY_SRC, data });
    const encoder = own.device.createCommandEncoder();
    const pending = enqueueReads(own, encoder, 'reading', [readOf(source, new Uint32Array(100))]);
    await own[Symbol.asyncDispose]();
    await expect(pending.finish()).rejects.toThrow(DeviceError);
    expect(stagingCount(own)).toBe(0);
  });
});
