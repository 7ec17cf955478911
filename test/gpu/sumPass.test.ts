/** The sum kernel against its twin on the host, bit for bit: on every kind of number, for two terms and more, and for any length. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBufferWith } from '../../src/gpu/buffers.js';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';
import { enqueueReads } from '../../src/gpu/readback.js';
import { bytesOfFours } from '../../src/gpu/reducePass.js';
import { createSumPass } from '../../src/gpu/sumPass.js';
import { encodeDispatches } from '../../src/gpu/timing.js';
import { SUM } from '../../src/outputs/joins.js';
import { UNKNOWN } from '../../src/statistics/counts.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import { randomStream } from '../scans.js';

const FILL = FILL_VALUES.float32;
const INFINITY = Number.POSITIVE_INFINITY;

let context: GpuContext;
beforeAll(async () => {
  context = await openDevice({ allowSoftware: true });
});
afterAll(async () => {
  await context[Symbol.asyncDispose]();
});

/** Adds arrays of the same length on the device, in buffers with room for `room` numbers. */
async function onDevice(terms: readonly Float32Array[], room?: number): Promise<Float32Array> {
  const count = terms[0]?.length ?? 0;
  const most = room ?? count;
  const buffers: GPUBuffer[] = [];
  for (const term of terms) {
    const data = new Uint32Array(bytesOfFours(most) / 4);
    // As bits, since NaN may lose its sign on the way through a number.
    data.set(new Uint32Array(term.buffer, term.byteOffset, count));
    buffers.push(await createBufferWith(context, { label: 'term', usage: GPUBufferUsage.STORAGE, data }));
  }
  const pass = await createSumPass(context, { terms: buffers, count: most });
  const encoder = context.device.createCommandEncoder();
  encodeDispatches(encoder, pass.prepare(count));
  const found = new Float32Array(count);
  const read = {
    source: pass.sums,
    bytes: 4 * count,
    take: (mapping: ArrayBuffer, offset: number) => found.set(new Float32Array(mapping, offset, count)),
  };
  const pending = enqueueReads(context, encoder, 'reading sums', [read]);
  context.device.queue.submit([encoder.finish()]);
  await pending.finish();
  for (const buffer of buffers) buffer.destroy();
  return found;
}

const bitsOf = (numbers: Float32Array) => [
  ...new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length),
];
const isUnknown = (term: number) => term < 0 || !Number.isFinite(term);

/** The host's sum, and UNKNOWN where the host must look at the terms. */
function expected(terms: readonly Float32Array[]): Float32Array {
  return SUM.join(terms).map((sum, i) =>
    terms.some((term) => isUnknown(term[i] ?? Number.NaN)) ? UNKNOWN : sum,
  ) as Float32Array;
}

async function check(terms: readonly Float32Array[], room?: number): Promise<void> {
  expect(bitsOf(await onDevice(terms, room))).toEqual(bitsOf(expected(terms)));
}

/** Every number beside which a sum changes its kind or its rounding, and their neighbours. */
const EDGES = [
  0, 1, 2, 3, 0x007fffff, 0x00800000, 0x00800001, 0x00ffffff, 0x01000000, 0x33000000, 0x33800000, 0x33ffffff,
  0x34000000, 0x3f7fffff, 0x3f800000, 0x3f800001, 0x4b7fffff, 0x4b800000, 0x7c6fffff, 0x7c700000, 0x7c700001,
  0x7ceffffe, 0x7cefffff, 0x7cf00000, 0x7cf00001, 0x7f7fffff, 0x7f800000, 0x7f800001, 0x7fc00000, 0x80000000,
  0x80000001, 0xbf800000, 0xbf800001, 0xfcf00000, 0xff800000, 0xffc00000, 0xffffffff,
];

/**
 * Sums that round into the high word of a double; that pass a power of two with a last bit to remember; and of two small terms with more than
 * 24 bits together, of which the last ones decide behind a large term.
 */
const CARRIES = [
  [1 + 2 ** -20 - 2 ** -23, 2 ** -23 - 2 ** -47, 2 ** -47 - 2 ** -71, 0],
  [2 - 2 ** -23, 2 ** -23 - 2 ** -47, 2 ** -47 + 2 ** -52 + 2 ** -60, 2 ** -23],
  [2 ** -32 + 2 ** -53, 2 ** -70, 1, 2 ** -24 - 2 ** -32],
  [2 ** -40 + 2 ** -53, 2 ** -75, 1, 2 ** -24 - 2 ** -40],
] as const;

/** Every combination of `count` edges, an array for each place. */
function combinations(count: number): Float32Array[] {
  const length = EDGES.length ** count;
  return Array.from({ length: count }, (_, place) => {
    const stride = EDGES.length ** place;
    const bits = Uint32Array.from({ length }, (_, i) => EDGES[Math.floor(i / stride) % EDGES.length] ?? 0);
    return new Float32Array(bits.buffer);
  });
}

describe('the sum on the device', () => {
  it('is what it should be', async () => {
    const terms = [
      [1, FILL, 6e36, -0, 2, Number.NaN, INFINITY, -0],
      [2 ** -24, 1, 6e36, 0, UNKNOWN, 1, FILL, 3],
      [2 ** -24, 0, 0, -0, FILL, 1, 1, 4],
    ];
    const found = await onDevice(terms.map((term) => Float32Array.from(term)));
    // Rounded after each addition, the first would be 1.
    const sums = [1 + 2 ** -23, FILL, FILL, 0, UNKNOWN, UNKNOWN, UNKNOWN, 7];
    expect([...found]).toEqual([...Float32Array.from(sums)]);
  });

  /**
   * A sum that is half of a unit of single precision after an even or odd number, if double precision rounds it down on the way, or else up: the
   * second term leaves `rest` beyond the last bit of double precision, 2^-52, which is even or odd; the third brings all to the half.
   */
  const decisive = (exponent: number, rest: number, isOddSum: boolean, isOddLast: boolean) => {
    const last = isOddLast ? 2 ** -52 : 0;
    const first = isOddSum ? 1 + 2 ** -23 : 1;
    const head = 2 ** exponent;
    return [first, head - last + rest, 2 ** -24 - head];
  };

  it('has the bits of the host where the last bit of double precision decides', async () => {
    const rows: number[][] = [];
    // Beyond the first 32 bits a word is shifted as a whole; a float has 24.
    for (let exponent = -48; exponent <= -29; exponent++)
      for (const rest of [2 ** -53, 2 ** -53 + 2 ** -55, 2 ** -53 - 2 ** -55, 2 ** -54, 2 ** -52])
        for (const isOddSum of [false, true])
          for (const isOddLast of [false, true]) {
            const row = decisive(exponent, rest, isOddSum, isOddLast);
            if (row.every((term) => Math.fround(term) === term)) rows.push(row);
          }
    expect(rows.length).toBeGreaterThan(200);
    const all = [...rows.map((row) => [...row, 0]), ...CARRIES];
    for (const scale of [1, 2 ** 60, 2 ** -60]) {
      const terms = [0, 1, 2, 3].map((i) => Float32Array.from(all, (row) => (row[i] ?? Number.NaN) * scale));
      await check(terms);
      const shorter = terms.slice(0, 3).map((term) => term.slice(0, rows.length));
      await check(shorter);
      // Otherwise the rows would not decide anything.
      const rounded = [...SUM.join(shorter)].map((sum) => sum / scale);
      expect(new Set(rounded)).toEqual(new Set([1, 1 + 2 ** -23, 1 + 2 ** -22]));
    }
  });

  it.each([2, 3])('has the bits of the host on all edges of %i terms', async (count) => {
    await check(combinations(count));
  });

  const random = randomStream(20);
  /** Numbers whose exponents are `spread` apart at most, with few bits set now and then, so that ties are met. */
  const someNumbers = (length: number, spread: number): Float32Array => {
    const bits = Uint32Array.from({ length }, () => {
      const exponent = Math.max(0, Math.min(248, 127 + Math.round((random() - 0.5) * spread)));
      const mantissa = Math.floor(random() * 2 ** 23);
      const kept = random() < 0.5 ? mantissa : mantissa & ~((1 << Math.floor(random() * 24)) - 1);
      return exponent * 2 ** 23 + kept;
    });
    return new Float32Array(bits.buffer);
  };

  it.each([
    [2, 4],
    [2, 60],
    [3, 4],
    [3, 60],
    [3, 130],
    [4, 70],
    [6, 300],
  ])('has the bits of the host: %i terms, exponents %i apart', async (terms, spread) => {
    await check(Array.from({ length: terms }, () => someNumbers(40_000, spread)));
  });

  it.each([1, 2, 3, 4, 5, 255, 256, 257, 10_001])('of %i numbers, in larger buffers too', async (count) => {
    const terms = [1, 2, 3].map(() => someNumbers(count, 30));
    await check(terms);
    await check(terms, 20_000);
  });

  it('needs two terms', async () => {
    await expect(createSumPass(context, { terms: [], count: 1 })).rejects.toThrow(RangeError);
  });
});
