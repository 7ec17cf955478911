/** Stamps of passes: milliseconds from nanoseconds, by pass, whatever the device's clock does. */
import { expect, it } from 'vitest';
import type { GpuContext } from '../../src/gpu/context.js';
import { openDevice } from '../../src/gpu/device.js';
import { createStamps } from '../../src/gpu/stamps.js';

/** A device without the feature. */
const without = { device: { features: new Set() } } as unknown as GpuContext;

it('are milliseconds of each pass, and nothing where the clock was set back', async () => {
  await using context = await openDevice({ allowSoftware: true });
  const stamps = createStamps(context);
  // Whether an adapter has them is its own business.
  if (stamps === undefined) return;
  const encoder = context.device.createCommandEncoder();
  for (let pass = 0; pass < 3; pass++) encoder.beginComputePass(stamps.writes(pass)).end();
  let taken: readonly number[] = [];
  const read = stamps.read(encoder, 3, (milliseconds) => (taken = milliseconds));
  context.device.queue.submit([encoder.finish()]);
  await context.settle('stamps');
  expect(read.bytes).toBe(3 * 16);
  const nanoseconds = [5_000_000n, 8_000_000n, 8_000_000n, 8_500_000n, 9_000_000n, 1_000_000n];
  // Behind other reads of the same mapping.
  read.take(BigUint64Array.from([7n, ...nanoseconds]).buffer, 8);
  expect(taken).toEqual([3, 0.5, 0]);
  expect(stamps.writes(stamps.most)).toEqual({});
});

it('are none where the adapter has none', () => {
  expect(createStamps(without)).toBeUndefined();
});
