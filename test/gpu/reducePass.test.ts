/** The reduce kernel against its twin in TypeScript: the same words for any numbers, and for any sizes of the kernel. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { createBufferWith } from '../../src/gpu/buffers.js';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';
import { enqueueReads } from '../../src/gpu/readback.js';
import {
  bytesOfFours,
  createReducePass,
  type ReducedArrays,
  type ReduceSizes,
} from '../../src/gpu/reducePass.js';
import { encodeDispatches } from '../../src/gpu/timing.js';
import { UNKNOWN } from '../../src/statistics/counts.js';
import { type Reduced, reduceNumbers, reductionOf } from '../../src/tiles/reduction.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import { randomStream, wholeTile } from '../scans.js';

const FILL = FILL_VALUES.float32;
/** Every number before which or after which the kind changes, by its bits. */
const EDGES = [
  0, 0x80000000, 1, 0x80000001, 0x3f800000, 0xbf800000, 0xbf7fffff, 0xbf800001, 0x7cefffff, 0x7cf00000,
  0x7cf00001, 0xfcf00000, 0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7f800001, 0x7fc00000, 0xffc00000,
  0xffffffff, 0x7fffffff,
];

describe('the least and the kinds', () => {
  it('of numbers on the host', () => {
    expect(reduceNumbers(Float32Array.of(3, UNKNOWN, 2, FILL, 2, -2, Number.NaN, 5))).toEqual({
      ...{ leastAt: 2, unknown: 1, negative: 1, missing: 1, notFinite: 1 },
    });
    // -0 is 0, and the first of both counts.
    expect(reduceNumbers(Float32Array.of(1, 0, -0)).leastAt).toBe(1);
    expect(reduceNumbers(Float32Array.of(1, -0, 0)).leastAt).toBe(1);
    expect(reduceNumbers(Float32Array.of(FILL, Number.POSITIVE_INFINITY))).toMatchObject({
      ...{ leastAt: undefined, missing: 1, notFinite: 1 },
    });
    expect(reduceNumbers(new Float32Array())).toMatchObject({ leastAt: undefined, missing: 0 });
  });
});

describe('the kernel', () => {
  let context: GpuContext;
  beforeAll(async () => {
    context = await openDevice({ allowSoftware: true });
  });
  afterAll(async () => {
    await context[Symbol.asyncDispose]();
  });

  /** Reduces arrays of the same length on the device. */
  async function onDevice(
    arrays: readonly Float32Array[],
    sizes?: ReduceSizes,
    room: Partial<ReducedArrays> = {},
  ): Promise<readonly Reduced[]> {
    const count = arrays[0]?.length ?? 0;
    // What follows the last array in its four does not count.
    const data = new Uint32Array(bytesOfFours(arrays.length * count) / 4);
    // As bits, since NaN may lose its sign on the way through a number.
    arrays.forEach((array, i) => {
      data.set(new Uint32Array(array.buffer, array.byteOffset, count), i * count);
    });
    const usage = GPUBufferUsage.STORAGE;
    const numbers = await createBufferWith(context, { label: 'numbers', usage, data });
    const pass = await createReducePass(context, { numbers, arrays: arrays.length, count, ...room }, sizes);
    const encoder = context.device.createCommandEncoder();
    encodeDispatches(encoder, pass.prepare(count, arrays.length));
    let found: readonly Reduced[] = [];
    const read = pass.read(arrays.length, (reduced) => {
      found = reduced;
    });
    const pending = enqueueReads(context, encoder, 'reading reductions', [read]);
    context.device.queue.submit([encoder.finish()]);
    await pending.finish();
    pass.destroy();
    numbers.destroy();
    return found;
  }

  const random = randomStream(12);
  /** Few different numbers, so that many are equal; one in `rare` is on an edge. */
  const someNumbers = (count: number, rare: number): Float32Array => {
    const bits = new Uint32Array(count);
    const numbers = new Float32Array(bits.buffer);
    for (let i = 0; i < count; i++) {
      if (random() < 1 / rare) bits[i] = EDGES[Math.floor(random() * EDGES.length)] ?? 0;
      else numbers[i] = 1 + Math.floor(random() * 1000);
    }
    return numbers;
  };

  it('tells each number on an edge from its neighbours', async () => {
    const arrays = EDGES.map((bits) => new Float32Array(Uint32Array.of(bits).buffer));
    const found = await onDevice(arrays);
    expect(found).toEqual(arrays.map(reduceNumbers));
    const kindsOf = ({ leastAt, ...counts }: Reduced) => [leastAt, ...Object.values(counts)];
    // Each number is of one kind.
    expect(new Set(found.map((reduced) => kindsOf(reduced).join())).size).toBe(5);
  });

  it.each([1, 2, 3, 4, 5, 63, 64, 65, 4095, 4096, 4097, 16_383, 16_385, 70_001])(
    'reduces %i numbers',
    async (count) => {
      const arrays = [2, 50, 1e9, 3, 1e9].map((rare) => someNumbers(count, rare));
      expect(await onDevice(arrays)).toEqual(arrays.map(reduceNumbers));
    },
  );

  it.each([
    { WORKGROUP: 64, FOURS: 1 },
    { WORKGROUP: 1, FOURS: 64 },
    { WORKGROUP: 32, FOURS: 7 },
    { WORKGROUP: 256, FOURS: 16 },
    { WORKGROUP: 3, FOURS: 1000 },
  ])('gives the same with $WORKGROUP invocations of $FOURS fours', async (sizes) => {
    const arrays = [3, 1e9].map((rare) => someNumbers(10_007, rare));
    expect(await onDevice(arrays, sizes)).toEqual(arrays.map(reduceNumbers));
  });

  it('finds the first of equals wherever they stand', async () => {
    for (const first of [0, 63, 64, 4095, 4096, 9000]) {
      const numbers = new Float32Array(9001).fill(2);
      for (const place of [first, 9000]) numbers[place] = 1;
      numbers[4099] = UNKNOWN;
      expect((await onDevice([numbers]))[0]).toMatchObject({ leastAt: first, unknown: 1, negative: 0 });
    }
  });

  it('reduces the arrays of a smaller tile in the buffers of a larger one', async () => {
    const arrays = [someNumbers(5000, 10), someNumbers(5000, 1e9)];
    expect(await onDevice(arrays, undefined, { arrays: 3, count: 20_000 })).toEqual(
      arrays.map(reduceNumbers),
    );
  });
});

const SCAN = `
model: { kind: dual, parameters: { mZprime_gev: 1.25, V54: 0.5, gD: 2 } }
axes:
  m4_gev: { values: [0.05, 0.1] }
  m5_gev: { values: [0.15, 0.3, 0.6] }
  epsilon: { values: [4e-4, 8e-4] }
  Umu5_sq: { log: [1e-6, 1e-3], points: 5 }
production: { dirt: cylinder }
experiments: [microboone-2025, 'miniboone-2020:combined']
outputs: [chi2, signal, signal_by_channel]
events: 1024
`;

it('comes with the results of a tile: of each experiment and of its groups', async () => {
  const scan = await resolveScan(SCAN, 'joint.yaml');
  await using engine = await openGpuEngine(scan, { allowSoftware: true });
  const { experiments } = await engine.evaluateTile(wholeTile(scan));
  const arrays = experiments.flatMap((result) => [result.chi2, result.signal, ...result.groupSignal]);
  expect(arrays.length).toBeGreaterThan(2 * 3);
  for (const numbers of arrays) {
    expect(numbers.length).toBe(60);
    expect(reductionOf(numbers)).toEqual(reduceNumbers(numbers));
  }
});
